// urlencoded, text, raw and json parsers; charsets; compressed bodies refused or read; wrong lengths.
const express = require('express');
const { send, listen } = require('./exchange.cjs');
const app = express();
app.use(express.json({ type: ['application/json', 'application/*+json'] }), express.urlencoded({ extended: true }), express.text(), express.raw());
app.post('/', (request, response) => response.json({ body: request.body ?? null, buffer: Buffer.isBuffer(request.body) }));
const post = (port, type, body) => send(port, 'POST', '/', { headers: { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }, body });
listen(require('node:http').createServer(app)).then(async (port) => {
  await post(port, 'application/x-www-form-urlencoded', 'a=1&b[c]=2&d[]=3&d[]=4&e=%C3%A4+x');
  await post(port, 'text/plain; charset=latin1', Buffer.from('é', 'latin1'));
  await post(port, 'application/octet-stream', Buffer.from([0, 255]));
  await post(port, 'application/problem+json', '{"ok":true}');
  await post(port, 'application/json; charset=utf-16', Buffer.from('{"a":"ö"}', 'utf16le'));
  await post(port, 'application/json; charset=x', '{}');
  await post(port, 'application/json', '');
  await post(port, 'application/xml', '<a/>');
  await send(port, 'POST', '/', { headers: { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }, body: '{"chunked":1}' });
  process.exit();
});
