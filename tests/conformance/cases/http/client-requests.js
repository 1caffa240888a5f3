// What a request of the client looks like to the server, by method, headers and body.
const http = require('http');
const { once } = require('events');
const s = http.createServer({ joinDuplicateHeaders: true }, (q, r) => {
  const h = q.rawHeaders.join('|');
  let b = '';
  q.setEncoding('utf8')
    .on('data', (c) => (b += c))
    .on('end', () => r.end(JSON.stringify([q.method, q.url, h.replace(/localhost:\d+/, 'H'), b, q.headers.cookie, q.headers['x-a']])));
});
const go = (o, ...w) =>
  new Promise((res) => {
    const q = http.request({ port: s.address().port, ...o }, async (r) => {
      let b = '';
      for await (const c of r) b += c;
      console.log(b);
      res(q);
    });
    q.on('error', (e) => {
      console.log(e.code, e.message);
      res(q);
    });
    for (const x of w) q.write(x);
    q.end();
  });
s.listen(0, async () => {
  await go({});
  await go({ method: 'post' }, 'a', 'b');
  await go({ method: 'PUT', headers: { 'content-length': 2 } }, 'ab');
  await go({ method: 'DELETE' });
  await go({ method: 'DELETE' }, 'x');
  await go({ method: 'OPTIONS', path: '*' });
  await go({ auth: 'u:p' });
  await go({ headers: ['a', '1', 'Cookie', 'a=1', 'cookie', 'b=2', 'x-a', '1', 'X-A', '2'] });
  await go({ headers: { Host: 'other', 'User-Agent': 'me', cookie: ['a=1', 'b=2'], 'x-a': ['1', '2'] } });
  await go({ setHost: false, headers: { host: 'x' } });
  await go({ path: '/é' }).catch((e) => console.log(e.code));
  await go({ uniqueHeaders: ['x-a'], headers: { 'x-a': ['1', '2'] } });
  await go({ method: 'HEAD' });
  await go({ defaultPort: s.address().port, port: undefined });
  await go({ method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
  await go({ method: 'POST', headers: { expect: '100-continue' } }, 'cont');
  const q = http.request(new URL('http://user:pa%20ss@localhost:' + s.address().port + '/p?q=1#h'), {
    method: 'PATCH',
    headers: { a: 'b' },
  });
  q.end(() => console.log('finished'));
  console.log(
    q.path,
    q.host,
    q.protocol,
    q.method,
    q.getHeader('authorization'),
    q.maxHeadersCount,
    q.writableEnded,
    q.getRawHeaderNames(),
  );
  const [r] = await once(q, 'response');
  console.log((await r.toArray()).join('').replace(/localhost:\d+/, 'H'));
  s.close();
  http.globalAgent.destroy();
}).on('error', console.log);
process.on('uncaughtException', (e) => console.log('UE', e.code, e.message));
