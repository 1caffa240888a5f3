// Routers, params, wildcards, optional parts, route order, app.all, app.route, mounting, param callbacks.
const express = require('express');
const { send, listen } = require('./exchange.cjs');
const app = express();
const router = express.Router({ mergeParams: true });
router.param('id', (request, response, next, id) => {
  request.loaded = `loaded ${id}`;
  next();
});
router.get('/:id', (request, response) => response.json({ params: request.params, base: request.baseUrl, path: request.path, url: request.originalUrl, loaded: request.loaded }));
app.use('/teams/:team/users', router);
app.route('/book').get((request, response) => response.send('get')).post((request, response) => response.send('post'));
app.get('/files/*path', (request, response) => response.json(request.params));
app.get('/opt{/:name}', (request, response) => response.json(request.params));
app.get(/^\/re(\d+)$/, (request, response) => response.json(request.params));
app.all('/all', (request, response) => response.send(request.method));
app.get('/many', (request, response, next) => next('route'), () => console.log('never'));
app.get('/many', [(request, response, next) => next(), (request, response) => response.send('second')]);
listen(require('node:http').createServer(app)).then(async (port) => {
  for (const path of ['/teams/a/users/5', '/book', '/files/a/b/c.txt', '/opt', '/opt/x', '/re42', '/many', '/BOOK', '/book/', '/%zz', '/opt/caf%C3%A9']) await send(port, 'GET', path);
  await send(port, 'POST', '/book');
  await send(port, 'PATCH', '/all');
  await send(port, 'PUT', '/book');
  process.exit();
});
