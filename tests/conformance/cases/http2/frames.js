// Frames as they are on the wire: what a server answers a client that keeps to the rules, and one that breaks them one by one.
const http2 = require('node:http2');
const net = require('node:net');

const TYPES = ['DATA', 'HEADERS', 'PRIORITY', 'RST_STREAM', 'SETTINGS', 'PUSH_PROMISE', 'PING', 'GOAWAY', 'WINDOW_UPDATE', 'CONTINUATION'];
const MAGIC = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const [DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, , PING, GOAWAY, WINDOW_UPDATE, CONTINUATION] = TYPES.keys();

function frame(type, flags, stream, payload = Buffer.alloc(0)) {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header[3] = type;
  header[4] = flags;
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}
const hex = (text) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const number = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const setting = (id, value) => Buffer.concat([Buffer.from([id >> 8, id]), number(value)]);
/** Literal fields without indexing, plain. */
const fields = (list) =>
  Buffer.concat(Object.entries(list).map(([name, value]) => Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value, 'latin1')])));
const GET = { ':method': 'GET', ':scheme': 'http', ':path': '/', ':authority': 'a' };
const POST = { ...GET, ':method': 'POST' };
const request = (list, flags = 5, stream = 1) => frame(HEADERS, flags, stream, fields(list));

const LAST_PING = Buffer.from('the last');
const begin = [MAGIC, frame(SETTINGS, 0, 0)];
const exchanges = {
  'a request': [...begin, request(GET)],
  'a request over CONTINUATION': [...begin, frame(HEADERS, 1, 1, fields(GET).subarray(0, 10)), frame(CONTINUATION, 0, 1, fields(GET).subarray(10, 20)), frame(CONTINUATION, 4, 1, fields(GET).subarray(20))],
  'padding and priority': [...begin, frame(HEADERS, 4 | 8 | 32, 1, Buffer.concat([Buffer.from([3]), number(0), Buffer.from([15]), fields(POST), Buffer.alloc(3)])), frame(DATA, 1 | 8, 1, Buffer.concat([Buffer.from([2]), Buffer.from('hello'), Buffer.alloc(2)]))],
  'trailers': [...begin, request(POST, 4), frame(DATA, 0, 1, Buffer.from('x')), request({ 'x-trailer': '1' })],
  'unknown frames and settings': [...begin, frame(99, 255, 7, Buffer.from('?')), frame(SETTINGS, 0, 0, setting(0xff, 1)), frame(PRIORITY, 0, 3, Buffer.concat([number(1), Buffer.from([1])]))],
  'no HTTP/2': [Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  'no SETTINGS': [MAGIC, frame(PING, 0, 0, Buffer.alloc(8))],
  'DATA on stream 0': [...begin, frame(DATA, 0, 0, Buffer.from('x'))],
  'DATA on an idle stream': [...begin, frame(DATA, 0, 5, Buffer.from('x'))],
  'DATA after the end': [...begin, request(POST), frame(DATA, 0, 1, Buffer.from('x'))],
  'HEADERS after the end': [...begin, frame(HEADERS, 5, 1, fields({ ...POST, ':path': '/silent' })), frame(HEADERS, 5, 1, fields({ a: 'b' }))],
  'DATA with too much padding': [...begin, request(POST, 4), frame(DATA, 8, 1, Buffer.from([9, 1]))],
  'an even stream': [...begin, request(GET, 5, 2)],
  'a closed stream': [...begin, request(GET, 5, 3), request(GET, 5, 1)],
  'HEADERS on stream 0': [...begin, request(GET, 5, 0)],
  'WINDOW_UPDATE of 0': [...begin, frame(WINDOW_UPDATE, 0, 0, number(0))],
  'WINDOW_UPDATE of 0 on a stream': [...begin, request({ ...POST, ':path': '/silent' }, 4), frame(WINDOW_UPDATE, 0, 1, number(0))],
  'WINDOW_UPDATE too large': [...begin, frame(WINDOW_UPDATE, 0, 0, number(0x7fffffff))],
  'WINDOW_UPDATE too large on a stream': [...begin, request({ ...POST, ':path': '/silent' }, 4), frame(WINDOW_UPDATE, 0, 1, number(0x7fffffff))],
  'WINDOW_UPDATE on an idle stream': [...begin, frame(WINDOW_UPDATE, 0, 9, number(1))],
  'WINDOW_UPDATE of 3 bytes': [...begin, frame(WINDOW_UPDATE, 0, 0, Buffer.alloc(3))],
  'SETTINGS of 5 bytes': [...begin, frame(SETTINGS, 0, 0, Buffer.alloc(5))],
  'SETTINGS on a stream': [...begin, frame(SETTINGS, 0, 1)],
  'SETTINGS ACK with a payload': [...begin, frame(SETTINGS, 1, 0, setting(1, 1))],
  'SETTINGS ACK twice': [...begin, frame(SETTINGS, 1, 0), frame(SETTINGS, 1, 0)],
  'SETTINGS: push 2': [...begin, frame(SETTINGS, 0, 0, setting(2, 2))],
  'SETTINGS: window': [...begin, frame(SETTINGS, 0, 0, setting(4, 0x80000000))],
  'SETTINGS: frame size': [...begin, frame(SETTINGS, 0, 0, setting(5, 100))],
  'SETTINGS: too many': [...begin, frame(SETTINGS, 0, 0, Buffer.concat(Array.from({ length: 33 }, () => setting(3, 5))))],
  'PING of 7 bytes': [...begin, frame(PING, 0, 0, Buffer.alloc(7))],
  'PING on a stream': [...begin, frame(PING, 0, 1, Buffer.alloc(8))],
  'PING ACK without a PING': [...begin, frame(PING, 1, 0, Buffer.alloc(8))],
  'PRIORITY of itself': [...begin, frame(PRIORITY, 0, 3, Buffer.concat([number(3), Buffer.from([1])]))],
  'PRIORITY of 4 bytes': [...begin, frame(PRIORITY, 0, 3, Buffer.alloc(4))],
  'HEADERS of a stream that depends on itself': [...begin, frame(HEADERS, 5 | 32, 1, Buffer.concat([number(1), Buffer.from([15]), fields(GET)]))],
  'RST_STREAM on an idle stream': [...begin, frame(RST_STREAM, 0, 7, number(8))],
  'RST_STREAM on stream 0': [...begin, frame(RST_STREAM, 0, 0, number(8))],
  'RST_STREAM': [...begin, request({ ...POST, ':path': '/silent' }, 4), frame(RST_STREAM, 0, 1, number(8))],
  'a frame that is too large': [...begin, frame(PING, 0, 0, Buffer.alloc(16_385))],
  'CONTINUATION alone': [...begin, frame(CONTINUATION, 4, 1, fields(GET))],
  'no CONTINUATION': [...begin, frame(HEADERS, 1, 1, fields(GET)), frame(PING, 0, 0, Buffer.alloc(8))],
  'a block that is none': [...begin, frame(HEADERS, 5, 1, hex('ff ff ff ff ff ff'))],
  'GOAWAY': [...begin, frame(GOAWAY, 0, 0, Buffer.concat([number(0), number(0), Buffer.from('bye')]))],
  'GOAWAY with an error': [...begin, frame(GOAWAY, 0, 0, Buffer.concat([number(0), number(2)]))],
  'GOAWAY of a wrong stream': [...begin, frame(GOAWAY, 0, 0, Buffer.concat([number(3), number(0)]))],
  'PUSH_PROMISE of a client': [...begin, request(GET, 4), frame(5, 4, 1, Buffer.concat([number(2), fields(GET)]))],
  'an upper case name': [...begin, request({ ...GET, 'X-A': '1' })],
  'a name with a space': [...begin, request({ ...GET, 'x a': '1' })],
  'a value with a line break': [...begin, request({ ...GET, 'x-a': 'b\nc' })],
  'no path': [...begin, request({ ':method': 'GET', ':scheme': 'http', ':authority': 'a' })],
  'an empty path': [...begin, request({ ...GET, ':path': '' })],
  'a path that is none': [...begin, request({ ...GET, ':path': 'x' })],
  'a pseudo field twice': [...begin, frame(HEADERS, 5, 1, Buffer.concat([fields(GET), fields({ ':path': '/' })]))],
  'a pseudo field after others': [...begin, request({ ':method': 'GET', ':scheme': 'http', ':authority': 'a', 'x-a': '1', ':path': '/' })],
  'a pseudo field of responses': [...begin, request({ ...GET, ':status': '200' })],
  'a connection field': [...begin, request({ ...GET, connection: 'close' })],
  'te': [...begin, request({ ...GET, te: 'gzip' })],
  'two lengths': [...begin, frame(HEADERS, 4, 1, Buffer.concat([fields({ ...POST, 'content-length': '1' }), fields({ 'content-length': '1' })]))],
  'less than its length': [...begin, request({ ...POST, 'content-length': '5' }, 4), frame(DATA, 1, 1, Buffer.from('1234'))],
  'more than its length': [...begin, request({ ...POST, 'content-length': '5' }, 4), frame(DATA, 0, 1, Buffer.from('123456'))],
  'a protocol': [...begin, request({ ...GET, ':method': 'CONNECT', ':protocol': 'websocket' })],
};

function show(type, flags, stream, payload) {
  const name = `${TYPES[type] ?? type} ${flags} on ${stream}`;
  switch (type) {
    case RST_STREAM:
    case WINDOW_UPDATE:
      return `${name}: ${payload.readUInt32BE(0)}`;
    case GOAWAY:
      return `${name}: after ${payload.readUInt32BE(0)}, code ${payload.readUInt32BE(4)}, ${JSON.stringify(payload.subarray(8).toString())}`;
    default:
      return `${name}: ${payload.toString('hex')}`;
  }
}

function exchange(port, sent) {
  return new Promise((resolve) => {
    const socket = net.connect(port);
    socket.once('data', () => socket.write(Buffer.concat([...sent, frame(PING, 0, 0, LAST_PING)])));
    let come = Buffer.alloc(0);
    let pinged = false;
    // Printed after what the server has said of its own: which comes first is a matter of time.
    const frames = [];
    const done = () => {
      socket.destroy();
      for (const line of frames) console.log('  <', line);
      resolve();
    };
    socket.on('data', (bytes) => {
      come = Buffer.concat([come, bytes]);
      while (come.length >= 9 && come.length >= 9 + come.readUIntBE(0, 3)) {
        const payload = come.subarray(9, 9 + come.readUIntBE(0, 3));
        const [type, flags, stream] = [come[3], come[4], come.readUInt32BE(5)];
        come = come.subarray(9 + payload.length);
        if (type === PING && payload.equals(LAST_PING)) {
          // What the server still has to say comes within the time that it takes to answer a few more.
          if (!pinged) setTimeout(done, 60);
          pinged = true;
        } else frames.push(show(type, flags, stream, payload));
      }
    });
    socket.on('error', (error) => console.log('  socket', error.code));
    socket.on('close', () => {
      if (pinged) return;
      frames.push('closed');
      setTimeout(done, 20);
    });
  });
}

const server = http2.createServer();
server.on('session', (session) => {
  session.on('goaway', (code, last, data) => console.log('  goaway', code, last, data?.toString()));
  session.on('priority', (id, parent, weight, exclusive) => console.log('  priority', id, parent, weight, exclusive));
});
server.on('sessionError', (error) => console.log('  session error', error.code, error.errno, error.message));
server.on('stream', (stream, headers, flags) => {
  console.log('  stream', stream.id, headers[':method'], headers[':path'], flags, Object.keys(headers).length);
  stream.on('error', (error) => console.log('  stream error', error.code, error.message));
  stream.on('aborted', () => console.log('  stream aborted'));
  stream.on('close', () => console.log('  stream closed', stream.rstCode));
  stream.on('trailers', (trailers) => console.log('  trailers', trailers['x-trailer']));
  if (headers[':path'] === '/silent') return;
  let body = '';
  stream.on('data', (chunk) => (body += chunk));
  stream.on('end', () => {
    console.log('  stream end', body);
    if (stream.destroyed || stream.closed) return;
    stream.respond({ ':status': 200, 'content-type': 'text/plain', 'x-own': 'value' }, { sendDate: false });
    stream.end(body === '' ? 'ok' : body);
  });
});
server.listen(0, async () => {
  for (const [name, sent] of Object.entries(exchanges)) {
    console.log(name);
    await exchange(server.address().port, sent);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  server.close();
});
