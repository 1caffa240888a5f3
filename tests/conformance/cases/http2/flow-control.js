// A large response to a reader that does not read: the server's writes wait for the window; then all of it arrives. The same for an upload.
const http2 = require('node:http2');
const { createHash } = require('node:crypto');

const SIZE = 4 * 1024 * 1024;
const body = Buffer.alloc(SIZE, 'Lorem ipsum dolor sit amet. ');
const hashOf = (hash) => hash.digest('hex').slice(0, 16);

const server = http2.createServer();
server.on('stream', (stream, headers) => {
  if (headers[':path'] === '/down') {
    stream.respond();
    let written = 0;
    const more = () => {
      while (written < SIZE) {
        const chunk = body.subarray(written, written + 16_384);
        written += chunk.length;
        if (!stream.write(chunk)) return stream.once('drain', more);
      }
      stream.end();
    };
    more();
    server.written = () => written;
    return;
  }
  const hash = createHash('sha256');
  setTimeout(() => {
    console.log('window of the upload', stream.state.localWindowSize);
    stream.on('data', (chunk) => hash.update(chunk));
    stream.on('end', () => {
      stream.respond();
      stream.end(hashOf(hash));
    });
  }, 100);
});

server.listen(0, async () => {
  const client = http2.connect(`http://localhost:${server.address().port}`);
  const down = client.request({ ':path': '/down' });
  await new Promise((resolve) => down.once('response', resolve));
  await new Promise((resolve) => setTimeout(resolve, 200));
  console.log('server waits', server.written() < 200_000, client.state.effectiveLocalWindowSize);
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of down) {
    hash.update(chunk);
    length += chunk.length;
  }
  console.log(length === SIZE, hashOf(hash) === hashOf(createHash('sha256').update(body)));

  const up = client.request({ ':method': 'POST', ':path': '/up' });
  up.end(body);
  let answer = '';
  for await (const chunk of up) answer += chunk;
  console.log(answer === hashOf(createHash('sha256').update(body)));
  client.close();
  server.close();
});
