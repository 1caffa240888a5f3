// hapi: routes, payloads, cookies, validation, errors of Boom, lifecycle extensions, server.inject, and its stop.
const Hapi = require('@hapi/hapi');

(async () => {
  const server = Hapi.server({ port: 0, host: 'localhost' });
  server.ext('onPreResponse', (request, h) => {
    if (!request.response.isBoom) request.response.header('x-seen', 'yes');
    return h.continue;
  });
  server.route([
    { method: 'GET', path: '/users/{id}', handler: ({ params, query }) => ({ id: params.id, query }) },
    { method: 'POST', path: '/users', handler: ({ payload }, h) => h.response(payload).code(201).state('session', { a: 1 }, { encoding: 'base64json', isSecure: false }) },
    { method: 'GET', path: '/broken', options: { log: { collect: false } }, handler: () => { throw new Error('not told'); } },
  ]);
  await server.start();
  const json = (body) => ({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
  for (const [path, options] of [['/users/1?a=b'], ['/users', json('{"name":"Ada"}')], ['/users', json('{')], ['/broken'], ['/none']]) {
    const response = await fetch(server.info.uri + path, options);
    console.log(response.status, await response.text(), response.headers.get('set-cookie'), response.headers.get('x-seen'), response.headers.get('cache-control'));
  }
  const { statusCode, result } = await server.inject('/users/9');
  console.log(statusCode, result);
  await server.stop();
  console.log('stopped', server.listener.listening);
})();
