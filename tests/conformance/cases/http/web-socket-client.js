// The global WebSocket against a server that speaks the protocol by hand: open, text, binary, close, refusal.
const http = require('node:http');
const { createHash } = require('node:crypto');
const { listen } = require('./exchange.cjs');
const server = http.createServer((req, res) => res.writeHead(404).end());
server.on('upgrade', (req, socket) => {
  if (req.url === '/no') return socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  const key = createHash('sha1').update(`${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  const protocol = req.headers['sec-websocket-protocol'];
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n${protocol ? `Sec-WebSocket-Protocol: ${protocol.split(',')[0]}\r\n` : ''}\r\n`);
  let buffer = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    while (buffer.length >= 6) {
      const length = buffer[1] & 127;
      if (buffer.length < 6 + length) return;
      const mask = buffer.subarray(2, 6);
      const payload = Buffer.from(buffer.subarray(6, 6 + length).map((byte, i) => byte ^ mask[i % 4]));
      const opcode = buffer[0] & 15;
      buffer = buffer.subarray(6 + length);
      if (opcode === 8) { socket.end(Buffer.concat([Buffer.from([0x88, payload.length]), payload])); console.log('server saw close', payload.length > 1 ? payload.readUInt16BE() : null, payload.subarray(2).toString()); }
      else socket.write(Buffer.concat([Buffer.from([0x80 | opcode, payload.length]), payload]));
    }
  });
});
listen(server).then(async (port) => {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/chat`, ['one', 'two']);
  console.log(ws.readyState, ws.binaryType, ws.bufferedAmount);
  await new Promise((r) => ws.addEventListener('open', r));
  console.log('open', ws.readyState, ws.protocol, ws.extensions);
  const next = () => new Promise((r) => ws.addEventListener('message', ({ data, origin }) => r([data, origin.replace(/\d+$/, 'port')]), { once: true }));
  ws.send('héllo'); console.log(await next());
  ws.binaryType = 'arraybuffer'; ws.send(new Uint8Array([1, 2, 3])); console.log(await next());
  ws.binaryType = 'blob'; ws.send(new Blob(['blob'])); const [blob] = await next(); console.log(blob, await blob.text());
  ws.close(4000, 'bye');
  const { code, reason, wasClean } = await new Promise((r) => ws.addEventListener('close', r));
  console.log('close', code, reason, wasClean, ws.readyState);
  const refused = new WebSocket(`ws://127.0.0.1:${port}/no`);
  refused.onerror = (e) => console.log(e.type, e.message);
  const closed = await new Promise((r) => { refused.onclose = r; });
  console.log(closed.code, closed.wasClean);
  for (const make of [() => new WebSocket('not a url'), () => new WebSocket('ftp://x'), () => new WebSocket('ws://x/#hash'), () => ws.close(1), () => new WebSocket('ws://x', ['a', 'a'])]) { try { make(); console.log('none'); } catch (e) { console.log(e.name, e.message); } }
  server.close();
});
