// headersTimeout, requestTimeout, keepAliveTimeout and setTimeout of servers: what a slow client gets.
const http = require('node:http');
const net = require('node:net');
const { listen } = require('./exchange.cjs');
const raw = (port, text) => new Promise((resolve) => {
  const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
  let got = '';
  socket.on('data', (d) => (got += d)).on('close', () => resolve(got.replace(/Date: .*\r\n/, ''))).on('error', (e) => (got += e.code));
});
const errors = [];
(async () => {
  const defaults = http.createServer();
  console.log(defaults.headersTimeout, defaults.requestTimeout, defaults.keepAliveTimeout, defaults.timeout, defaults.maxHeadersCount, defaults.maxRequestsPerSocket, defaults.keepAliveTimeoutBuffer);
  const slow = http.createServer({ connectionsCheckingInterval: 20, headersTimeout: 50, requestTimeout: 60 }, (req, res) => req.resume().on('end', () => res.end('ok')));
  slow.on('clientError', (error, socket) => { errors.push(`${error.code} ${error.message}`); socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n'); });
  let port = await listen(slow);
  console.log(JSON.stringify(await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\n')));
  console.log(JSON.stringify(await raw(port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc')));
  console.log([...new Set(errors)].filter((e) => !e.startsWith('HPE_')).sort());
  slow.removeAllListeners('clientError');
  console.log(JSON.stringify(await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\n')));
  slow.close();
  const idle = http.createServer({ keepAliveTimeout: 30, keepAliveTimeoutBuffer: 0 }, (req, res) => res.end('kept'));
  port = await listen(idle);
  console.log(JSON.stringify(await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')));
  idle.close();
  const timed = http.createServer(() => {});
  timed.setTimeout(30, (socket) => { console.log('timeout of server'); socket.destroy(); });
  port = await listen(timed);
  console.log(JSON.stringify(await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')));
  timed.close();
  const each = http.createServer((req, res) => { req.setTimeout(20, () => console.log('timeout of request')); res.setTimeout(40, () => { console.log('timeout of response'); res.end('late'); }); });
  port = await listen(each);
  console.log(JSON.stringify(await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')));
  each.close();
  try { http.createServer({ headersTimeout: 10, requestTimeout: 5 }); } catch (error) { console.log(error.code, error.message); }
})();
