// express.static: files, index, types, ranges, conditional requests, traversal, dotfiles; sendFile and download.
const fs = require('node:fs');
const path = require('node:path');
const express = require('express');
const { send, listen } = require('./exchange.cjs');
fs.mkdirSync('public/sub', { recursive: true });
fs.writeFileSync('public/index.html', '<h1>index</h1>');
fs.writeFileSync('public/data.json', '{"a":1}');
fs.writeFileSync('public/sub/file.txt', '0123456789');
fs.writeFileSync('public/.hidden', 'x');
const old = new Date('2024-01-02T03:04:05Z');
for (const file of ['index.html', 'data.json', 'sub/file.txt']) fs.utimesSync(`public/${file}`, old, old);
const app = express();
app.get('/sendfile', (request, response) => response.sendFile(path.resolve('public/data.json')));
app.use(express.static('public', { maxAge: '1d' }));
listen(require('node:http').createServer(app)).then(async (port) => {
  for (const target of ['/', '/data.json', '/sub/file.txt', '/sub', '/.hidden', '/../secret', '/nope', '/sendfile']) await send(port, 'GET', target);
  await send(port, 'GET', '/sub/file.txt', { headers: { Range: 'bytes=2-4' } });
  await send(port, 'GET', '/sub/file.txt', { headers: { Range: 'bytes=50-' } });
  await send(port, 'GET', '/data.json', { headers: { 'If-Modified-Since': old.toUTCString() } });
  await send(port, 'HEAD', '/data.json');
  process.exit();
});
