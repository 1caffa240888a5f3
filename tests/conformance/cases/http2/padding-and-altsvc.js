// Padding of both strategies, as it is on the wire; ALTSVC for an origin and for a stream; windows that are set by hand.
const http2 = require('node:http2');
const net = require('node:net');

const { PADDING_STRATEGY_ALIGNED, PADDING_STRATEGY_MAX, PADDING_STRATEGY_NONE } = http2.constants;
const REQUEST = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  Buffer.from('000000040000000000', 'hex'),
  Buffer.from('00000601050000000182848641016100', 'hex').subarray(0, 15),
]);

function lengths(paddingStrategy) {
  return new Promise((resolve) => {
    const server = http2.createServer({ paddingStrategy });
    server.on('stream', (stream) => {
      stream.respond({ ':status': 200 }, { sendDate: false });
      stream.end('hello');
    });
    server.listen(0, () => {
      const socket = net.connect(server.address().port);
      let bytes = Buffer.alloc(0);
      socket.once('data', () => socket.write(REQUEST));
      socket.on('data', (chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
        const frames = [];
        for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) frames.push([bytes[at + 3], bytes[at + 4], bytes.readUIntBE(at, 3)].join('/'));
        if (!frames.some((frame) => frame.startsWith('0/'))) return;
        socket.destroy();
        server.close(() => resolve(frames.filter((frame) => /^[01]\//.test(frame)).join(' ')));
      });
    });
  });
}

async function altsvc() {
  const server = http2.createServer();
  server.on('session', (session) => {
    session.altsvc('h2=":8000"', 'https://example.org:80');
    for (const bad of [['h2', 'about:blank'], ['\u0001', 'https://a'], ['x'.repeat(17_000), 'https://a'], ['h2', 0]]) {
      try {
        session.altsvc(...bad);
      } catch (error) {
        console.log(error.code);
      }
    }
  });
  server.on('stream', (stream) => {
    stream.session.altsvc('h2=":9000"', stream.id);
    stream.respond();
    stream.end('ok');
  });
  await new Promise((resolve) => server.listen(0, resolve));
  const client = http2.connect(`http://localhost:${server.address().port}`);
  client.on('altsvc', (alt, origin, stream) => console.log('altsvc', alt, origin, stream));
  client.on('connect', () => {
    console.log('window', client.state.effectiveLocalWindowSize, client.state.localWindowSize);
    client.setLocalWindowSize(1_000_000);
    console.log('window', client.state.effectiveLocalWindowSize, client.state.localWindowSize);
    client.setLocalWindowSize(100_000);
    console.log('window', client.state.effectiveLocalWindowSize, client.state.effectiveRecvDataLength);
  });
  const stream = client.request();
  stream.resume();
  await new Promise((resolve) => stream.on('close', resolve));
  client.close();
  server.close();
}

(async () => {
  for (const [name, strategy] of Object.entries({ PADDING_STRATEGY_NONE, PADDING_STRATEGY_ALIGNED, PADDING_STRATEGY_MAX })) console.log(name, await lengths(strategy));
  await altsvc();
})();
