// A streamed response reaches the client in pieces; pipeline into a response; an aborted request is noticed.
const express = require('express');
const http = require('node:http');
const { Readable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { listen } = require('./exchange.cjs');
const app = express();
app.get('/ndjson', async (request, response) => {
  response.type('application/x-ndjson');
  await pipeline(Readable.from((async function* () {
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      yield `${JSON.stringify({ i })}\n`;
    }
  })()), response);
});
app.get('/endless', (request, response) => {
  response.write('x');
  request.on('close', () => {
    console.log('client left', response.writableEnded, response.destroyed);
    process.exit();
  });
});
listen(http.createServer(app)).then((port) => {
  http.get({ port, path: '/ndjson', agent: false }, (response) => {
    console.log(response.headers['content-type'], response.headers['transfer-encoding']);
    response.setEncoding('utf8').on('data', (text) => console.log(JSON.stringify(text)));
    response.on('end', () => {
      const request = http.get({ port, path: '/endless', agent: false }, (endless) => endless.once('data', () => request.destroy()));
      request.on('error', (error) => console.log(error.code));
    });
  });
});
