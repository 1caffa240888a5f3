// method-override by header and by query, body-parser's errors, urlencoded and raw bodies.
const express = require('express');
const methodOverride = require('method-override');
const { send, sendJson } = require('./exchange.cjs');
const app = express();
app.disable('x-powered-by');
app.use(methodOverride('X-HTTP-Method-Override'), methodOverride('_method', { methods: ['POST', 'GET'] }));
app.use(express.json({ limit: 100, strict: true }), express.urlencoded({ extended: true }), express.text({ type: 'text/*' }), express.raw({ type: 'application/octet-stream' }));
app.all('/*path', (request, response) => response.json({ method: request.method, original: request.originalMethod, body: Buffer.isBuffer(request.body) ? request.body.toString('hex') : request.body }));
app.use((error, request, response, next) => response.status(error.status).json({ type: error.type, message: error.message }));
const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  await sendJson(port, 'POST', '/x', { a: 1 }, { headers: { 'X-HTTP-Method-Override': 'PATCH' } });
  await send(port, 'GET', '/x?_method=DELETE');
  await send(port, 'POST', '/x', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'a[b][]=1&a[b][]=2&c=%C3%A9' });
  await send(port, 'POST', '/x', { headers: { 'Content-Type': 'text/plain; charset=utf-16le' }, body: Buffer.from('wide', 'utf16le') });
  await send(port, 'POST', '/x', { headers: { 'Content-Type': 'application/octet-stream' }, body: Buffer.from([0, 255, 128]) });
  await sendJson(port, 'POST', '/x', '{"a": }');
  await sendJson(port, 'POST', '/x', '"no object"');
  await sendJson(port, 'POST', '/x', { long: 'x'.repeat(200) });
  await send(port, 'POST', '/x', { headers: { 'Content-Type': 'application/json; charset=x' }, body: '{}' });
  await send(port, 'POST', '/x', { headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }, body: require('node:zlib').gzipSync('{"zipped":true}') });
  await send(port, 'POST', '/x', { headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'br' }, body: require('node:zlib').brotliCompressSync('{"brotli":true}') });
  server.close();
});
