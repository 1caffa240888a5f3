// Fastify with its logger on: levels, children, serializers, redaction, ids of requests, errors.
const Fastify = require('fastify');
(async () => {
  const app = Fastify({ logger: { level: 'debug', redact: ['req.headers.authorization', 'secret'], serializers: { req: ({ method, url, headers }) => ({ method, url, headers: { authorization: headers.authorization } }) } }, genReqId: (() => { let id = 0; return () => `r${++id}`; })() });
  app.get('/', async (request) => { request.log.info({ secret: 'x', shown: 1 }, 'inside %s', 'handler'); return 'ok'; });
  app.get('/fails', async () => { throw Object.assign(new Error('broken'), { statusCode: 503, stack: 'Error: broken' }); });
  app.log.child({ module: 'a' }).debug('from a child');
  app.log.trace('not shown');
  await app.inject({ url: '/', headers: { authorization: 'Bearer x' } });
  await app.inject('/fails');
  await app.inject('/missing');
  await app.close();
})();
