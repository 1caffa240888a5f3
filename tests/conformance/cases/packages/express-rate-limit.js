// express-rate-limit: headers of both drafts, the limit, one's own handler, keys.
const express = require('express');
const { rateLimit } = require('express-rate-limit');
const { send } = require('./exchange.cjs');
const app = express();
app.disable('x-powered-by');
const limit = (options) => rateLimit({ windowMs: 3600_000, limit: 2, ...options });
app.use('/draft-6', limit({ standardHeaders: 'draft-6', legacyHeaders: false, keyGenerator: (request) => request.get('x-key') ?? 'none' }));
app.use('/draft-7', limit({ standardHeaders: 'draft-7', legacyHeaders: false, handler: (request, response, next, options) => response.status(options.statusCode).json({ limit: options.limit, used: request.rateLimit.used }) }));
app.use('/draft-8', limit({ standardHeaders: 'draft-8', legacyHeaders: false, identifier: 'case' }));
app.get('/*path', (request, response) => response.send(`${request.rateLimit.remaining} left`));
const seen = ({ status, headers, text }) => console.log(status, text, ['ratelimit', 'ratelimit-policy', 'ratelimit-limit', 'ratelimit-remaining', 'retry-after'].map((name) => String(headers[name]).replace(/\d{4}/, '<seconds>')));
const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  for (const path of ['/draft-6', '/draft-7', '/draft-8']) {
    for (let count = 0; count < 3; count++) seen(await send(port, 'GET', path, { quiet: true }));
  }
  seen(await send(port, 'GET', '/draft-6', { quiet: true, headers: { 'X-Key': 'other' } }));
  server.close(() => process.exit());
});
