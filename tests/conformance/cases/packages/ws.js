// ws: text, binary, fragments, ping, compression, protocols, refusals, many clients, closing.
const { WebSocket, WebSocketServer } = require('ws');
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const server = http.createServer((request, response) => response.writeHead(426).end('upgrade'));
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 10 }, maxPayload: 100_000, handleProtocols: (protocols) => (protocols.has('chat') ? 'chat' : false) });
server.on('upgrade', (request, socket, head) => {
  if (request.url === '/no') return socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
  sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request));
});
sockets.on('connection', (client) => {
  client.on('error', (error) => console.log('server:', error.code, error.message));
  client.on('message', (data, binary) => {
    if (String(data) === 'all') for (const other of sockets.clients) other.send('to all');
    else client.send(data, { binary });
  });
});
listen(server).then(async (port) => {
  const open = (path = '/', ...rest) => new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, ...rest);
    socket.once('open', () => resolve(socket)).once('error', reject);
  });
  const answer = (socket, ...sent) => new Promise((resolve) => { socket.once('message', (data, binary) => resolve([binary, data.length, String(data).slice(0, 20)])); socket.send(...sent); });
  const one = await open('/', ['other', 'chat']);
  console.log(one.protocol, one.extensions, one.readyState);
  console.log(await answer(one, 'hello'));
  console.log(await answer(one, Buffer.alloc(5000, 'z')));
  const fragments = new Promise((resolve) => one.once('message', (data) => resolve(String(data))));
  one.send('frag', { fin: false });
  one.send('ments', { fin: true });
  console.log(await fragments);
  console.log(await new Promise((resolve) => { one.once('pong', (data) => resolve(String(data))); one.ping('are you there'); }));
  const two = await open('/', { perMessageDeflate: false });
  console.log(two.extensions);
  const both = Promise.all([one, two].map((socket) => new Promise((resolve) => socket.once('message', (data) => resolve(String(data))))));
  two.send('all');
  console.log(await both);
  await open('/no').catch((error) => console.log(error.message));
  const large = await open();
  console.log(await new Promise((resolve) => { large.on('close', (code) => resolve(code)); large.on('error', () => {}); large.send('x'.repeat(100_001)); }));
  const events = [];
  const native = new globalThis.WebSocket(`ws://127.0.0.1:${port}/`, 'chat');
  native.onopen = () => { events.push(`open ${native.protocol}`); native.send('from the global one'); };
  native.onmessage = ({ data }) => { events.push(data); native.close(4000, 'done'); };
  await new Promise((resolve) => { native.onclose = ({ code, reason, wasClean }) => { events.push([code, reason, wasClean]); resolve(); }; });
  console.log(events);
  one.close(1000, 'bye');
  two.terminate();
  await new Promise((resolve) => one.once('close', (code, reason) => { console.log(code, String(reason)); resolve(); }));
  server.close(() => console.log('closed'));
});
