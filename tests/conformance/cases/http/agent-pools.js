// Agents: sockets in use, free and waited for, idle ones that are closed, and methods that a class of one's own replaces.
const http = require('http');
const { once } = require('events');
let n = 0;
const ids = new Map();
const s = http.createServer((q, r) => {
  const k = q.socket;
  if (!ids.has(k)) ids.set(k, ++n);
  r.setHeader('x-conn', ids.get(k));
  setTimeout(() => r.end(q.url), q.url === '/slow' ? 20 : 0);
});
s.keepAliveTimeout = 50;
s.maxRequestsPerSocket = 3;
const counts = (a) => ({
  s: Object.values(a.sockets).map((x) => x.length),
  f: Object.values(a.freeSockets).map((x) => x.length),
  r: Object.values(a.requests).map((x) => x.length),
  t: a.totalSocketCount,
});
const get = (agent, path, opts = {}) =>
  new Promise((res, rej) => {
    const q = http.get({ port: s.address().port, path, agent, ...opts }, async (r) => {
      let b = '';
      for await (const c of r) b += c;
      res([r.headers['x-conn'], r.headers.connection, r.headers['keep-alive'], b, q.reusedSocket]);
    });
    q.on('error', rej);
  });
s.listen(0, async () => {
  const a = new http.Agent({ keepAlive: true, maxSockets: 2 });
  a.on('free', (k, o) => console.log('free', typeof o.port));
  const ps = Promise.all([1, 2, 3, 4, 5].map((i) => get(a, '/slow')));
  await new Promise((r) => setImmediate(r));
  console.log(counts(a));
  console.log(await ps);
  console.log(counts(a));
  for (let i = 0; i < 4; i++) console.log(await get(a, '/q' + i));
  await new Promise((r) => setTimeout(r, 150));
  console.log('idle closed', counts(a));
  const b = new http.Agent({ keepAlive: true, timeout: 40 });
  await get(b, '/x');
  console.log(counts(b));
  b.destroy();
  await new Promise((r) => setTimeout(r, 20));
  console.log(counts(b));
  console.log(await get(false, '/noagent'));
  console.log(await get(undefined, '/global'));
  const c = new http.Agent({ maxTotalSockets: 1 });
  console.log((await Promise.all([get(c, '/1'), get(c, '/2')])).map((x) => [x[1], x[3]]));
  class Own extends http.Agent {
    createConnection(o, cb) {
      console.log('create', o.path, o.host, typeof o.port, o.servername);
      return super.createConnection(o, cb);
    }
    keepSocketAlive(k) {
      console.log('keep');
      return super.keepSocketAlive(k);
    }
    reuseSocket(k, q) {
      console.log('reuse', q.path);
      super.reuseSocket(k, q);
    }
  }
  const d = new Own({ keepAlive: true });
  await get(d, '/d1');
  await get(d, '/d2');
  d.destroy();
  s.close();
  s.closeIdleConnections();
  http.globalAgent.destroy();
});
