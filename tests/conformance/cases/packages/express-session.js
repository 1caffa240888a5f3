// express-session with its memory store: created, found again, regenerated, destroyed, a forged id.
const express = require('express');
const session = require('express-session');
const { send } = require('./exchange.cjs');
let next = 0;
const app = express();
app.disable('x-powered-by');
app.use(session({ secret: ['new', 'old'], resave: false, saveUninitialized: false, genid: () => `id-${++next}`, cookie: { sameSite: 'strict' } }));
app.post('/login', (request, response, done) => request.session.regenerate((error) => {
  if (error) return done(error);
  request.session.user = 'ada';
  request.session.save(() => response.json({ id: request.sessionID }));
}));
app.get('/me', (request, response) => response.json({ user: request.session.user ?? null, id: request.session.user ? request.sessionID : 'none' }));
app.post('/logout', (request, response) => request.session.destroy(() => response.sendStatus(204)));
const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  await send(port, 'GET', '/me');
  const { headers } = await send(port, 'POST', '/login');
  const Cookie = headers['set-cookie'][0].split(';')[0];
  await send(port, 'GET', '/me', { headers: { Cookie } });
  await send(port, 'GET', '/me', { headers: { Cookie: Cookie.slice(0, -3) } });
  await send(port, 'POST', '/logout', { headers: { Cookie } });
  await send(port, 'GET', '/me', { headers: { Cookie } });
  server.close();
});
