// A second server on the same port gets EADDRINUSE.
const http = require('node:http');
const first = http.createServer();
first.listen(0, '127.0.0.1', () => {
  const { port } = first.address();
  const second = http.createServer();
  second.on('error', (error) => {
    console.log(error.code, error.syscall, error.address, error.port === port, error.message.replace(String(port), 'PORT'));
    first.close();
  });
  second.listen(port, '127.0.0.1');
});
