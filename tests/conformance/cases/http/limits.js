// maxHeaderSize, maxHeadersCount, maxRequestsPerSocket, insecureHTTPParser, joinDuplicateHeaders, requireHostHeader, uniqueHeaders.
const http = require('node:http');
const net = require('node:net');
const { listen } = require('./exchange.cjs');
const raw = (port, text) => new Promise((resolve) => {
  const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
  let got = '';
  socket.on('data', (d) => (got += d)).on('close', () => resolve(got.replace(/Date: .*\r\n/g, ''))).on('error', (e) => (got += e.code));
});
const show = async (title, options, text, setup) => {
  const server = http.createServer(options, (req, res) => { res.end(JSON.stringify({ headers: req.headers, count: req.rawHeaders.length / 2, url: req.url })); });
  server.on('dropRequest', (req) => console.log('dropRequest', req.url));
  setup?.(server);
  const port = await listen(server);
  console.log(title, JSON.stringify(await raw(port, text)));
  server.close(); server.closeAllConnections();
};
const close = 'Connection: close\r\n\r\n';
(async () => {
  console.log(http.maxHeaderSize);
  await show('431', { maxHeaderSize: 200 }, `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(300)}\r\n${close}`);
  await show('431 default', {}, `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(17000)}\r\n${close}`);
  await show('long url', {}, `GET /${'u'.repeat(17000)} HTTP/1.1\r\nHost: x\r\n${close}`);
  await show('count', {}, `GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\nB: 2\r\nC: 3\r\n${close}`, (s) => { s.maxHeadersCount = 2; });
  await show('per socket', { }, `GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\n\r\n`, (s) => { s.maxRequestsPerSocket = 2; });
  await show('strict', {}, `GET / HTTP/1.1\r\nHost: x\r\nX: a\x01b\r\n${close}`);
  await show('lenient', { insecureHTTPParser: true }, `GET / HTTP/1.1\r\nHost: x\r\nX: a\x01b\r\n${close}`);
  await show('join', { joinDuplicateHeaders: true }, `GET / HTTP/1.1\r\nHost: x\r\nAuthorization: a\r\nAuthorization: b\r\nX: 1\r\nX: 2\r\nCookie: a=1\r\nCookie: b=2\r\n${close}`);
  await show('no join', {}, `GET / HTTP/1.1\r\nHost: x\r\nAuthorization: a\r\nAuthorization: b\r\nX: 1\r\nX: 2\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nAge: 1\r\nAge: 2\r\n${close}`);
  await show('no host', {}, `GET / HTTP/1.1\r\n${close}`);
  await show('no host needed', { requireHostHeader: false }, `GET / HTTP/1.1\r\n${close}`);
  await show('1.0', {}, 'GET / HTTP/1.0\r\n\r\n');
  await show('1.0 keep-alive', {}, 'GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /2 HTTP/1.0\r\n\r\n');
  await show('0.9', {}, 'GET /\r\n\r\n');
  await show('lf only', {}, 'GET / HTTP/1.1\nHost: x\n\n');
  await show('absolute', {}, `GET http://other/x?y#z HTTP/1.1\r\nHost: x\r\n${close}`);
  await show('spaces', {}, `GET /a b HTTP/1.1\r\nHost: x\r\n${close}`);
  await show('both lengths', {}, `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`);
  await show('two lengths', {}, `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`);
  await show('bad chunk', {}, `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`);
  await show('method', {}, `BREW / HTTP/1.1\r\nHost: x\r\n\r\n`);
  await show('query', {}, `QUERY / HTTP/1.1\r\nHost: x\r\n${close}`);
  await show('folded', {}, `GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n${close}`);
  await show('unicode', {}, `GET / HTTP/1.1\r\nHost: x\r\nX: caf\u00e9\r\n${close}`);
})();
