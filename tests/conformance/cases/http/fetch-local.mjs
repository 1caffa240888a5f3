// The global fetch against a server of the same program: JSON, headers, status, redirects, streams, abort.
import http from 'node:http';
const server = http.createServer(async (request, response) => {
  if (request.url === '/redirect') {
    response.writeHead(302, { Location: '/json' });
    return response.end();
  }
  if (request.url === '/never') return;
  const parts = [];
  for await (const part of request) parts.push(part);
  response.writeHead(request.url === '/missing' ? 404 : 200, { 'Content-Type': 'application/json', 'X-Method': request.method });
  response.end(JSON.stringify({ url: request.url, body: Buffer.concat(parts).toString(), type: request.headers['content-type'] ?? null }));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const json = await fetch(`${origin}/json?x=1`);
console.log(json.status, json.ok, json.headers.get('x-method'), await json.json());
const posted = await fetch(`${origin}/post`, { method: 'POST', body: new URLSearchParams({ a: '1' }) });
console.log(await posted.json());
const missing = await fetch(`${origin}/missing`);
console.log(missing.status, missing.ok, missing.statusText, (await missing.text()).length > 0);
const followed = await fetch(`${origin}/redirect`);
console.log(followed.redirected, new URL(followed.url).pathname);
const manual = await fetch(`${origin}/redirect`, { redirect: 'manual' });
console.log(manual.status, manual.headers.get('location'));
await fetch(`${origin}/never`, { signal: AbortSignal.timeout(20) }).catch((error) => console.log(error.name));
await fetch('http://127.0.0.1:1/').catch((error) => console.log(error.name, error.message, error.cause?.code));
server.closeAllConnections();
server.close();
