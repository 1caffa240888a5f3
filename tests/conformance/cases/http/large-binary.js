// Two megabytes of every byte value survive both ways, byte for byte.
const http = require('node:http');
const { createHash } = require('node:crypto');
const { listen } = require('./exchange.cjs');
const payload = Buffer.alloc(2_000_000);
for (let i = 0; i < payload.length; i++) payload[i] = (i * 31 + (i >> 8)) & 255;
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');
const server = http.createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => response.end(Buffer.concat(chunks)));
});
listen(server).then((port) => {
  const request = http.request({ port, method: 'POST', agent: false }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => {
      const back = Buffer.concat(chunks);
      console.log(back.length, digest(back) === digest(payload), digest(back));
      server.close();
    });
  });
  request.end(payload);
});
