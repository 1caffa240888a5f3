// respondWithFile and respondWithFD: whole files, ranges, checks, and files that are none.
const http2 = require('node:http2');
const fs = require('node:fs');
const fsPromises = require('node:fs/promises');

fs.writeFileSync('large.txt', 'abcdefghij'.repeat(30_000));
fs.writeFileSync('small.txt', 'small');
const server = http2.createServer();
server.on('stream', async (stream, headers) => {
  const path = headers[':path'];
  stream.on('error', (error) => console.log(path, 'server error', error.code));
  switch (path) {
    case '/large':
      return stream.respondWithFile('large.txt', { 'content-type': 'text/plain' }, { statCheck: (stat, answer) => void (answer['x-size'] = stat.size) });
    case '/range':
      return stream.respondWithFile('large.txt', {}, { offset: 3, length: 7 });
    case '/missing':
      return stream.respondWithFile('missing.txt', {}, { onError: (error) => { stream.respond({ ':status': 404 }); stream.end(error.code); } });
    case '/folder':
      return stream.respondWithFile('.', {}, { onError: (error) => { stream.respond({ ':status': 404 }); stream.end(error.code); } });
    case '/canceled':
      return stream.respondWithFile('small.txt', {}, { statCheck: () => { stream.respond({ ':status': 304 }); return false; } });
    case '/trailers':
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-after': 'file' }));
      return stream.respondWithFile('small.txt', {}, { waitForTrailers: true });
    case '/fd': {
      const fd = fs.openSync('small.txt');
      stream.on('close', () => fs.close(fd, (error) => console.log('fd closed', error)));
      return stream.respondWithFD(fd, { 'content-length': 5 });
    }
    case '/handle': {
      const handle = await fsPromises.open('large.txt');
      stream.on('close', () => handle.close().then(() => console.log('handle closed')));
      return stream.respondWithFD(handle, {}, { offset: 10, length: 20 });
    }
    default:
      try {
        stream.respondWithFile('small.txt', { ':status': 204 });
      } catch (error) {
        console.log(error.code, error.message);
      }
      stream.respond({ ':status': 204 }, { endStream: true });
  }
});
server.listen(0, async () => {
  const client = http2.connect(`http://localhost:${server.address().port}`);
  for (const path of ['/large', '/range', '/missing', '/folder', '/canceled', '/trailers', '/fd', '/handle', '/none']) {
    const stream = client.request({ ':path': path });
    const seen = await new Promise((resolve) => {
      let [text, head, trailers] = [''];
      stream.setEncoding('utf8');
      stream.on('response', (headers) => (head = headers));
      stream.on('trailers', (fields) => (trailers = fields['x-after']));
      stream.on('data', (chunk) => (text += chunk));
      stream.on('close', () => resolve([head[':status'], head['content-length'], head['x-size'], trailers, text.length > 40 ? text.length : text]));
    });
    console.log(path, ...seen);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  client.close();
  server.close();
});
