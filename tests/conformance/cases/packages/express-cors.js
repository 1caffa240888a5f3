// cors: simple requests, preflights, a list of origins, credentials, refused origins.
const express = require('express');
const cors = require('cors');
const { listen, send } = require('./exchange.cjs');
const app = express();
app.disable('x-powered-by');
app.use('/open', cors());
app.use('/listed', cors({ origin: ['https://a.example', /\.b\.example$/], credentials: true, exposedHeaders: ['X-Total'], maxAge: 600 }));
app.use('/asked', cors({ origin: (origin, done) => (origin === 'https://no.example' ? done(new Error('not you')) : done(null, true)) }));
app.all('/*path', (request, response) => response.json({ path: request.path }));
app.use((error, request, response, next) => response.status(403).json({ error: error.message }));
const server = app.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  await send(port, 'GET', '/open/x', { headers: { Origin: 'https://a.example' } });
  await send(port, 'OPTIONS', '/open/x', { headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'X-One, X-Two' } });
  await send(port, 'GET', '/listed', { headers: { Origin: 'https://x.b.example' } });
  await send(port, 'GET', '/listed', { headers: { Origin: 'https://evil.example' } });
  await send(port, 'OPTIONS', '/listed', { headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'DELETE' } });
  await send(port, 'GET', '/asked', { headers: { Origin: 'https://no.example' } });
  server.close();
});
