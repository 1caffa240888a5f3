// A program whose only timer is one that the library does not count ends at once.
const net = require('node:net');
const socket = new net.Socket();
socket.setTimeout(60_000);
process.on('exit', () => console.log('over'));
