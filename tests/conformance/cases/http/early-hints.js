// Informational responses: early hints, continue and processing, and headers that are appended.
const http = require('http');
const { once } = require('events');
const s = http.createServer((q, r) => {
  if (q.url === '/hints') {
    r.writeEarlyHints({ link: ['</a.css>; rel=preload; as=style', '</b.js>; rel=preload; as=script'], 'x-trace': '1' }, () => {
      console.log('hints flushed');
      r.appendHeader('set-cookie', 'a=1');
      r.appendHeader('set-cookie', ['b=2', 'c=3']);
      r.appendHeader('x-one', '1');
      r.appendHeader('x-one', '2');
      console.log(r.getHeaders(), r.getHeaderNames(), r.getRawHeaderNames());
      r.end('ok');
    });
  } else if (q.url === '/continue') {
    r.writeContinue(() => console.log('continued'));
    r.writeProcessing(() => console.log('processing'));
    r.end('x');
  } else {
    try {
      r.writeEarlyHints({ link: 'bad' });
    } catch (e) {
      console.log(e.code, e.message);
    }
    try {
      r.writeEarlyHints({});
    } catch (e) {
      console.log(e.code, e.message);
    }
    try {
      r.writeEarlyHints('x');
    } catch (e) {
      console.log(e.code, e.message);
    }
    r.end();
  }
});
s.listen(0, async () => {
  for (const p of ['/hints', '/continue', '/bad']) {
    await new Promise((res) => {
      const q = http.get({ port: s.address().port, path: p });
      q.on('information', (i) => console.log('info', i.statusCode, i.statusMessage, i.httpVersion, i.headers, i.rawHeaders));
      q.on('continue', () => console.log('continue'));
      q.on('response', async (r) => {
        console.log(r.statusCode, r.headers['set-cookie'], r.headers['x-one'], r.headersDistinct['x-one']);
        r.resume();
        r.on('end', res);
      });
    });
  }
  s.close();
});
