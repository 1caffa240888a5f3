// compression: negotiation, threshold, streaming with flush, types that are left alone. Bodies are compared unpacked.
const express = require('express');
const compression = require('compression');
const http = require('node:http');
const zlib = require('node:zlib');
const app = express();
app.disable('x-powered-by');
app.use(compression({ threshold: 100 }));
app.get('/long', (request, response) => response.json({ text: 'word '.repeat(400) }));
app.get('/short', (request, response) => response.send('short'));
app.get('/image', (request, response) => response.type('png').send(Buffer.alloc(500)));
app.get('/private', (request, response) => response.set('Cache-Control', 'no-transform').send('x'.repeat(500)));
app.get('/stream', (request, response) => {
  response.type('text/event-stream');
  let sent = 0;
  const next = () => {
    response.write(`data: ${sent}\n\n`);
    response.flush();
    if (++sent === 3) response.end();
  };
  next();
  app.next = next;
});
const get = (port, path, accept) => new Promise((resolve) => {
  http.get({ port, host: '127.0.0.1', path, headers: { 'Accept-Encoding': accept }, agent: false }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => {
      const body = Buffer.concat(chunks);
      const unpack = { gzip: zlib.gunzipSync, deflate: zlib.inflateSync, br: zlib.brotliDecompressSync }[response.headers['content-encoding']] ?? ((bytes) => bytes);
      const { etag, vary } = response.headers;
      console.log(path, accept, response.headers['content-encoding'], { etag, vary }, response.headers['content-length'], String(unpack(body)).slice(0, 40), unpack(body).length);
      resolve();
    });
  });
});
const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  for (const accept of ['gzip', 'deflate', 'br', 'gzip;q=0.5, br;q=0.1', 'identity', '*']) await get(port, '/long', accept);
  for (const path of ['/short', '/image', '/private']) await get(port, path, 'gzip');
  http.get({ port, host: '127.0.0.1', path: '/stream', headers: { 'Accept-Encoding': 'gzip' }, agent: false }, (response) => {
    let events = 0;
    response.pipe(zlib.createGunzip()).on('data', (data) => {
      // Each event is here before the next is written: it was flushed through.
      console.log(JSON.stringify(String(data)));
      if (++events < 3) app.next();
    }).on('end', () => server.close(() => console.log('closed')));
  });
});
