// An https server and its clients: requests, agents that keep connections, certificates that are refused, fetch.
const https = require('node:https');
const http = require('node:http');
const { once } = require('node:events');
const F = require('./certificates.json');

process.env.NODE_TLS_REJECT_UNAUTHORIZED ??= '1';

function request(options, body) {
  return new Promise((resolve) => {
    const sent = https.request(options, async (response) => {
      const { authorized, alpnProtocol } = response.socket;
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve([response.statusCode, response.headers['content-type'], text, authorized, alpnProtocol]);
    });
    sent.on('error', (error) => resolve([error.code, error.message]));
    sent.end(body);
  });
}

(async () => {
  const server = https.createServer({ key: F.leaf.key, cert: F.leaf.cert + F.intermediate.cert }, async (incoming, response) => {
    let text = '';
    for await (const chunk of incoming) text += chunk;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method: incoming.method, url: incoming.url, text, encrypted: incoming.socket.encrypted, protocol: incoming.socket.alpnProtocol, host: incoming.headers.host.replace(/\d+$/, '') }));
  });
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  const base = { port, host: 'localhost', ca: F.root.cert, agent: false };
  console.log(await request({ ...base, path: '/get' }));
  console.log(await request({ ...base, method: 'POST', path: '/post' }, 'a body'.repeat(10_000)).then(([status, type, text]) => [status, type, JSON.parse(text).text.length]));
  console.log(await request({ ...base, ca: undefined }));
  console.log(await request({ ...base, ca: undefined, rejectUnauthorized: false }).then(([status, , , authorized]) => [status, authorized]));
  console.log((await request({ ...base, host: '127.0.0.1' })).slice(0, 1));
  console.log((await request({ ...base, servername: 'else.test' })).slice(0, 1));

  const agent = new https.Agent({ keepAlive: true, ca: F.root.cert });
  let connections = 0;
  server.on('secureConnection', () => connections++);
  for (let index = 0; index < 3; index++) console.log((await request({ port, host: 'localhost', agent, path: `/${index}` }))[0]);
  console.log('connections', connections);
  agent.destroy();

  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  const answer = await fetch(`https://localhost:${port}/fetched`, { method: 'PUT', body: 'put' });
  console.log(answer.status, await answer.json());
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1';
  console.log(await fetch(`https://localhost:${port}/`).catch((error) => [error.message, error.cause.code]));

  console.log(server instanceof http.Server, server instanceof require('node:tls').Server, server.listening);
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  console.log('closed');
})();
