// An http server in each of two workers, on one port: connections go to each in turn, with their bodies whole.
const cluster = require('node:cluster');
const http = require('node:http');

const send = (port, path, body) =>
  new Promise((resolve, reject) => {
    const request = http.request({ port, path, agent: false, method: body === undefined ? 'GET' : 'POST' }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part)).on('end', () => resolve({ status: response.statusCode, worker: response.headers['x-worker'], text }));
    });
    request.on('error', reject).end(body);
  });

async function primary() {
  const listening = [];
  const started = new Promise((resolve) => {
    cluster.on('listening', (worker, { port, addressType, address }) => {
      listening.push([worker.id, addressType, address, port > 0]);
      if (listening.length === 2) resolve(port);
    });
  });
  const exits = new Promise((resolve) => {
    let left = 2;
    cluster.on('exit', (worker, code, signal) => --left === 0 && resolve([code, signal, worker.exitedAfterDisconnect]));
  });
  cluster.fork({ NAME: 'a' });
  cluster.fork({ NAME: 'b' });
  const port = await started;
  console.log(listening.sort((a, b) => a[0] - b[0]));
  const answers = [];
  for (let index = 0; index < 6; index++) answers.push(await send(port, '/'));
  console.log(answers.every(({ worker }, index) => worker !== answers[(index + 1) % 6].worker), new Set(answers.map(({ worker }) => worker)).size);
  console.log(answers.map(({ status, text }) => `${status} ${text}`));
  const large = 'x'.repeat(600_000);
  const echoed = await Promise.all([send(port, '/echo', large), send(port, '/echo', 'small'), send(port, '/echo', `${large}y`)]);
  console.log(echoed.map(({ text }) => text.length));
  const many = await Promise.all(Array.from({ length: 40 }, (_, index) => send(port, `/${index}`)));
  console.log(many.every(({ text }, index) => text === `GET /${index}`));
  const counts = many.reduce((all, { worker }) => ({ ...all, [worker]: (all[worker] ?? 0) + 1 }), {});
  console.log(counts.a + counts.b, Math.abs(counts.a - counts.b) < 10);
  // A connection that is kept alive stays with its worker.
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const kept = [];
  for (let index = 0; index < 4; index++) {
    kept.push(await new Promise((resolve) => http.get({ port, agent, path: '/' }, (response) => response.resume().on('end', () => resolve(response.headers['x-worker'])))));
  }
  agent.destroy();
  console.log(new Set(kept).size);
  cluster.disconnect();
  console.log(await exits, Object.keys(cluster.workers).length);
  await send(port, '/').then(() => console.log('still there'), (error) => console.log(error.code));
}

if (cluster.isPrimary) primary();
else {
  http.createServer((request, response) => {
    response.setHeader('x-worker', process.env.NAME);
    if (request.url === '/echo') request.pipe(response);
    else response.end(`${request.method} ${request.url}`);
  }).listen(0);
}
