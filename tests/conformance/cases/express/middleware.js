// Order of middleware, async middleware, response events, settings, locals, app.listen's callback.
const express = require('express');
const { send } = require('./exchange.cjs');
const app = express();
const log = [];
app.disable('x-powered-by');
app.set('json spaces', 2);
app.use((request, response, next) => {
  log.push('first');
  response.locals.started = true;
  response.on('finish', () => log.push(`finish ${response.statusCode}`));
  next();
  log.push('first returns');
});
app.use(async (request, response, next) => {
  await new Promise((resolve) => setTimeout(resolve, 1));
  log.push('second');
  next();
});
app.get('/', (request, response) => {
  log.push('handler');
  response.json({ locals: response.locals.started, settings: app.get('env'), enabled: app.enabled('etag') });
});
const server = app.listen(0, '127.0.0.1', async (error) => {
  console.log('listening', error);
  await send(server.address().port, 'GET', '/');
  console.log(log);
  const second = app.listen(server.address().port, '127.0.0.1', (taken) => {
    console.log(taken.code, second.listening);
    process.exit();
  });
});
