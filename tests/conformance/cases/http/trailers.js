// Trailers of responses and requests.
const http = require('node:http');
const { listen } = require('./exchange.cjs');
const server = http.createServer((req, res) => {
  req.resume().on('end', () => {
    console.log('request trailers', req.trailers, req.rawTrailers, req.trailersDistinct);
    res.writeHead(200, { Trailer: 'X-Checksum, X-Count' });
    res.write('body');
    res.addTrailers({ 'X-Checksum': 'abc', 'X-Count': 2 });
    try { res.addTrailers({ 'bad name': 'x' }); } catch (error) { console.log(error.code); }
    res.end();
  });
});
listen(server).then((port) => {
  const req = http.request({ port, host: '127.0.0.1', method: 'POST', headers: { Trailer: 'X-Sum', 'Transfer-Encoding': 'chunked' } }, (res) => {
    console.log('before', res.trailers);
    res.resume().on('end', () => { console.log('response trailers', res.trailers, res.rawTrailers); server.close(); });
  });
  req.write('data');
  req.addTrailers([['X-Sum', '1'], ['X-Sum', '2']]);
  req.end();
});
