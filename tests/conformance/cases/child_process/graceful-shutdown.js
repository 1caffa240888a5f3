// The lesson about graceful shutdown: on SIGTERM the server stops to accept, answers what is under way, and ends.
const { fork } = require('node:child_process');
const http = require('node:http');

if (process.argv[2] === 'server') {
  const server = http.createServer((request, response) => {
    process.send({ got: request.url });
    setTimeout(() => response.end(`answer to ${request.url}`), 1000);
  });
  server.listen(0, () => process.send({ port: server.address().port }));
  process.on('SIGTERM', () => {
    process.send({ closing: true });
    server.close(() => {
      console.log('closed');
      process.exit(0);
    });
    server.closeIdleConnections();
  });
} else {
  const child = fork(__filename, ['server']);
  let port;
  child.on('message', (message) => {
    if (message.port) {
      port = message.port;
      http.get({ port, path: '/slow', agent: false }, (response) => response.on('data', (data) => console.log(response.statusCode, String(data))));
    } else if (message.got) {
      child.kill('SIGTERM');
    } else if (message.closing) {
      setTimeout(() => http.get({ port, path: '/late', agent: false }).on('error', (error) => console.log('late:', error.code)), 20);
    }
  });
  child.on('exit', (code, signal) => console.log('exit', code, signal));
}
