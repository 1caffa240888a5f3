// async_hooks see the handles and requests of http and net, and do not disturb them (node:test turns them on).
const { createHook, executionAsyncId } = require('node:async_hooks');
const http = require('node:http');
const seen = new Set();
createHook({ init: (_id, type) => seen.add(type) }).enable();
const server = http.createServer((request, response) => {
  response.end(executionAsyncId() > 0 ? 'fine' : 'no id');
});
server.listen(0, async () => {
  const { port } = server.address();
  const body = await new Promise((resolve, reject) => {
    http.get({ port }, (response) => response.setEncoding('utf8').on('data', resolve)).on('error', reject);
  });
  const fetched = await (await fetch(`http://localhost:${port}/`)).text();
  console.log(body, fetched);
  server.closeAllConnections();
  server.close(() => {
    const expected = ['TCPSERVERWRAP', 'TCPWRAP', 'TCPCONNECTWRAP', 'HTTPINCOMINGMESSAGE', 'HTTPCLIENTREQUEST', 'TickObject', 'Timeout'];
    console.log(expected.filter((type) => seen.has(type)).join(' '));
  });
});
