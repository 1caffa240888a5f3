// axios: bodies of every kind, interceptors, transforms, errors, timeouts, aborting, redirects, instances.
const axios = require('axios');
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://x');
  if (pathname === '/slow') return;
  if (pathname === '/redirect') return response.writeHead(307, { Location: '/end?r=1' }).end();
  if (pathname === '/bad') return response.writeHead(422, { 'Content-Type': 'application/json' }).end('{"error":"bad"}');
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
    response.setHeader('Content-Type', 'application/json');
    const type = request.headers['content-type']?.replace(/boundary=.*/, 'boundary');
    response.end(JSON.stringify({ method: request.method, url: request.url, type, auth: request.headers.authorization, x: request.headers['x-from'], length: Buffer.concat(chunks).length > 200 ? 'long' : String(Buffer.concat(chunks)) }));
  });
});
listen(server).then(async (port) => {
  const api = axios.create({ baseURL: `http://127.0.0.1:${port}`, headers: { common: { 'X-From': 'case' } }, timeout: 5000 });
  api.interceptors.request.use((config) => { config.params = { ...config.params, added: 1 }; return config; });
  api.interceptors.response.use((response) => { response.data.seen = true; return response; }, (error) => { error.seen = true; throw error; });
  const show = async (promise) => promise.then(({ status, data, statusText }) => console.log(status, statusText, data), (error) => console.log(error.name, error.code, error.message, error.response?.status, error.response?.data, error.seen));
  await show(api.get('/a', { params: { list: [1, 2], o: { k: 'v' }, d: new Date(0), n: null } }));
  await show(api.post('/json', { name: 'ada' }, { auth: { username: 'u', password: 'p' } }));
  await show(api.post('/form', new URLSearchParams({ a: '1 2' })));
  await show(api.postForm('/multipart', { a: '1', file: new Blob(['text'.repeat(50)]) }));
  await show(api.put('/buffer', Buffer.from('bytes')));
  await show(api.get('/redirect'));
  await show(api.get('/redirect', { maxRedirects: 0 }));
  await show(api.get('/bad'));
  await show(api.get('/bad', { validateStatus: () => true, transformResponse: [(text) => ({ length: text.length })] }));
  await show(api.get('/slow', { timeout: 50 }));
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 5);
  await show(api.get('/slow', { signal: controller.signal }));
  await show(axios.get('http://127.0.0.1:9/'));
  const { data } = await api.get('/stream', { responseType: 'stream' }).catch((error) => ({ data: error }));
  let length = 0;
  for await (const chunk of data) length += chunk.length;
  console.log(length, axios.isAxiosError(new axios.AxiosError('x')));
  server.close();
  server.closeAllConnections();
});
