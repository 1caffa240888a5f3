// The smallest server that answers JSON.
const http = require('node:http');
const users = [{ id: 1, name: 'Ada' }];
const server = http.createServer((request, response) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(users));
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
module.exports = server;
