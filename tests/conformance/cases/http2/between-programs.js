// A server in a process of its own, and its client here.
const http2 = require('node:http2');
const { fork } = require('node:child_process');

if (process.argv[2] === 'server') {
  const server = http2.createServer((request, response) => {
    let length = 0;
    request.on('data', (chunk) => (length += chunk.length));
    request.on('end', () => {
      response.writeHead(200, { 'x-pid': 'another' });
      response.end('z'.repeat(length));
    });
  });
  server.listen(0, () => process.send(server.address().port));
  process.on('message', () => server.close(() => process.disconnect()));
} else {
  const child = fork(__filename, ['server']);
  child.once('message', async (port) => {
    const client = http2.connect(`http://localhost:${port}`);
    const lengths = await Promise.all(
      [1, 70_000, 500_000].map(async (size) => {
        const stream = client.request({ ':method': 'POST' });
        stream.end(Buffer.alloc(size));
        let length = 0;
        for await (const chunk of stream) length += chunk.length;
        return length;
      }),
    );
    console.log(lengths);
    client.close(() => child.send('close'));
  });
  child.on('exit', (code) => console.log('exit', code));
}
