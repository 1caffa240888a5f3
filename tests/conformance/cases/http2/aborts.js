// Streams and sessions that end early, from either side.
const http2 = require('node:http2');
const { once } = require('node:events');

const { NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM, NGHTTP2_INTERNAL_ERROR } = http2.constants;
const server = http2.createServer();
server.on('sessionError', (error) => console.log('sessionError', error.code, error.message));
server.on('stream', (stream, headers) => {
  const path = headers[':path'];
  stream.on('error', (error) => console.log(path, 'server error', error.code, error.message));
  stream.on('aborted', () => console.log(path, 'server aborted', stream.aborted));
  stream.on('close', () => console.log(path, 'server close', stream.rstCode));
  switch (path) {
    case '/refused':
      return stream.close(NGHTTP2_REFUSED_STREAM);
    case '/internal':
      stream.respond();
      stream.write('some');
      return setImmediate(() => stream.close(NGHTTP2_INTERNAL_ERROR));
    case '/destroyed':
      stream.respond();
      return stream.destroy(new Error('broken on purpose'));
    case '/waits':
      stream.respond();
      return stream.write('first');
    default:
      return undefined;
  }
});

server.listen(0, async () => {
  const url = `http://localhost:${server.address().port}`;
  const client = http2.connect(url);
  const ask = (path, act, options) =>
    new Promise((resolve) => {
      const stream = client.request({ ':path': path, ':method': 'POST' }, options);
      stream.on('error', (error) => console.log(path, 'error', error.name, error.code, error.message, error.cause));
      stream.on('aborted', () => console.log(path, 'aborted'));
      stream.on('close', () => {
        console.log(path, 'close', stream.rstCode, stream.aborted);
        setTimeout(resolve, 50);
      });
      stream.resume();
      act?.(stream);
    });
  await ask('/refused');
  await ask('/internal');
  await ask('/destroyed');
  await ask('/waits', (stream) => stream.once('data', () => stream.close(NGHTTP2_CANCEL)));
  await ask('/silent', (stream) => setTimeout(() => stream.destroy(), 20));
  await ask('/early', (stream) => stream.destroy(new Error('too early')));
  const aborter = new AbortController();
  await ask('/signal', () => setTimeout(() => aborter.abort('enough'), 20), { signal: aborter.signal });

  const pending = client.request({ ':path': '/pending', ':method': 'POST' });
  pending.on('error', (error) => console.log('pending error', error.code, error.message));
  pending.on('close', () => console.log('pending close', pending.rstCode));
  await new Promise((resolve) => setTimeout(resolve, 50));
  client.on('error', (error) => console.log('client error', error.code, error.message));
  client.destroy(new Error('client gives up'));
  await once(client, 'close').catch(() => {});
  const late = client.request({ ':path': '/late' });
  late.on('error', (error) => console.log('late', error.code, error.message));
  await once(late, 'close').catch(() => {});

  const other = http2.connect(url);
  other.on('error', (error) => console.log('other error', error.code));
  const cut = other.request({ ':path': '/waits' });
  cut.on('error', (error) => console.log('cut error', error.code, error.message));
  cut.on('close', () => console.log('cut close', cut.rstCode));
  cut.resume();
  cut.once('data', () => other.socket.destroy());
  await once(other, 'close');
  server.close();
});
