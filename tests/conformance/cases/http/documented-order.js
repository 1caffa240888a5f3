// The order in which a request's events come, for each way that it can end.
const http = require('node:http');
const events = require('node:events');

/** Logs the events of a request and its response until the request is closed. @param act what happens to it when it reaches a stage */
async function watch(name, options, act = {}) {
  const log = [];
  const note = (text) => log.push(text);
  const request = http.get(options);
  const stage = (event, ...given) => act[event]?.(request, ...given);
  for (const event of ['socket', 'finish', 'abort', 'timeout']) {
    request.on(event, (...given) => {
      note(event);
      stage(event, ...given);
    });
  }
  request.on('response', (response) => {
    note(`response ${response.statusCode}`);
    stage('response', response);
    response.on('aborted', () => note('response aborted'));
    response.on('error', (error) => note(`response error ${error.code} ${error.message}`));
    response.on('end', () => note(`response end, complete ${response.complete}`));
    response.on('close', () => note('response close'));
    response.on('data', (chunk) => {
      note(`data ${chunk}`);
      stage('data', response);
    });
  });
  request.on('error', (error) => note(`error ${error.code} ${error.message}`));
  act.begin?.(request);
  await new Promise((resolve) => request.on('close', resolve));
  note('close');
  await new Promise((resolve) => setTimeout(resolve, 20));
  console.log(`${name}: ${log.join(', ')}; destroyed ${request.destroyed}, aborted ${request.aborted}, ended ${request.writableEnded}`);
}

(async () => {
  const server = http.createServer((request, response) => {
    switch (request.url) {
      case '/whole':
        return response.end('whole');
      case '/never':
        return undefined;
      case '/gone':
        return request.socket.destroy();
      case '/half':
        response.writeHead(200, { 'Content-Length': 100 });
        response.write('half');
        return setTimeout(() => request.socket.destroy(), 20);
      case '/slow':
        return response.write('slow');
    }
  });
  server.listen(0);
  await events.once(server, 'listening');
  const { port } = server.address();
  const to = (path, more = {}) => ({ port, path, agent: false, ...more });

  await watch('answered', to('/whole'));
  await watch('nobody listens', { port: 1, agent: false });
  await watch('cut before the response', to('/gone'));
  await watch('cut within the response', to('/half'));
  await watch('destroyed at once', to('/whole'), { begin: (request) => request.destroy() });
  await watch('destroyed with an error', to('/whole'), { begin: (request) => request.destroy(new Error('no longer wanted')) });
  await watch('destroyed with a socket', to('/whole'), { socket: (request) => request.destroy() });
  await watch('destroyed at the response', to('/slow'), { data: (request) => request.destroy() });
  await watch('response destroyed with an error', to('/slow'), { data: (request, response) => response.destroy(Object.assign(new Error('enough'), { code: 'ENOUGH' })) });
  await watch('aborted at once', to('/whole'), { begin: (request) => request.abort() });
  await watch('aborted at the response', to('/slow'), { data: (request) => request.abort() });
  await watch('timed out', to('/never', { timeout: 20 }), { timeout: (request) => request.destroy() });
  const controller = new AbortController();
  await watch('signalled', to('/never', { signal: controller.signal }), { finish: () => controller.abort() });
  await watch('signalled before', to('/never', { signal: AbortSignal.abort() }));
  server.closeAllConnections();
  server.close(() => console.log('closed'));
})();
