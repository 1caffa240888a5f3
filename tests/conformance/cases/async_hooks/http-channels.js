// The http channels of diagnostics_channel, client and server, with the store of AsyncLocalStorage bound to them.
const http = require('node:http');
const dc = require('node:diagnostics_channel');
const { AsyncLocalStorage } = require('node:async_hooks');
const { listen, send } = require('./exchange.cjs');
const als = new AsyncLocalStorage();
const seen = [];
for (const name of ['http.client.request.created', 'http.client.request.start', 'http.client.response.finish', 'http.client.request.error', 'http.server.request.start', 'http.server.response.created', 'http.server.response.finish', 'net.client.socket', 'net.server.socket']) {
  dc.subscribe(name, (message) => seen.push(`${name} ${Object.keys(message).sort().join()}`));
}
dc.channel('http.server.request.start').bindStore(als, ({ request }) => request.url);
const server = http.createServer(async (request, response) => {
  await new Promise((r) => setTimeout(r, 2));
  response.end(`store ${als.getStore()}`);
});
listen(server).then(async (port) => {
  console.log((await send(port, 'GET', '/one', { quiet: true })).text);
  const all = await Promise.all(['/a', '/b', '/c'].map((path) => send(port, 'GET', path, { quiet: true })));
  console.log(all.map(({ text }) => text).join());
  server.close();
  await new Promise((resolve) => server.once('close', resolve));
  await send(port, 'GET', '/refused').catch((error) => console.log(error.code));
  console.log([...new Set(seen)].sort().join('\n'));
});
