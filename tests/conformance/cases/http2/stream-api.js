// Streams: respond, informational headers, trailers of both sides, HEAD, no content, and their states.
const http2 = require('node:http2');
const { constants } = http2;

const server = http2.createServer();
server.on('stream', (stream, headers, flags, rawHeaders) => {
  const path = headers[':path'];
  console.log('stream', path, stream.id, flags, rawHeaders.length, stream.pushAllowed, stream.headersSent, stream.endAfterHeaders);
  if (path === '/trailers') {
    stream.on('trailers', (trailers) => console.log('server got trailers', trailers['x-sum']));
    stream.resume();
    stream.on('end', () => {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-check': 'done' }));
      stream.end('body');
    });
  } else if (path === '/info') {
    stream.additionalHeaders({ ':status': 103, link: '</a.css>; rel=preload' });
    stream.additionalHeaders({ ':status': 102 });
    try {
      stream.additionalHeaders({ ':status': 200 });
    } catch (error) {
      console.log(error.code, error.message);
    }
    try {
      stream.additionalHeaders({ ':status': 101 });
    } catch (error) {
      console.log(error.code, error.message);
    }
    stream.respond({ ':status': 200, 'x-info': stream.sentInfoHeaders.length });
    try {
      stream.additionalHeaders({ ':status': 103 });
    } catch (error) {
      console.log(error.code, error.message);
    }
    stream.end();
  } else if (path === '/empty') {
    stream.respond({ ':status': 204 });
    console.log('writable', stream.writable, stream.state.state);
  } else {
    stream.respond({ 'content-length': 5 });
    if (!stream.headRequest) stream.end('12345');
  }
});

server.listen(0, async () => {
  const client = http2.connect(`http://localhost:${server.address().port}`);
  const ask = (headers, options, act) =>
    new Promise((resolve) => {
      const stream = client.request(headers, options);
      const name = `${headers[':method'] ?? 'GET'} ${headers[':path']}`;
      stream.setEncoding('utf8');
      let body = '';
      stream.on('headers', (info, flags) => console.log(name, 'headers', info[':status'], info.link, flags));
      stream.on('response', (response, flags) => console.log(name, 'response', response[':status'], response['x-info'], flags));
      stream.on('trailers', (trailers, flags) => console.log(name, 'trailers', trailers['x-check'], flags));
      stream.on('data', (chunk) => (body += chunk));
      stream.on('end', () => console.log(name, 'end', JSON.stringify(body)));
      stream.on('close', () => {
        console.log(name, 'close', stream.rstCode, stream.destroyed, stream.state);
        resolve();
      });
      act?.(stream);
    });
  await ask({ ':path': '/plain' });
  await ask({ ':path': '/head', ':method': 'HEAD' });
  await ask({ ':path': '/empty' });
  await ask({ ':path': '/info' });
  await ask({ ':path': '/trailers', ':method': 'POST' }, { waitForTrailers: true }, (stream) => {
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '42' }));
    stream.end('content');
  });
  await ask({ ':path': '/plain', ':method': 'DELETE' }, { endStream: true });
  console.log(constants.NGHTTP2_STREAM_STATE_OPEN, client.state.nextStreamID, client.state.localWindowSize, client.state.remoteWindowSize > 60_000);
  client.close();
  server.close();
});
