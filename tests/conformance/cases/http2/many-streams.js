// Two hundred streams at once, of which the server takes ten at a time; sums of their bodies.
const http2 = require('node:http2');

const server = http2.createServer({ settings: { maxConcurrentStreams: 10 } });
let open = 0;
let most = 0;
server.on('stream', (stream, headers) => {
  most = Math.max(most, ++open);
  stream.on('close', () => open--);
  stream.respond({ 'x-index': headers['x-index'] });
  let received = 0;
  stream.on('data', (chunk) => (received += chunk.length));
  stream.on('end', () => setImmediate(() => stream.end(`${headers['x-index']}:${received}`)));
});

server.listen(0, () => {
  const client = http2.connect(`http://localhost:${server.address().port}`);
  client.once('remoteSettings', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const stream = client.request({ ':method': 'POST', 'x-index': String(index) });
        stream.end('x'.repeat(index * 100));
        let text = '';
        for await (const chunk of stream) text += chunk;
        return text;
      }),
    );
    console.log(answers.every((text, index) => text === `${index}:${index * 100}`), answers.length, most);
    client.close();
    server.close();
  });
});
