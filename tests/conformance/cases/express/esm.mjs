// Express from an ES module, with top-level await and node: imports.
import express, { Router } from 'express';
import { createServer } from 'node:http';
import exchange from './exchange.cjs';
const router = Router();
router.get('/hello/:name', async (request, response) => {
  const { greet } = await import('./greet.mjs');
  response.json({ greeting: greet(request.params.name) });
});
const app = express().use('/api', router);
const port = await exchange.listen(createServer(app));
await exchange.send(port, 'GET', '/api/hello/Ada');
await exchange.send(port, 'GET', '/api/hello');
process.exit();
