// A response in each form that handlers give it, mistakes included.
const http = require('http');
const { once } = require('events');
const cases = [
  (q, r) => {
    r.setHeaders(new Headers({ a: '1', 'set-cookie': 'x=1' }));
    r.setHeaders(new Map([['b', ['1', '2']]]));
    r.end();
  },
  (q, r) => {
    r.writeHead(201, 'Made', ['a', '1', 'a', '2', 'B', '3']);
    r.end();
  },
  (q, r) => {
    r.setHeader('a', '1');
    r.writeHead(200, ['a', '2']);
    r.end();
  },
  (q, r) => {
    r.writeHead(204, { 'content-length': 5 });
    r.end('x');
  },
  (q, r) => {
    r.writeHead(304);
    r.end('xx');
  },
  (q, r) => {
    r.strictContentLength = true;
    r.setHeader('content-length', 3);
    try {
      r.end('toolong');
    } catch (e) {
      console.log(e.code, e.message);
      r.destroy();
    }
  },
  (q, r) => {
    r.setHeader('content-length', 3);
    r.write('a');
    r.end('bc');
  },
  (q, r) => {
    r.write('');
    r.end();
  },
  (q, r) => {
    r.end('x');
    try {
      r.setHeader('a', 1);
    } catch (e) {
      console.log(e.code, e.message);
    }
    try {
      r.writeHead(200);
    } catch (e) {
      console.log(e.code, e.message);
    }
    r.write('y', (e) => console.log('w', e.code, e.message));
    r.on('error', (e) => console.log('ev', e.code));
    r.end('again', (e) => console.log('e', e && e.code));
  },
  (q, r) => {
    for (const v of [99, 1000, 'x', NaN])
      try {
        r.writeHead(v);
      } catch (e) {
        console.log(e.code, e.message);
      }
    try {
      r.write(1);
    } catch (e) {
      console.log(e.code, e.message);
    }
    try {
      r.write(null);
    } catch (e) {
      console.log(e.code, e.message);
    }
    try {
      r.setHeader('x', undefined);
    } catch (e) {
      console.log(e.message);
    }
    try {
      r.setHeaders([]);
    } catch (e) {
      console.log(e.message);
    }
    r.end();
  },
  (q, r) => {
    r.cork();
    r.write('a');
    r.write('b');
    r.uncork();
    console.log(r.writableCorked, r.writableLength, r.writableHighWaterMark, r.writableObjectMode);
    r.end(Buffer.from('c'));
  },
  (q, r) => {
    console.log(
      r.headersSent,
      r.statusCode,
      r.req === q,
      r.socket === q.socket,
      r.connection === q.socket,
      r.shouldKeepAlive,
      r.useChunkedEncodingByDefault,
      r.hasHeader('A'),
      r.finished,
    );
    r.removeHeader('date');
    r.sendDate = false;
    r.statusMessage = 'Fine';
    r.flushHeaders();
    console.log(r.headersSent, r._header);
    r.end();
  },
  (q, r) => {
    r.setHeader('x', 'é');
    r.setHeader('y', ['é', 'z']);
    r.end();
  },
  (q, r) => {
    r.setHeader('transfer-encoding', 'chunked');
    r.setHeader('content-length', 1);
    r.end('a');
  },
  (q, r) => {
    r.setHeader('Connection', 'close');
    r.end('bye');
  },
];
const s = http.createServer((q, r) => cases[+q.url.slice(1)](q, r));
s.listen(0, async () => {
  for (let i = 0; i < cases.length; i++) {
    await new Promise((res) => {
      const q = http.get({ port: s.address().port, path: '/' + i }, async (r) => {
        let b = '';
        try {
          for await (const c of r) b += c;
        } catch (e) {
          b += e.code;
        }
        const h = r.rawHeaders.map((x, i) => (/GMT/.test(x) ? 'D' : x));
        console.log(i, r.statusCode, r.statusMessage, h.join('|'), b);
        res();
      });
      q.on('error', (e) => {
        console.log(i, e.code);
        res();
      });
    });
  }
  s.close();
  s.closeAllConnections();
});
