// got: JSON, retries, hooks, streams, pagination, timeouts and errors.
import got from 'got';
import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import exchange from './exchange.cjs';
let tries = 0;
const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://x');
  response.setHeader('Content-Type', 'application/json');
  if (url.pathname === '/flaky' && ++tries < 3) return response.writeHead(503).end('{}');
  if (url.pathname === '/slow') return;
  if (url.pathname === '/missing') return response.writeHead(404).end('{"no":1}');
  if (url.pathname === '/page') {
    const page = Number(url.searchParams.get('page') ?? 1);
    if (page < 3) response.setHeader('Link', `<http://127.0.0.1:${server.address().port}/page?page=${page + 1}>; rel="next"`);
    return response.end(JSON.stringify([page * 10, page * 10 + 1]));
  }
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => response.end(JSON.stringify({ method: request.method, url: request.url, hook: request.headers['x-hook'], body: String(Buffer.concat(chunks)) })));
});
const port = await exchange.listen(server);
const api = got.extend({ prefixUrl: `http://127.0.0.1:${port}`, retry: { limit: 3, calculateDelay: ({ computedValue }) => (computedValue ? 1 : 0) }, hooks: { beforeRequest: [(options) => { options.headers['x-hook'] = 'yes'; }], afterResponse: [(response) => response] } });
console.log(await api.get('a', { searchParams: { q: 'x y' } }).json());
console.log(await api.post('b', { json: { name: 'ada' } }).json());
console.log(await api.post('c', { form: { a: 1, b: 'é' } }).json());
console.log((await api('flaky')).retryCount, tries);
console.log(await api.paginate.all('page'));
for (const [path, options] of [['missing', {}], ['slow', { timeout: { response: 100 }, retry: { limit: 0 } }]]) await api(path, options).catch((error) => console.log(error.name, error.code, error.message.replace(/:\d+\//, ':<port>/'), error.response?.body));
await got('http://127.0.0.1:9', { retry: { limit: 0 } }).catch((error) => console.log(error.name, error.code, error.message));
const parts = [];
await pipeline(api.stream('s'), async (source) => { for await (const chunk of source) parts.push(String(chunk)); });
console.log(parts.join(''));
server.close();
server.closeAllConnections();
