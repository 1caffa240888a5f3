// helmet: its default headers, some of them switched off or changed.
const express = require('express');
const helmet = require('helmet');
const { send } = require('./exchange.cjs');
const app = express();
app.use('/plain', helmet());
app.use('/tuned', helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'self'"], 'script-src': ["'self'", (request, response) => `'nonce-${response.locals.nonce ?? 'none'}'`] } },
  strictTransportSecurity: { maxAge: 60, includeSubDomains: false, preload: true },
  xFrameOptions: { action: 'deny' },
  crossOriginEmbedderPolicy: true,
  referrerPolicy: false,
}));
app.get('/*path', (request, response) => response.send('ok'));
const server = app.listen(0, '127.0.0.1', async () => {
  await send(server.address().port, 'GET', '/plain/');
  await send(server.address().port, 'GET', '/tuned/');
  try {
    helmet({ contentSecurityPolicy: { directives: { 'script-src': ['self'] } } });
  } catch (error) {
    console.log(error.message);
  }
  server.close();
});
