// What is documented of messages of both sides: headers in and out, corking, sockets that are used again, limits and helpers.
const http = require('node:http');
const net = require('node:net');
const { once } = require('node:events');
const attempt = (name, action) => {
  try {
    console.log(name, action());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};

(async () => {
  console.log(http.METHODS.length, http.METHODS.includes('PATCH'), http.STATUS_CODES[418], http.maxHeaderSize, typeof http.globalAgent);
  attempt('header name', () => http.validateHeaderName('x y'));
  attempt('header name, labelled', () => http.validateHeaderName('', 'Header'));
  attempt('header value', () => http.validateHeaderValue('x-name', 'a\u2713'));
  attempt('no header value', () => http.validateHeaderValue('x-name', undefined));
  attempt('idle parsers', () => http.setMaxIdleHTTPParsers(0));

  const agent = new http.Agent({ keepAlive: true, maxSockets: 1, maxFreeSockets: 2, scheduling: 'fifo' });
  console.log(agent.getName({ host: 'localhost', port: 80, localAddress: '127.0.0.1', family: 4 }), agent.maxSockets, agent.maxFreeSockets, agent.maxTotalSockets);

  const server = http.createServer({ uniqueHeaders: ['x-once'], keepAliveTimeout: 1000 }, async (request, response) => {
    console.log(request.method, request.url, request.httpVersion, request.complete);
    if (request.url === '/headers') {
      console.log(request.headers, request.headersDistinct, request.rawHeaders.filter((_, index) => index % 2 === 0));
      return response.end();
    }
    if (request.url === '/out') {
      response.setHeader('X-Many', ['a', 'b']);
      response.appendHeader('x-many', 'c');
      response.setHeaders(new Map([['x-map', 'm'], ['set-cookie', ['one=1', 'two=2']]]));
      response.setHeaders(new Headers({ 'x-headers': 'h' }));
      response.appendHeader('X-Once', '1').appendHeader('X-Once', '2');
      console.log(response.getHeader('X-MANY'), response.getHeaderNames(), response.getRawHeaderNames(), response.hasHeader('x-map'), { ...response.getHeaders() });
      response.removeHeader('X-Map');
      response.statusMessage = 'All Right';
      response.sendDate = false;
      response.strictContentLength = true;
      console.log(response.headersSent, response.req === request, response.writableEnded, response.finished);
      response.flushHeaders();
      console.log(response.headersSent);
      attempt('too late', () => response.setHeader('x', 'y'));
      attempt('too late to append', () => response.appendHeader('x', 'y'));
      attempt('head twice', () => response.writeHead(200));
      response.cork();
      response.write('corked ');
      response.write('together');
      console.log(response.writableCorked, response.writableLength > 0);
      response.uncork();
      response.end(() => console.log('ended', response.writableFinished));
      return;
    }
    if (request.url === '/length') {
      response.strictContentLength = true;
      response.writeHead(200, 'Fine', { 'Content-Length': 2 });
      attempt('more than announced', () => response.write('too long'));
      response.end('ok');
      return;
    }
    if (request.url === '/pairs') {
      response.writeHead(200, ['X-A', '1', 'X-A', '2', 'X-B', '3']).end('pairs');
      return;
    }
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    console.log(body, request.trailers, request.rawTrailers, request.complete, request.trailersDistinct);
    response.writeHead(200, { Trailer: 'X-Sum' });
    response.write('with ');
    response.addTrailers({ 'X-Sum': '7' });
    response.end('trailers');
  });
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  const send = async (options, body) => {
    const request = http.request({ port, agent, ...options });
    request.end(body);
    const [response] = await once(request, 'response');
    let text = '';
    for await (const chunk of response) text += chunk;
    const { date, ...headers } = response.headers;
    console.log(response.statusCode, response.statusMessage, headers, response.rawHeaders.length, text, response.trailers, date !== undefined, request.reusedSocket);
    return request;
  };

  await send({
    path: '/headers',
    headers: { 'X-Two': ['a', 'b'], 'X-Once': ['a', 'b'], Cookie: ['a=1', 'b=2'], 'User-Agent': ['first', 'second'], 'Set-Cookie': ['s=1', 't=2'] },
    uniqueHeaders: ['x-two', 'user-agent'],
  });
  await send({ path: '/out' });
  await send({ path: '/length' });
  await send({ path: '/pairs' });
  const request = http.request({ port, agent, method: 'POST', path: '/trailers', headers: { Trailer: 'X-End', 'Transfer-Encoding': 'chunked' } });
  console.log(request.path, request.method, request.host, request.protocol, request.getHeader('trailer'), request.getHeaders().host.startsWith('localhost:'), request.maxHeadersCount);
  request.write('posted');
  request.addTrailers({ 'X-End': 'yes' });
  request.end();
  const [response] = await once(request, 'response');
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += chunk;
  console.log(text, response.trailers, response.rawTrailers);

  // One socket for all, one after the other.
  const [one, two] = [http.get({ port, agent, path: '/pairs' }), http.get({ port, agent, path: '/pairs' })];
  console.log(Object.values(agent.requests).flat().length, Object.values(agent.sockets).flat().length);
  for (const each of [one, two]) (await once(each, 'response'))[0].resume();
  await once(two, 'close');
  agent.destroy();

  // A connection of one's own making.
  const own = http.get({ path: '/pairs', createConnection: () => net.connect(port), headers: { host: 'by.hand' } });
  const [answer] = await once(own, 'response');
  console.log(answer.headers['x-a'], own.getHeader('host'), answer.socket === own.socket);
  answer.resume();
  await once(answer, 'close');
  server.closeIdleConnections();
  server.close();
  await once(server, 'close');
  console.log(server.listening, server.keepAliveTimeout, server.headersTimeout, server.requestTimeout, server.maxHeadersCount, server.timeout, server.maxRequestsPerSocket);
})();
