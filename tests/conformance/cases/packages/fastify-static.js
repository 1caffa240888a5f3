// @fastify/static: files, ranges, etags, sendFile and download, a list of a directory, what is not to be had.
const Fastify = require('fastify');
const fs = require('node:fs');
const path = require('node:path');
const { send } = require('./exchange.cjs');
fs.mkdirSync('public/sub', { recursive: true });
fs.writeFileSync('public/index.html', '<p>index</p>');
fs.writeFileSync('public/sub/data.txt', '0123456789');
for (const file of ['public/index.html', 'public/sub/data.txt']) fs.utimesSync(file, 1_700_000_000, 1_700_000_000);
(async () => {
  const app = Fastify();
  app.register(require('@fastify/static'), { root: path.resolve('public'), prefix: '/files/', list: { format: 'json', names: ['list'] }, cacheControl: true, maxAge: 5000 });
  app.get('/download', (request, reply) => reply.download('sub/data.txt', 'näme.txt'));
  app.get('/send', (request, reply) => reply.sendFile('index.html'));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address();
  const { headers } = await send(port, 'GET', '/files/index.html');
  await send(port, 'GET', '/files/index.html', { headers: { 'If-None-Match': headers.etag } });
  await send(port, 'GET', '/files/sub/data.txt', { headers: { Range: 'bytes=3-5' } });
  await send(port, 'HEAD', '/files/sub/data.txt');
  await send(port, 'GET', '/files/list');
  await send(port, 'GET', '/files/missing.txt');
  await send(port, 'GET', '/files/..%2fpackage.json');
  await send(port, 'GET', '/download');
  await send(port, 'GET', '/send');
  await app.close();
})();
