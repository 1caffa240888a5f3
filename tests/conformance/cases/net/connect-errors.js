// Errors of connect: refused, unknown host, bad ports and arguments, and destroy while connecting.
const net = require('node:net');
const outcome = (options) => new Promise((resolve) => {
  try {
    const socket = net.connect(options);
    socket.on('error', (error) => resolve([error.code, error.syscall, error.address, error.message.replace(/:\d+/, ':port')]));
    socket.on('connect', () => { socket.destroy(); resolve('connected'); });
  } catch (error) { resolve([error.name, error.code, error.message]); }
});
(async () => {
  for (const options of [{ port: 1, host: '127.0.0.1' }, { port: 70000 }, { port: -1 }, { port: 'x' }, {}, { port: 1, host: 5 }, { path: 5 }]) console.log(await outcome(options));
  const socket = net.connect(1, '127.0.0.1');
  socket.on('close', (error) => console.log('closed', error));
  socket.destroy();
  const signal = AbortSignal.abort();
  const aborted = net.connect({ port: 1, host: '127.0.0.1', signal });
  aborted.on('error', (error) => console.log(error.name, error.code));
})();
