// An Agent with keepAlive uses one socket again; maxSockets queues; free sockets and names; destroy ends them.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const get = (port, path, agent) => new Promise((resolve, reject) => {
  http.get({ port, host: '127.0.0.1', path, agent }, (res) => { let text = ''; res.setEncoding('utf8').on('data', (c) => (text += c)).on('end', () => resolve({ text, connection: res.headers.connection, keepAlive: res.headers['keep-alive'], reused: res.req.reusedSocket })); }).on('error', reject);
});
const connections = new Set();
const ids = new Map();
const server = http.createServer((req, res) => {
  if (!ids.has(req.socket)) ids.set(req.socket, ids.size + 1);
  res.end(`${req.url} on socket ${ids.get(req.socket)} ${req.headers.connection}`);
});
listen(server).then(async (port) => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  console.log(await get(port, '/1', agent));
  await new Promise(setImmediate);
  console.log(Object.values(agent.freeSockets).map((s) => s.length), Object.keys(agent.sockets).length, agent.totalSocketCount);
  const all = await Promise.all(['/2', '/3', '/4'].map((path) => get(port, path, agent)));
  console.log(all);
  console.log(agent.getName({ host: 'h', port: 1, localAddress: 'l', family: 4 }), agent.maxFreeSockets, agent.scheduling, agent.keepAliveMsecs);
  agent.destroy();
  await new Promise((r) => setTimeout(r, 5));
  console.log(Object.keys(agent.freeSockets).length);
  console.log(await get(port, '/none', false), http.globalAgent.options);
  const two = new http.Agent({ keepAlive: true, maxSockets: 2, maxTotalSockets: 2 });
  console.log((await Promise.all([1, 2, 3, 4].map((n) => get(port, `/p${n}`, two)))).map(({ text }) => text.replace(/socket \d/, 'socket')).sort());
  console.log(two.totalSocketCount <= 2);
  two.destroy();
  server.close(() => console.log('closed'));
});
