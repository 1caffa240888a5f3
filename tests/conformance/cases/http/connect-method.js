// CONNECT: a proxy that tunnels to another server, and one that refuses.
const http = require('node:http');
const net = require('node:net');
const { listen } = require('./exchange.cjs');
const target = http.createServer((req, res) => res.end(`target ${req.url}`));
const proxy = http.createServer((req, res) => res.end('not tunnelled'));
proxy.on('connect', (req, socket, head) => {
  console.log('connect', req.method, req.url.replace(/\d+$/, '<port>'), head.length);
  const { port, hostname } = new URL(`http://${req.url}`);
  if (hostname === 'forbidden') return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  const onward = net.connect(port, hostname, () => { socket.write('HTTP/1.1 200 Connection Established\r\n\r\n'); onward.pipe(socket); socket.pipe(onward); });
});
(async () => {
  const [t, p] = [await listen(target), await listen(proxy)];
  await new Promise((resolve) => {
    const req = http.request({ port: p, host: '127.0.0.1', method: 'CONNECT', path: `127.0.0.1:${t}` });
    req.on('connect', (res, socket, head) => {
      console.log(res.statusCode, res.statusMessage, head.length);
      let text = '';
      socket.write('GET /through HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      socket.on('data', (d) => (text += d));
      socket.on('end', () => { console.log(text.replace(/Date: .*/, 'Date: -')); resolve(); });
    });
    req.end();
  });
  await new Promise((resolve) => {
    http.request({ port: p, host: '127.0.0.1', method: 'CONNECT', path: 'forbidden:80' }).on('connect', (res, socket) => { console.log(res.statusCode, res.headers); socket.destroy(); resolve(); }).end();
  });
  target.close(); proxy.close(() => console.log('closed'));
})();
