// UDP: ports, what a message tells of its sender, strings, lists, empty messages, IPv4 to a socket of both, errors of bind and send, options.
const dgram = require('node:dgram');
const { once } = require('node:events');
const attempt = require('./attempt.cjs');
const bound = async (type, ...args) => { const socket = dgram.createSocket(type); socket.bind(...args); await once(socket, 'listening'); return socket; };
const failed = async (type, ...args) => { const socket = dgram.createSocket(type); socket.bind(...args); const [error] = await once(socket, 'error'); socket.close(); return error.message.replace(/\d{5}/, '<port>'); };
const sent = (socket, ...args) => new Promise((resolve) => socket.send(...args, (error, bytes) => resolve(error ? error.message.replace(/\d{5}/, '<port>') : bytes)));
(async () => {
  const server = await bound('udp4', 0);
  const client = await bound('udp4', { port: 0, address: '127.0.0.1', exclusive: true });
  const { port } = server.address();
  console.log(server.address().address, server.address().family, client.address().address);
  const received = [];
  const all = new Promise((resolve) => server.on('message', (message, info) => {
    received.push([message.toString(), Buffer.isBuffer(message), { ...info, port: info.port === client.address().port }]);
    if (received.length === 5) resolve();
  }));
  console.log(await sent(client, 'text', port, '127.0.0.1'), await sent(client, ['a', Buffer.from('b'), new Uint8Array([99])], port), await sent(client, '', port));
  console.log(await sent(client, Buffer.from('0123456789'), 2, 3, port), await sent(client, 'by name', port, 'localhost'));
  await all;
  console.log(received);
  console.log(await failed('udp4', port), await failed('udp4', { port, address: '127.0.0.1' }), await failed('udp6', port), await failed('udp4', { port: 0, address: '10.9.9.9' }));
  const only6 = await bound({ type: 'udp6', ipv6Only: true }, port);
  console.log(only6.address().family);
  only6.close();
  const both = await bound('udp6', 0);
  const mapped = once(both, 'message');
  client.send('mapped', both.address().port);
  const [message, info] = await mapped;
  console.log(String(message), info.address, info.family, both.address().address);
  const own = once(both, 'message');
  both.send('six', both.address().port, '::1');
  console.log(String((await own)[0]), (await own)[1].address);
  console.log(await sent(client, Buffer.alloc(65508), port, '127.0.0.1'), await sent(client, 'x', port, '::1'), await sent(client, 'x', port, '255.255.255.255'), await sent(client, 'nobody', 1));
  for (const [name, ...args] of [['setTTL', 0], ['setTTL', 64], ['setTTL', 256], ['setMulticastTTL', 300], ['setMulticastTTL', 3], ['setBroadcast', true], ['setTTL', 'x'], ['getSendQueueSize'], ['getSendQueueCount']]) attempt(`${name} ${args}`, () => client[name](...args));
  for (const size of [100, 100_000, 1e9]) { client.setRecvBufferSize(size); client.setSendBufferSize(size); if (size < 1e9) console.log(client.getRecvBufferSize(), client.getSendBufferSize()); }
  const unbound = dgram.createSocket({ type: 'udp4', recvBufferSize: 5000 });
  for (const action of [() => unbound.address(), () => unbound.setTTL(3), () => unbound.setBroadcast(true), () => unbound.getRecvBufferSize(), () => unbound.remoteAddress(), () => unbound.disconnect()]) attempt(String(action), action);
  const [first] = await Promise.all([once(server, 'message'), sent(unbound, 'binds itself', port)]);
  console.log(String(first), unbound.getRecvBufferSize());
  attempt('bind again', () => unbound.bind(0));
  for (const args of [[], [5], ['x'], ['x', 70000], ['x', 0]]) attempt(`send ${args}`, () => unbound.send(...args));
  attempt('type', () => dgram.createSocket('udp5'));
  for (const socket of [server, client, both, unbound]) { socket.close(); attempt('closed', () => socket.address()); }
  const controller = new AbortController();
  const aborted = dgram.createSocket({ type: 'udp4', signal: controller.signal }).on('close', () => console.log('aborted'));
  controller.abort();
  attempt('aborted', () => aborted.bind(0));
})();
