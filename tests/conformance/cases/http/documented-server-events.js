// Events of a server that programs may take into their own hands.
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');

/** Sends a text over a connection of its own. @returns all that comes back */
async function raw(port, text) {
  const socket = net.connect(port);
  socket.setEncoding('latin1');
  socket.write(text);
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  socket.on('error', (error) => (answer += error.code));
  await once(socket, 'close');
  return answer.replace(/Date: .*\r\n/g, '');
}

(async () => {
  const server = http.createServer({ connectionsCheckingInterval: 50, maxHeaderSize: 1024 }, (request, response) => response.end(`${request.method} ${request.url}`));
  server.on('checkContinue', (request, response) => {
    if (request.headers['x-wanted'] === 'no') return response.writeHead(417, { Connection: 'close' }).end();
    response.writeContinue();
    request.resume().on('end', () => response.writeHead(200, { Connection: 'close' }).end('went on'));
  });
  server.on('checkExpectation', (request, response) => response.writeHead(417, { Connection: 'close' }).end(`cannot ${request.headers.expect}`));
  server.on('connect', (request, socket, head) => {
    console.log('connect', request.url, String(head));
    socket.end('HTTP/1.1 200 Connection Established\r\n\r\ntunnelled');
  });
  server.on('upgrade', (request, socket, head) => {
    console.log('upgrade', request.headers.upgrade, String(head));
    socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\nConnection: Upgrade\r\n\r\nhello');
  });
  server.on('clientError', (error, socket) => {
    console.log('clientError', error.code, error.bytesParsed > 0, error.rawPacket?.length > 0, socket.writable);
    if (error.code === 'HPE_HEADER_OVERFLOW') return socket.end('HTTP/1.1 431 Too Much\r\n\r\n');
    if (socket.writable) socket.end('HTTP/1.1 400 My Own Words\r\nConnection: close\r\n\r\n');
  });
  server.on('connection', (socket) => console.log('connection', socket.remoteAddress.replace('::ffff:', '')));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const head = 'Host: localhost\r\n';
  console.log(await raw(port, `POST / HTTP/1.1\r\n${head}Expect: 100-continue\r\nContent-Length: 2\r\n\r\nok`));
  console.log(await raw(port, `POST / HTTP/1.1\r\n${head}X-Wanted: no\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`));
  console.log(await raw(port, `GET / HTTP/1.1\r\n${head}Expect: wonders\r\n\r\n`));
  console.log(await raw(port, `CONNECT example.com:80 HTTP/1.1\r\n${head}\r\nfirst bytes`));
  console.log(await raw(port, `GET /chat HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: chat\r\n\r\nearly`));
  console.log(await raw(port, 'NONSENSE\r\n\r\n'));
  console.log(await raw(port, `GET / HTTP/1.1\r\n${head}X-Long: ${'x'.repeat(2000)}\r\n\r\n`));

  server.maxRequestsPerSocket = 2;
  server.on('dropRequest', (request) => console.log('dropRequest', request.url));
  console.log(await raw(port, ['/1', '/2', '/3'].map((path) => `GET ${path} HTTP/1.1\r\n${head}\r\n`).join('')));
  server.maxRequestsPerSocket = 0;

  const request = http.request({ port, host: '127.0.0.1', agent: false, headers: { Expect: '100-continue' }, method: 'PUT' });
  request.on('continue', () => {
    console.log('client is told to go on');
    request.end('body');
  });
  request.flushHeaders();
  const [response] = await once(request, 'response');
  console.log(response.statusCode, (await response.toArray()).join(''));

  const hinting = http.createServer((_, answer) => {
    answer.writeProcessing();
    answer.writeEarlyHints({ link: ['</a.css>; rel=preload', '</b.js>; rel=preload'], 'x-trace': 'id' }, () => console.log('hints written'));
    answer.end('hinted');
  });
  hinting.listen(0);
  await once(hinting, 'listening');
  const asking = http.get({ port: hinting.address().port, agent: false });
  asking.on('information', ({ statusCode, statusMessage, headers, rawHeaders }) => console.log('information', statusCode, statusMessage, headers, rawHeaders.length));
  const [hinted] = await once(asking, 'response');
  console.log((await hinted.toArray()).join(''));
  hinting.close();
  server.close();
  await once(server, 'close');
  console.log('closed');
})();
