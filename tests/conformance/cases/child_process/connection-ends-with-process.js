// What the client of a server sees when the server's process ends while a request is under way, be it a worker of a cluster or not.
const { fork } = require('node:child_process');
const cluster = require('node:cluster');
const { once } = require('node:events');
const http = require('node:http');

async function ask(kind, port) {
  const events = [];
  const request = http.get({ port, host: '127.0.0.1', agent: false }, (response) => {
    events.push(response.statusCode);
    response.on('data', (data) => events.push(`${data}`)).on('error', ({ code, message }) => events.push(code, message));
    response.on('close', () => events.push('response closed', response.complete));
  });
  request.on('error', ({ code, message }) => events.push(code, message));
  await new Promise((resolve) => request.on('close', resolve));
  console.log(kind, events);
}

const handlers = {
  exit: () => process.exit(3),
  crash() {
    throw new Error('of the handler');
  },
  kill: () => process.kill(process.pid, 'SIGKILL'),
  'half an answer': (response) => response.write('half', () => process.exit(0)),
};

async function main() {
  for (const kind of Object.keys(handlers)) {
    const child = fork(__filename, [kind], { silent: true });
    const [port] = await once(child, 'message');
    const ended = once(child, 'exit');
    await ask(kind, port);
    console.log(await ended);
    cluster.setupPrimary({ args: [kind], silent: true });
    const worker = cluster.fork();
    const [{ port: workerPort }] = await once(worker, 'listening');
    const workerEnded = once(worker, 'exit');
    await ask(`${kind}, worker`, workerPort);
    console.log(await workerEnded);
  }
}

if (process.argv[2] === undefined) main();
else http.createServer((request, response) => handlers[process.argv[2]](response)).listen(0, '127.0.0.1', function () {
  process.send(this.address().port);
});
