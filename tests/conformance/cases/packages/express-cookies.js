// cookie-parser: plain, JSON and signed cookies, forged ones; cookie-session: a session that lives in a cookie.
const express = require('express');
const cookieParser = require('cookie-parser');
const cookieSession = require('cookie-session');
const { send } = require('./exchange.cjs');
const app = express();
app.disable('x-powered-by');
app.use('/cookies', cookieParser('secret'));
app.get('/cookies/set', (request, response) => {
  response.cookie('plain', 'a b;c', { httpOnly: true, sameSite: 'lax', path: '/' });
  response.cookie('json', { a: [1, 2] });
  response.cookie('signed', 'tobi', { signed: true });
  response.clearCookie('old');
  response.send('set');
});
app.get('/cookies/read', (request, response) => response.json({ plain: request.cookies, signed: request.signedCookies }));
app.use('/session', cookieSession({ name: 'sid', keys: ['k1', 'k0'] }));
app.get('/session', (request, response) => {
  request.session.views = (request.session.views ?? 0) + 1;
  response.send(`${request.session.views} ${request.session.isNew}`);
});
const cookiesOf = ({ headers }) => headers['set-cookie'].map((cookie) => cookie.split(';')[0]).join('; ');
const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const set = await send(port, 'GET', '/cookies/set');
  await send(port, 'GET', '/cookies/read', { headers: { Cookie: cookiesOf(set) } });
  await send(port, 'GET', '/cookies/read', { headers: { Cookie: 'signed=s%3Atobi.forged; json=j%3A%7Bbad; plain=%E0%A4%A' } });
  let cookie = cookiesOf(await send(port, 'GET', '/session'));
  cookie = cookiesOf(await send(port, 'GET', '/session', { headers: { Cookie: cookie } }));
  await send(port, 'GET', '/session', { headers: { Cookie: cookie.replace(/sid=\w/, 'sid=X') } });
  server.close();
});
