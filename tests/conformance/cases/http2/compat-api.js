// Http2ServerRequest and Http2ServerResponse: what they show, what they refuse, and bodies both ways.
const http2 = require('node:http2');
const { once } = require('node:events');

const attempt = (name, action) => {
  try {
    console.log(name, action());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};

const server = http2.createServer();
server.on('request', async (request, response) => {
  const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, authority, scheme } = request;
  console.log('request', method, url, httpVersion, httpVersionMajor, scheme, /^localhost:\d+$/.test(authority), headers['x-list'], headers.cookie);
  console.log('raw', rawHeaders.filter((text) => !/^localhost/.test(text)).join('|'));
  console.log('stream', request.stream.id, request.stream === response.stream, request.socket === response.socket, request.complete);
  attempt('socket.pause', () => request.socket.pause());
  attempt('url=', () => ((request.url = '/rewritten'), request.url));
  attempt('method=', () => (request.method = ' '));
  if (url === '/upload') {
    let length = 0;
    for await (const chunk of request) length += chunk.length;
    console.log('uploaded', length, request.complete);
    response.end(String(length));
    return;
  }
  attempt('statusCode=', () => (response.statusCode = 99));
  attempt('info', () => (response.statusCode = 103));
  attempt('setHeader connection', () => response.setHeader('connection', 'close'));
  attempt('setHeader pseudo', () => response.setHeader(':path', '/'));
  attempt('setHeader undefined', () => response.setHeader('a', undefined));
  response.setHeader('Set-Cookie', ['a=1', 'b=2']);
  response.setHeader('X-Gone', '1');
  response.removeHeader('x-gone');
  response.appendHeader('x-more', 'one');
  response.appendHeader('x-more', 'two');
  console.log('headers', response.getHeaderNames(), response.hasHeader('X-More'), response.getHeader('x-more'), response.headersSent);
  response.statusMessage = 'ignored';
  response.sendDate = false;
  response.on('finish', () => console.log('finish', response.finished, response.writableEnded));
  response.on('close', () => console.log('response close'));
  response.writeHead(200, 'unused', { 'content-type': 'text/plain' });
  attempt('after', () => response.setHeader('late', '1'));
  attempt('writeHead twice', () => response.writeHead(200));
  response.write('part 1, ', () => console.log('written'));
  response.end('part 2', () => console.log('ended'));
});

server.listen(0, async () => {
  const client = http2.connect(`http://localhost:${server.address().port}`);
  const request = client.request({ ':path': '/page?x=1', 'x-list': ['1', '2'], cookie: ['c=1', 'd=2'], 'user-agent': 'test' });
  request.setEncoding('utf8');
  request.on('response', (headers) => console.log('response', headers[':status'], headers['set-cookie'], headers['x-more'], headers.date, headers['x-gone']));
  let text = '';
  for await (const chunk of request) text += chunk;
  console.log('text', text);
  const upload = client.request({ ':method': 'POST', ':path': '/upload' });
  upload.write('x'.repeat(100_000));
  upload.end('y'.repeat(50_000));
  const [headers] = await once(upload, 'response');
  console.log('upload', headers[':status'], 'date' in headers);
  for await (const chunk of upload) console.log('answer', String(chunk));
  client.close();
  server.close();
});
