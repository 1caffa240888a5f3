// Sockets and servers that are sent to another process: what has come and was not read goes with them.
const { fork } = require('node:child_process');
const net = require('node:net');

function ask(port, text) {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (part) => (answer += part)).on('close', () => resolve(answer));
  });
}

async function parent() {
  const child = fork(__filename, ['child']);
  const told = [];
  child.on('message', (message) => told.push(message));

  const server = net.createServer({ pauseOnConnect: true }, (socket) => {
    child.send({ what: 'socket' }, socket, (error) => told.push(['sent', error]));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  console.log(await ask(port, 'first'), await ask(port, 'second'));
  console.log((await Promise.all(['a', 'b', 'c'].map((text) => ask(port, text)))).join());
  const large = 'z'.repeat(400_000);
  console.log((await ask(port, large)).length);
  server.close();

  const shared = net.createServer((socket) => socket.end('parent'));
  await new Promise((resolve) => shared.listen(0, '127.0.0.1', resolve));
  const sharedPort = shared.address().port;
  child.send({ what: 'server' }, shared);
  await new Promise((resolve) => child.once('message', resolve));
  // The parent closes its own: the child goes on with it.
  await new Promise((resolve) => shared.close(resolve));
  console.log(await ask(sharedPort, 'x'), await ask(sharedPort, 'y'));
  child.send({ what: 'end' });
  console.log(await new Promise((resolve) => child.on('exit', (code, signal) => resolve([code, signal]))));
  console.log(told.map((entry) => JSON.stringify(entry)).sort().join('\n'));
  try {
    fork(__filename, ['nothing']).on('error', () => {}).send('x', { not: 'a handle' });
  } catch (error) {
    console.log(error.code, error.message);
  }
}

function child() {
  let shared;
  let count = 0;
  process.on('message', ({ what }, handle) => {
    if (what === 'socket') {
      process.send(['socket', handle instanceof net.Socket, handle.remoteAddress, handle.localAddress, handle.remotePort > 0]);
      count += 1;
      let size = 0;
      handle.on('data', (part) => {
        size += part.length;
        if (part.length < 1000 && size < 1000) handle.end(`child got ${part}`);
        else if (size === 400_000) handle.end('w'.repeat(300_000));
      });
      handle.resume();
    } else if (what === 'server') {
      shared = handle;
      shared.on('connection', (socket) => socket.end(`child ${socket.localPort === shared.address().port}`));
      process.send(['server', handle instanceof net.Server, handle.listening]);
    } else {
      shared.close();
      process.disconnect();
      process.exitCode = count;
    }
  });
}

if (process.argv[2] === 'child') child();
else if (process.argv[2] === undefined) parent();
