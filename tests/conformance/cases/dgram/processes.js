// UDP between processes and threads, and a socket that is sent to another process.
const dgram = require('node:dgram');
const { fork } = require('node:child_process');
const { once } = require('node:events');
const { Worker, isMainThread, workerData, parentPort } = require('node:worker_threads');

if (!isMainThread) {
  const socket = dgram.createSocket('udp4');
  socket.on('message', (message) => { parentPort.postMessage(String(message)); socket.close(); });
  socket.send('from a thread', workerData);
} else if (process.argv[2] === 'child') {
  process.once('message', (port) => {
    const socket = dgram.createSocket('udp4');
    socket.on('message', (message) => { process.send(String(message)); socket.close(); });
    socket.bind(0, () => socket.send('from a process', port));
    const taken = dgram.createSocket('udp4').on('error', ({ code, syscall }) => { process.send([code, syscall]); taken.close(); });
    taken.bind(port);
  });
  process.on('message', (message, socket) => {
    if (message !== 'socket') return;
    socket.on('message', (text, { port }) => { socket.send(`child got ${text}`, port, () => socket.close()); process.disconnect(); });
    process.send('ready');
  });
} else {
  (async () => {
    const server = dgram.createSocket('udp4');
    server.on('message', (message, { port, address }) => { console.log(String(message), address); server.send(`echo ${message}`, port); });
    server.bind(0);
    await once(server, 'listening');
    const { port } = server.address();
    const child = fork(__filename, ['child']);
    const messages = [];
    child.on('message', (message) => messages.push(message));
    child.send(port);
    while (messages.length < 2) await once(child, 'message');
    console.log(messages.sort());
    console.log(...(await once(new Worker(__filename, { workerData: port }), 'message')));
    server.close();
    const given = dgram.createSocket('udp4');
    given.bind(0);
    await once(given, 'listening');
    const target = given.address().port;
    child.send('socket', given);
    await once(child, 'message');
    given.close();
    const asking = dgram.createSocket('udp4');
    asking.send('a question', target);
    console.log(String((await once(asking, 'message'))[0]));
    asking.close();
    console.log(await once(child, 'exit'));
  })();
}
