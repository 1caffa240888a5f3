// @fastify/cookie and @fastify/session: signed cookies, forged ones, a session's whole life.
const Fastify = require('fastify');
const { send } = require('./exchange.cjs');
(async () => {
  const app = Fastify();
  app.register(require('@fastify/cookie'), { secret: ['new key', 'old key'] });
  let ids = 0;
  app.register(require('@fastify/session'), { secret: 'a secret with at least thirty-two characters', cookie: { secure: false, sameSite: 'lax' }, saveUninitialized: false, idGenerator: () => `id-${++ids}` });
  app.get('/set', async (request, reply) => reply.setCookie('plain', 'a b', { path: '/' }).setCookie('signed', 'x', { signed: true, httpOnly: true }).clearCookie('old', { path: '/old' }).send('set'));
  app.get('/read', async (request) => ({ cookies: request.cookies, signed: request.cookies.signed && request.unsignCookie(request.cookies.signed) }));
  app.post('/login', async (request) => {
    request.session.set('user', 'ada');
    return { id: request.session.sessionId };
  });
  app.get('/me', async (request) => ({ user: request.session.get('user') ?? null }));
  app.post('/logout', async (request, reply) => {
    await request.session.destroy();
    return reply.code(204).send();
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address();
  const cookiesOf = ({ headers }) => headers['set-cookie'].map((cookie) => cookie.split(';')[0]).join('; ');
  const set = await send(port, 'GET', '/set');
  await send(port, 'GET', '/read', { headers: { Cookie: cookiesOf(set) } });
  await send(port, 'GET', '/read', { headers: { Cookie: 'signed=x.forged' } });
  const login = await send(port, 'POST', '/login');
  const Cookie = cookiesOf(login);
  await send(port, 'GET', '/me', { headers: { Cookie } });
  await send(port, 'POST', '/logout', { headers: { Cookie } });
  await send(port, 'GET', '/me', { headers: { Cookie } });
  await app.close();
})();
