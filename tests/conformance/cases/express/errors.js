// The default error handler: thrown, rejected, passed on; status fields; bad JSON; in production without stacks.
const express = require('express');
const { send, sendJson, listen } = require('./exchange.cjs');
const app = express();
app.use(express.json({ limit: '50b' }));
app.get('/sync', () => {
  throw new Error('sync');
});
app.get('/async', async () => {
  await null;
  throw Object.assign(new Error('teapot'), { status: 418 });
});
app.get('/next', (request, response, next) => next(new Error('next')));
app.get('/late', (request, response) => {
  response.write('begun');
  throw new Error('late');
});
app.post('/json', (request, response) => response.json(request.body));
app.use((error, request, response, next) => {
  console.log('handler', error.name, error.message, error.status, error.type);
  next(error);
});
listen(require('node:http').createServer(app)).then(async (port) => {
  for (const path of ['/sync', '/async', '/next']) await send(port, 'GET', path);
  await sendJson(port, 'POST', '/json', '{"broken":');
  await sendJson(port, 'POST', '/json', { long: 'x'.repeat(100) });
  await sendJson(port, 'POST', '/json', '"a string"');
  await send(port, 'GET', '/late').catch((error) => console.log(error.code));
  process.exit();
});
