// send, json, redirect, cookies, type, format, links, vary, attachment, sendStatus, jsonp, etag and 304.
const express = require('express');
const { send, listen } = require('./exchange.cjs');
const app = express();
app.get('/text', (request, response) => response.send('text'));
app.get('/buffer', (request, response) => response.send(Buffer.from([1, 2, 3])));
app.get('/object', (request, response) => response.send({ a: 1 }));
app.get('/null', (request, response) => response.json(null));
app.get('/redirect', (request, response) => response.redirect('/text?x=1'));
app.get('/moved', (request, response) => response.redirect(301, 'http://other.example/ä'));
app.get('/cookie', (request, response) => response.cookie('a', 'b c', { httpOnly: true, sameSite: 'lax', expires: new Date(0) }).clearCookie('old').end());
app.get('/type', (request, response) => response.type('png').append('X-A', '1').append('X-A', '2').vary('Accept').links({ next: '/n' }).send('x'));
app.get('/format', (request, response) => response.format({ text: () => response.send('plain'), json: () => response.send({ json: true }), default: () => response.status(406).end() }));
app.get('/status', (request, response) => response.sendStatus(402));
app.get('/jsonp', (request, response) => response.jsonp({ a: 1 }));
app.get('/attachment', (request, response) => response.attachment('ü.txt').send('x'));
app.get('/facts', (request, response) => response.json({ ip: request.ip, protocol: request.protocol, secure: request.secure, xhr: request.xhr, host: request.hostname, accepts: request.accepts(['html', 'json']), is: request.is('json') ?? null, get: request.get('x-test'), fresh: request.fresh, query: request.query, subdomains: request.subdomains }));
listen(require('node:http').createServer(app)).then(async (port) => {
  for (const path of ['/text', '/buffer', '/object', '/null', '/redirect', '/moved', '/cookie', '/type', '/status', '/jsonp?callback=cb', '/attachment']) await send(port, 'GET', path);
  for (const accept of ['application/json', 'text/plain', 'image/png']) await send(port, 'GET', '/format', { headers: { Accept: accept } });
  const { headers } = await send(port, 'GET', '/object', { quiet: true });
  await send(port, 'GET', '/object', { headers: { 'If-None-Match': headers.etag } });
  await send(port, 'GET', '/facts?a=1&a=2&b[c]=3', { headers: { 'X-Test': 'yes', 'X-Requested-With': 'XMLHttpRequest', Accept: 'application/json' } });
  process.exit();
});
