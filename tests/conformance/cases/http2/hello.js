// A server of the compatibility API and a client of the stream API in one program.
const http2 = require('node:http2');

const server = http2.createServer((request, response) => {
  console.log('request', request.method, request.url, request.httpVersion, request.headers['x-asked'], request.authority.startsWith('localhost:'));
  response.setHeader('X-Answer', 'yes');
  response.writeHead(201, { 'content-type': 'text/plain' });
  response.write('Hello, ');
  response.end('HTTP/2');
});
server.listen(0, () => {
  const client = http2.connect(`http://localhost:${server.address().port}`);
  client.on('connect', () => console.log('connected', client.alpnProtocol, client.encrypted));
  const stream = client.request({ ':path': '/hello', 'x-asked': 'politely' });
  stream.setEncoding('utf8');
  let text = '';
  stream.on('response', (headers, flags) => console.log('response', headers[':status'], headers['x-answer'], headers['content-type'], flags));
  stream.on('data', (chunk) => (text += chunk));
  stream.on('end', () => {
    console.log('body', text);
    client.close(() => {
      console.log('client closed');
      server.close(() => console.log('server closed'));
    });
  });
  stream.on('close', () => console.log('stream closed', stream.rstCode));
});
