// What a handler sees of a request.
const http = require('node:http');
const { send, listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => {
  const { method, url, httpVersion, headers, rawHeaders, complete } = request;
  const { host, ...others } = headers;
  console.log(method, url, httpVersion, others, rawHeaders.filter((_, i) => i % 2 === 0), complete, /^127\.0\.0\.1:\d+$/.test(host));
  console.log(request.socket.remoteFamily, request.socket.remoteAddress, request.headersDistinct['x-twice']);
  response.end();
});
listen(server).then(async (port) => {
  await send(port, 'GET', '/path/to?query=1&b=%20x#hash', { headers: { 'X-Twice': ['a', 'b'], Cookie: ['a=1', 'b=2'], Accept: '*/*' } });
  server.close();
});
