// What is said to names, values and options of http that can't be, and its defaults.
const http = require('http');
for (const n of ['', 'a b', 'é', 'ok', 1, undefined, 'x:y', 'x\n'])
  try {
    http.validateHeaderName(n);
    console.log('ok', n);
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
try {
  http.validateHeaderName('', 'Label');
} catch (e) {
  console.log(e.message);
}
for (const v of [undefined, 'a\r\nb', 'ok', '☃', '\t', 1, null, ['a']])
  try {
    http.validateHeaderValue('x-h', v);
    console.log('ok', v);
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
console.log(
  http.maxHeaderSize,
  http.METHODS.length,
  http.STATUS_CODES[418],
  http.globalAgent.options,
  http.globalAgent.keepAlive,
  http.globalAgent.maxSockets,
  http.globalAgent.maxFreeSockets,
  http.globalAgent.defaultPort,
  http.globalAgent.protocol,
  http.globalAgent.scheduling,
  http.globalAgent.maxTotalSockets,
  http.globalAgent.totalSocketCount,
  http.globalAgent.keepAliveMsecs,
);
try {
  http.setMaxIdleHTTPParsers(0);
} catch (e) {
  console.log(e.message);
}
http.setMaxIdleHTTPParsers(100);
for (const o of [
  { method: 'BAD METHOD' },
  { path: '/a b' },
  { protocol: 'ftp:' },
  { host: 1 },
  { headers: { 'a b': 1 } },
  { headers: { a: 'x\n' } },
  { insecureHTTPParser: 1 },
  { joinDuplicateHeaders: 1 },
  { maxHeaderSize: 'x' },
  { timeout: 'x' },
  { agent: 1 },
  { method: 1 },
  { auth: 'a:b', port: 1 },
  { setHost: 1 },
])
  try {
    const q = http.request(o);
    q.on('error', (e) => console.log('later', e.code, Object.keys(o)));
    console.log('made', q.method, q.path, q.getHeaders());
    q.destroy();
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
for (const o of [
  { requestTimeout: -1 },
  { headersTimeout: 'x' },
  { keepAliveTimeout: -2 },
  { connectionsCheckingInterval: 'x' },
  { headersTimeout: 10, requestTimeout: 5 },
  { noDelay: 1 },
  { keepAlive: 1 },
  { maxHeaderSize: -1 },
  { uniqueHeaders: 1 },
  { rejectNonStandardBodyWrites: 1 },
  { insecureHTTPParser: 'x' },
  { IncomingMessage: 1 },
  { highWaterMark: -1 },
])
  try {
    const s = http.createServer(o);
    console.log(
      Object.keys(o),
      s.headersTimeout,
      s.requestTimeout,
      s.keepAliveTimeout,
      s.maxHeadersCount,
      s.timeout,
      s.maxRequestsPerSocket,
      s.connectionsCheckingInterval,
    );
  } catch (e) {
    console.log(e.name, e.code, e.message);
  }
console.log(require('util').inspect(new http.Agent({ keepAlive: true, maxSockets: 2, scheduling: 'fifo' }), { depth: 1 }));
try {
  new http.Agent({ scheduling: 'x' });
} catch (e) {
  console.log(e.message);
}
try {
  new http.Agent({ maxTotalSockets: 'x' });
} catch (e) {
  console.log(e.message);
}
const a = new http.Agent();
console.log(a.getName({ host: 'h', port: 1, localAddress: 'l', family: 4 }), a.getName());
