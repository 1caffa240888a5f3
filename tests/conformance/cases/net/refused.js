// Nothing listens: ECONNREFUSED with all its fields.
const net = require('node:net');
const socket = net.connect(1, '127.0.0.1');
socket.on('error', ({ code, errno, syscall, address, port, message }) => console.log({ code, errno, syscall, address, port, message }));
socket.on('close', (hadError) => console.log('close', hadError));
