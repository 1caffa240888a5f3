// A small API over a database: the requests are sent by the program itself.
import http from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import exchange from './exchange.cjs';
const db = new DatabaseSync(':memory:');
db.exec('CREATE TABLE notes(id INTEGER PRIMARY KEY, text TEXT NOT NULL)');
const queries = { list: db.prepare('SELECT * FROM notes'), one: db.prepare('SELECT * FROM notes WHERE id = ?'), add: db.prepare('INSERT INTO notes(text) VALUES (?)') };
const server = http.createServer(async (request, response) => {
  const json = (status, value) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
  const [, , id] = request.url.split('/');
  if (request.method === 'GET' && id === undefined) return json(200, queries.list.all());
  if (request.method === 'GET') { const note = queries.one.get(Number(id)); return note ? json(200, note) : json(404, { error: 'none' }); }
  let body = '';
  for await (const chunk of request) body += chunk;
  try { const { lastInsertRowid } = queries.add.run(JSON.parse(body).text ?? null); return json(201, { id: lastInsertRowid }); } catch (error) { return json(400, { error: error.message }); }
});
const port = await exchange.listen(server);
await exchange.sendJson(port, 'POST', '/notes', { text: 'first' });
await exchange.sendJson(port, 'POST', '/notes', {});
for (const path of ['/notes', '/notes/1', '/notes/2']) await exchange.send(port, 'GET', path);
server.close();
