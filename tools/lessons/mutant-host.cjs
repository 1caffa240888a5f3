// Runs one mutant after the other in the same Node process, so that a framework is loaded once and not for each mutant.
// Started by mutation.ts with remap-port.cjs preloaded. Messages in: { type: 'load', url } | { type: 'unload' };
// out: { type: 'loaded' } | { type: 'crashed', message } | { type: 'unloaded' }, and those of remap-port.cjs.
'use strict';
const net = require('node:net');

/** Servers of the present mutant. @type {Set<net.Server>} */
const servers = new Set();
/** Sockets of the present mutant. @type {Set<net.Socket>} */
const sockets = new Set();

const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (...args) {
  servers.add(this);
  this.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return listen.apply(this, args);
};

const crashed = (error) => process.send?.({ type: 'crashed', message: error instanceof Error ? error.message : String(error) });
process.on('uncaughtException', crashed);
process.on('unhandledRejection', crashed);
// What a mutant prints is of no use here, and a mutant that ends the process must not end the host.
console.log = console.error = console.warn = console.info = () => {};
process.exit = (code) => {
  throw new Error(`the program called process.exit(${code ?? ''})`);
};

process.on('message', async (message) => {
  if (message.type === 'load') {
    try {
      await import(message.url);
      process.send?.({ type: 'loaded' });
    } catch (error) {
      crashed(error);
    }
  } else if (message.type === 'unload') {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    await Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))));
    servers.clear();
    process.send?.({ type: 'unloaded' });
  }
});
