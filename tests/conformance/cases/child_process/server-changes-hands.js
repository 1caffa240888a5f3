// A server that several processes have: no connection is lost while one of them closes it, nor hangs when one of them is killed.
const { fork } = require('node:child_process');
const { once } = require('node:events');
const net = require('node:net');

/** What a server answers, and how the connection ends. */
function ask(port) {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write('x'));
    socket.on('error', ({ code }) => (answer += code));
    socket.setEncoding('utf8').on('data', (part) => (answer += part)).on('close', () => resolve(answer));
  });
}

async function serverFor(kind) {
  const child = fork(__filename, [kind]);
  const server = net.createServer((socket) => socket.end(kind === 'closing' ? 'anybody' : 'parent'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  child.send('server', server);
  return { child, server, port: server.address().port };
}

async function end(child) {
  child.send('end');
  console.log('exit', await once(child, 'exit'));
}

async function parent() {
  {
    const { child, server, port } = await serverFor('child');
    // Closed before the child has got it.
    server.close(() => console.log('closed'));
    console.log(await Promise.all([ask(port), ask(port), ask(port)]));
    const [error] = await once(net.createServer().listen(port, '127.0.0.1'), 'error');
    console.log(error.code);
    await end(child);
    console.log(await ask(port));
  }
  {
    const { child, server, port } = await serverFor('passing on');
    await once(child, 'message');
    server.close();
    await once(server, 'close');
    console.log(await Promise.all([ask(port), ask(port)]));
    await end(child);
  }
  {
    const { child, server, port } = await serverFor('closing');
    await once(child, 'message');
    const answers = [];
    for (let count = 0; count < 60; count++) {
      if (count === 20) child.send('close');
      answers.push(ask(port));
      if (count % 3 === 0) await new Promise(setImmediate);
    }
    console.log(Object.entries(Object.groupBy(await Promise.all(answers), (answer) => answer)).map(([answer, { length }]) => `${length} times ${answer}`));
    server.close();
    await end(child);
  }
  {
    const { child, server, port } = await serverFor('killed');
    await once(child, 'message');
    server.close();
    await once(server, 'close');
    const asked = ask(port);
    await once(child, 'message');
    child.kill('SIGKILL');
    const [[, signal], answer] = await Promise.all([once(child, 'exit'), asked]);
    console.log(signal, answer, await ask(port));
  }
}

function child(kind) {
  let shared;
  let grandchild;
  process.on('message', (message, handle) => {
    if (message === 'server' && kind === 'passing on') {
      shared = handle;
      grandchild = fork(__filename, ['grandchild']);
      grandchild.send('server', shared);
      grandchild.once('message', () => {
        shared.close();
        process.send('passed on');
      });
    } else if (message === 'server') {
      shared = handle;
      shared.on('connection', (socket) => {
        if (kind === 'killed') socket.once('data', () => process.send('asked')).write('begun ');
        else socket.end(kind === 'closing' ? 'anybody' : kind);
      });
      process.send('has it');
    } else if (message === 'close') {
      shared.close();
    } else {
      grandchild?.send('end');
      if (shared.listening) shared.close();
      process.disconnect();
    }
  });
}

if (process.argv[2] === undefined) parent();
else child(process.argv[2]);
