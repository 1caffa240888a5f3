// ServerResponse: cork, strictContentLength, writes after end, double end, headers after sending, HEAD and 304 bodies, flushHeaders.
const http = require('node:http');
const { listen, send } = require('./exchange.cjs');
const tries = {
  afterEnd(res) { res.end('x'); res.write('y', (e) => console.log('write cb', e.code)); res.end('z', (e) => console.log('end cb', e?.code)); },
  headersSent(res) { res.write('a'); for (const f of [() => res.setHeader('a', 'b'), () => res.writeHead(500), () => res.removeHeader('a'), () => res.appendHeader('x', 'y')]) { try { f(); console.log('ok'); } catch (e) { console.log(e.code, e.message); } } res.end(); },
  strict(res) { res.strictContentLength = true; res.setHeader('Content-Length', 3); try { res.end('four'); } catch (e) { console.log(e.code, e.message); } res.end('abc'); },
  cork(res) { res.cork(); res.write('a'); res.write('b'); res.uncork(); res.end('c'); },
  flush(res) { res.flushHeaders(); console.log(res.headersSent, res.getHeaderNames()); res.end('late'); },
  noContent(res) { res.statusCode = 204; res.end('ignored'); },
  notModified(res) { res.writeHead(304, { ETag: 'x' }); res.end('ignored'); },
  badStatus(res) { for (const s of [99, 1000, 'abc']) { try { res.writeHead(s); } catch (e) { console.log(e.code, e.message); } } res.end(); },
  badTypes(res) { for (const v of [null, 5, {}]) { try { res.write(v); } catch (e) { console.log(e.code, e.message); } } try { res.end(5); } catch (e) { console.log(e.code); } res.end(); },
  noDate(res) { res.sendDate = false; res.shouldKeepAlive = false; res.end('x'); },
  multi(res) { res.setHeader('X', ['1', '2']); res.appendHeader('X', '3'); res.setHeaders(new Map([['y', 'z']])); console.log(res.getHeader('x'), res.getHeaders(), res.getRawHeaderNames(), res.hasHeader('Y')); res.end(); },
  statusMessage(res) { res.statusMessage = 'Very Fine'; res.end(); },
  emptyChunk(res) { res.write(''); res.write(Buffer.alloc(0)); res.write('x'); res.end(); },
  encodings(res) { res.write('68656c6c6f', 'hex'); res.end('d29ybGQ=', 'base64'); },
};
const server = http.createServer((req, res) => { res.on('error', (e) => console.log('res error', e.code)); tries[req.url.slice(1)](res); });
listen(server).then(async (port) => {
  for (const name of Object.keys(tries)) { await send(port, 'GET', `/${name}`); }
  await send(port, 'HEAD', '/cork');
  server.close();
});
