// @fastify/websocket: a route that upgrades, one that does not, hooks before it, messages, closing.
const Fastify = require('fastify');
const { WebSocket } = require('ws');
(async () => {
  const app = Fastify();
  await app.register(require('@fastify/websocket'));
  app.addHook('preValidation', async (request, reply) => {
    if (request.query.token === 'no') await reply.code(401).send('not you');
  });
  app.get('/echo', { websocket: true }, (socket, request) => {
    socket.send(`hello ${request.query.name}`);
    socket.on('message', (data, binary) => (String(data) === 'bye' ? socket.close(4001, 'as you wish') : socket.send(binary ? data : `echo ${data}`, { binary })));
  });
  app.get('/plain', async () => 'plain');
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address();
  const talk = (path, say) => new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    socket.on('message', (data, binary) => {
      console.log('client got', binary ? data : String(data));
      const next = say.shift();
      if (next !== undefined) socket.send(next);
    });
    socket.on('unexpected-response', (request, response) => { console.log('refused', response.statusCode); request.destroy(); resolve(); });
    socket.on('error', (error) => { console.log(error.message); resolve(); });
    socket.on('close', (code, reason) => { console.log('closed', code, String(reason)); resolve(); });
  });
  await talk('/echo?name=ada', ['one', Buffer.from([1, 2, 3]), 'bye']);
  await talk('/echo?token=no', []);
  await talk('/plain', []);
  await app.close();
})();
