// An unref'd server doesn't keep the program alive.
const net = require('node:net');
const server = net.createServer();
server.listen(0, '127.0.0.1', () => {
  server.unref();
  console.log('listening, then the program ends');
});
process.on('exit', (code) => console.log('exit', code));
