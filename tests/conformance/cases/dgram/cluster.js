// A UDP server in a cluster: its workers share the socket, and each answers.
const cluster = require('node:cluster');
const dgram = require('node:dgram');
const { once } = require('node:events');

if (cluster.isPrimary) {
  (async () => {
    const worker = cluster.fork();
    const [address] = await once(worker, 'listening');
    console.log(address.address, address.addressType);
    const socket = dgram.createSocket('udp4');
    socket.send('question', address.port);
    const [answer, info] = await once(socket, 'message');
    console.log(String(answer), info.port === address.port);
    socket.close();
    worker.send('end');
    console.log(await once(worker, 'exit'));
  })();
} else {
  const server = dgram.createSocket('udp4');
  server.on('message', (message, { port }) => server.send(`worker ${cluster.worker.id}: ${message}`, port));
  server.bind(0);
  process.on('message', () => { server.close(); process.disconnect(); });
}
