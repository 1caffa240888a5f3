// undici: request, stream, pipeline, fetch, agents, interceptors, errors, MockAgent.
const { Agent, Client, fetch, getGlobalDispatcher, interceptors, MockAgent, Pool, request, setGlobalDispatcher, stream } = require('undici');
const http = require('node:http');
const { listen } = require('./exchange.cjs');
let failures = 0;
const server = http.createServer((incoming, response) => {
  if (incoming.url === '/flaky' && failures++ < 2) return response.writeHead(503, { 'Retry-After': '0' }).end();
  if (incoming.url === '/redirect') return response.writeHead(302, { Location: `http://127.0.0.1:${server.address().port}/end` }).end();
  if (incoming.url === '/slow') return;
  if (incoming.url === '/cut') return response.writeHead(200, { 'Content-Length': 10 }).write('half', () => response.destroy());
  const chunks = [];
  incoming.on('data', (chunk) => chunks.push(chunk)).on('end', () => response.end(JSON.stringify({ method: incoming.method, url: incoming.url, type: incoming.headers['content-type'], body: String(Buffer.concat(chunks)) })));
});
listen(server).then(async (port) => {
  const origin = `http://127.0.0.1:${port}`;
  const { statusCode, headers, body } = await request(`${origin}/a?b=1`, { method: 'PUT', headers: { 'content-type': 'text/x' }, body: 'given', query: undefined });
  console.log(statusCode, headers['content-length'], await body.json());
  const parts = [];
  await stream(`${origin}/stream`, { method: 'GET', opaque: parts }, ({ opaque }) => new (require('node:stream').Writable)({ write(chunk, _, done) { opaque.push(String(chunk)); done(); } }));
  console.log(parts);
  const client = new Client(origin, { pipelining: 3 });
  console.log((await Promise.all(['/1', '/2', '/3'].map(async (path) => (await client.request({ path, method: 'GET' })).body.json()))).map(({ url }) => url));
  await client.close();
  const pool = new Pool(origin, { connections: 2 }).compose(interceptors.retry({ minTimeout: 1, maxRetries: 3 }), interceptors.redirect({ maxRedirections: 1 }));
  console.log((await pool.request({ path: '/flaky', method: 'GET' })).statusCode, failures);
  console.log(await (await pool.request({ path: '/redirect', method: 'GET' })).body.json());
  await pool.close();
  const attempt = (promise) => promise.then((value) => console.log('?', value), (error) => console.log(error.name, error.code, error.message, error.cause?.code));
  await attempt(request(`${origin}/slow`, { headersTimeout: 100, dispatcher: new Agent() }));
  await attempt(request(`${origin}/slow`, { signal: AbortSignal.abort() }));
  await attempt(request(`${origin}/cut`).then(({ body }) => body.text()));
  await attempt(fetch('http://127.0.0.1:9/'));
  await attempt((async () => request('ftp://x'))());
  const before = getGlobalDispatcher();
  const mock = new MockAgent();
  mock.disableNetConnect();
  setGlobalDispatcher(mock);
  mock.get('https://api.example').intercept({ path: '/users', method: 'POST', body: (text) => text.includes('ada') }).reply(201, { id: 1 }, { headers: { 'x-mock': 'yes' } }).times(2);
  const mocked = await fetch('https://api.example/users', { method: 'POST', body: JSON.stringify({ name: 'ada' }) });
  console.log(mocked.status, mocked.headers.get('x-mock'), await mocked.json(), mock.pendingInterceptors().length);
  await attempt(fetch('https://api.example/other'));
  try {
    mock.assertNoPendingInterceptors();
  } catch (error) {
    console.log(error.message);
  }
  setGlobalDispatcher(before);
  server.close();
  server.closeAllConnections();
});
