// Header fields that are refused before they are sent, sensitive ones, raw arrays, and helpers that pack settings.
const http2 = require('node:http2');

const attempt = (name, action) => {
  try {
    const value = action();
    console.log(name, value === undefined ? '' : value);
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};
const server = http2.createServer();
server.on('stream', (stream, headers, flags, rawHeaders) => {
  console.log('server', headers['x-one'], headers[http2.sensitiveHeaders], rawHeaders.filter((text) => text.startsWith('x-')));
  attempt('respond pseudo', () => stream.respond({ ':path': '/' }));
  attempt('respond status', () => stream.respond({ ':status': 700 }));
  attempt('respond connection', () => stream.respond({ 'transfer-encoding': 'chunked' }));
  attempt('sendTrailers', () => stream.sendTrailers({}));
});
server.on('stream', (stream) => {
  attempt('respond', () => stream.respond({ ':status': 200, 'x-key': 'secret', [http2.sensitiveHeaders]: ['x-key'] }));
  attempt('respond twice', () => stream.respond());
  stream.end();
});
server.listen(0, () => {
  const client = http2.connect(`http://localhost:${server.address().port}`);
  client.on('error', (error) => console.log('client', error.code));
  const request = (name, headers, options) => attempt(name, () => void client.request(headers, options).on('error', (error) => console.log(name, 'later', error.code)).destroy());
  request('connection', { connection: 'keep-alive' });
  request('te', { te: 'gzip' });
  request('upper pseudo', { ':Method': 'GET' });
  request('unknown pseudo', { ':other': '1' });
  request('bad name', { 'a b': '1' });
  request('twice', { 'content-type': ['a', 'b'] });
  request('connect', { ':method': 'CONNECT' });
  request('connect with path', { ':method': 'CONNECT', ':authority': 'a:1', ':path': '/' });
  request('options', {}, { endStream: 'yes' });
  request('not headers', 'x');
  const stream = client.request(['X-One', '1', 'X-Two', '2', 'authorization', 'hidden', ':path', '/raw']);
  console.log('sent', JSON.stringify(stream.sentHeaders));
  stream.on('response', (headers) => console.log('response', headers[':status'], headers['x-key'], headers[http2.sensitiveHeaders]));
  stream.resume();
  stream.on('close', () => {
    client.close();
    server.close();
  });
});
const packed = http2.getPackedSettings({ headerTableSize: 100, enablePush: false, maxConcurrentStreams: 7, initialWindowSize: 1000, maxFrameSize: 20_000, maxHeaderListSize: 9, enableConnectProtocol: true, customSettings: { 1244: 456 } });
console.log(packed.toString('hex'), packed instanceof Buffer);
console.log(JSON.stringify(http2.getUnpackedSettings(packed)));
console.log(JSON.stringify(http2.getDefaultSettings()));
attempt('unpack', () => http2.getUnpackedSettings(Buffer.alloc(5)));
console.log(Object.keys(http2.constants).length, http2.constants.HTTP2_HEADER_STATUS, http2.constants.NGHTTP2_ENHANCE_YOUR_CALM);
