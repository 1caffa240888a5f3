// Events reach the client as they are written, not when the response ends.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  let n = 0;
  const timer = setInterval(() => response.write(`data: ${++n}\n\n`), 5);
  request.on('close', () => {
    clearInterval(timer);
    console.log('client left');
    server.close();
  });
});
listen(server).then((port) => {
  const request = http.get({ port, agent: false }, (response) => {
    response.setEncoding('utf8');
    response.on('data', (text) => {
      console.log(JSON.stringify(text));
      if (text.includes('3')) request.destroy();
    });
    response.on('error', (error) => console.log(error.code));
  });
});
