// Workers share a server on a UNIX domain socket, and a connection over one is sent to a child.
const cluster = require('node:cluster');
const http = require('node:http');
const net = require('node:net');
const { fork } = require('node:child_process');
const { once } = require('node:events');

const get = (socketPath) =>
  new Promise((resolve, reject) => {
    http.get({ socketPath, path: '/', agent: false }, async (response) => resolve((await response.setEncoding('utf8').toArray()).join(''))).on('error', reject);
  });

async function primary() {
  const workers = [cluster.fork(), cluster.fork()];
  await Promise.all(workers.map((worker) => once(worker, 'listening').then(([address]) => console.log(address))));
  const answers = new Set();
  for (let count = 0; count < 4; count++) answers.add(await get('shared.sock'));
  console.log([...answers].sort());
  for (const worker of workers) worker.disconnect();
  await Promise.all(workers.map((worker) => once(worker, 'exit')));

  const child = fork(__filename, ['taker'], { env: {} });
  const server = net.createServer({ pauseOnConnect: true }, (socket) => child.send('take', socket)).listen('given.sock');
  await once(server, 'listening');
  const client = net.connect('given.sock').setEncoding('utf8');
  client.write('to the child');
  console.log((await client.toArray()).join(''));
  child.disconnect();
  server.close();
}

if (process.argv[2] === 'taker') {
  process.on('message', (_message, socket) => socket.setEncoding('utf8').on('data', (text) => socket.end(`child got: ${text}`)).resume());
} else if (cluster.isPrimary) {
  primary();
} else {
  http.createServer((_request, response) => response.end(`worker ${cluster.worker.id}`)).listen('shared.sock');
}
