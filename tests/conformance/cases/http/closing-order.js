// The order of events when a connection ends with its response, and when either side breaks it off.
const http = require('node:http');

const listen = (target, label, names) => {
  for (const name of names) target.on(name, () => console.log(label, name));
};
const server = http.createServer((request, response) => {
  listen(request, 'request', ['close', 'aborted']);
  listen(response, 'response', ['finish', 'close']);
  request.on('error', ({ code }) => console.log('request error', code));
  response.sendDate = false;
  if (request.url === '/waiting') return;
  if (request.url === '/broken') {
    response.write('part');
    setTimeout(() => response.destroy(), 20);
  } else {
    response.end('hello');
  }
});
const ask = (path, act = () => {}) =>
  new Promise((resolve) => {
    const request = http.get({ port: server.address().port, path, agent: false });
    listen(request, 'client', ['socket', 'finish', 'close']);
    request.on('socket', (socket) => listen(socket, 'socket', ['connect', 'end', 'close']));
    request.on('response', (response) => {
      listen(response, 'incoming', ['end', 'close', 'aborted']);
      response.on('error', ({ code }) => console.log('incoming error', code)).resume();
    });
    request.on('error', ({ code }) => console.log('client error', code));
    request.on('close', () => setTimeout(resolve, 20));
    act(request);
  });
server.listen(0, async () => {
  await ask('/whole');
  console.log('--');
  await ask('/broken');
  console.log('--');
  await ask('/waiting', (request) => request.on('socket', (socket) => socket.on('connect', () => setTimeout(() => request.destroy(), 20))));
  console.log('--');
  await ask('/waiting', (request) => request.setTimeout(30, () => request.destroy(new Error('too late'))));
  server.close();
});
