// allowHalfOpen, end with data, and the order of end, finish and close on both sides.
const net = require('node:net');
const server = net.createServer({ allowHalfOpen: true }, (socket) => {
  const seen = [];
  let text = '';
  socket.setEncoding('utf8').on('data', (part) => (text += part));
  socket.on('end', () => { seen.push('end'); socket.write('still '); setImmediate(() => socket.end('answering')); });
  socket.on('finish', () => seen.push('finish'));
  socket.on('close', (error) => { seen.push(`close ${error}`); console.log('server', text, seen.join()); server.close(() => console.log('closed')); });
});
server.listen(0, '127.0.0.1', () => {
  const seen = [];
  const client = net.connect({ port: server.address().port, host: '127.0.0.1', allowHalfOpen: true });
  client.end('question');
  let text = '';
  client.setEncoding('utf8').on('data', (part) => (text += part));
  client.on('end', () => seen.push('end'));
  client.on('finish', () => seen.push('finish'));
  client.on('close', () => console.log('client', text, seen.sort().join(), client.bytesRead, client.bytesWritten, client.readyState));
});
