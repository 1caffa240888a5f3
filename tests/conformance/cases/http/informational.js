// 100, 102 and 103: writeContinue, writeProcessing, writeEarlyHints, writeInformation, and the client's events.
const http = require('node:http');
const net = require('node:net');
const { listen } = require('./exchange.cjs');
const server = http.createServer((req, res) => {
  res.writeProcessing();
  res.writeEarlyHints({ link: ['</style.css>; rel=preload; as=style', '</x.js>; rel=preload'], 'x-trace': 'id' }, () => console.log('hints written'));
  try { res.writeEarlyHints({ link: 'bad' }); } catch (error) { console.log(error.code, error.message); }
  res.end('done');
});
server.on('checkContinue', (req, res) => {
  if (req.headers['x-no']) { res.statusCode = 417; return res.end('no'); }
  res.writeContinue();
  let body = '';
  req.setEncoding('utf8').on('data', (d) => (body += d)).on('end', () => res.end(`got ${body}`));
});
server.on('checkExpectation', (req, res) => { res.writeHead(417); res.end(req.headers.expect); });
listen(server).then(async (port) => {
  const ask = (headers, body, wait) => new Promise((resolve) => {
    const req = http.request({ port, host: '127.0.0.1', method: 'POST', headers, agent: false });
    req.on('information', ({ statusCode, headers, rawHeaders, httpVersion }) => console.log('information', statusCode, headers, rawHeaders, httpVersion));
    req.on('continue', () => { console.log('continue'); req.end(body); });
    req.on('response', (res) => { let t = ''; res.setEncoding('utf8').on('data', (d) => (t += d)).on('end', () => { console.log(res.statusCode, t); resolve(); }); });
    if (wait) req.flushHeaders(); else req.end();
    req.on('error', (e) => console.log(e.code));
  });
  await ask({});
  await ask({ Expect: '100-continue', 'Content-Length': 4 }, 'body', true);
  await ask({ Expect: 'magic' });
  await ask({ Expect: '100-continue', 'X-No': '1', 'Content-Length': 0 }, '', true);
  server.close();
});
