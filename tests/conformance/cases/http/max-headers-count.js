// maxHeadersCount: of a response with more headers a client keeps the first ones, a request with more is answered with 431.
const http = require('node:http');
const net = require('node:net');
const UPGRADE = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n|Upgrade: x\r\n\r\n';
const PLAIN = 'HTTP/1.1 200 OK\r\nA: 1\r\n|B: 2\r\nContent-Length: 2\r\n\r\nhi';
const TRAILERS = '2\r\nhi\r\n0\r\nT1: 1\r\n|T2: 2\r\nT3: 3\r\n\r\n';
const many = (first, count) => `${first}${Array.from({ length: count }, (_, index) => `H${index}:\r\n`).join('')}\r\n`;

async function writePieces(socket, raw, inPieces) {
  for (const piece of inPieces ? raw.split('|') : [raw.replaceAll('|', '')]) {
    socket.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const respond = (label, max, raw, inPieces = false) => new Promise((resolve) => {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => void writePieces(socket, raw, inPieces).then(() => socket.end()));
  }).listen(0, () => {
    const request = http.request({ port: server.address().port, headers: { Connection: 'Upgrade', Upgrade: 'x' } });
    if (max !== undefined) request.maxHeadersCount = max;
    const end = (...told) => {
      console.log('response', label, max, inPieces, ...told);
      request.destroy();
      server.close(resolve);
    };
    request.on('response', (response) => response.resume().on('end', () => end(response.statusCode, Object.keys(response.headers).length, Object.keys(response.headers).at(-1), response.trailers)));
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      end(response.headers);
    });
    request.on('error', (error) => end(error.code, error.message));
    request.end();
  });
});

const ask = (label, max, raw, inPieces = false) => new Promise((resolve) => {
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => response.end(`${Object.keys(request.headers).length} ${Object.keys(request.trailers)}`));
  });
  if (max !== undefined) server.maxHeadersCount = max;
  server.listen(0, () => {
    let text = '';
    const socket = net.connect(server.address().port).setEncoding('utf8');
    socket.on('data', (part) => {
      text += part;
      if (/\r\n\r\n/.test(text)) socket.end();
    }).on('error', () => {}).on('close', () => {
      console.log('request', label, max, inPieces, text.split('\r\n')[0], text.split('\r\n').at(-1));
      server.close(resolve);
    });
    void writePieces(socket, raw, inPieces);
  });
});

(async () => {
  for (const inPieces of [false, true]) {
    for (const max of [1, 2, 3]) {
      await respond('upgrade', max, UPGRADE, inPieces);
      await respond('plain', max, PLAIN, inPieces);
      await respond('trailers', max, `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${TRAILERS}`, inPieces);
      await ask('plain', max, 'GET / HTTP/1.1\r\nHost: x\r\n|B: 2\r\nConnection: close\r\n\r\n', inPieces);
      await ask('trailers', max, `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${TRAILERS}`, inPieces);
    }
  }
  for (const count of [31, 33, 999, 1000, 1001, 1200]) {
    await respond(`many ${count}`, undefined, many('HTTP/1.1 200 OK\r\n', count));
    await ask(`many ${count}`, undefined, many('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n', count - 2));
  }
})();
