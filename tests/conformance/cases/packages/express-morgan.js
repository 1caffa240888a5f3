// morgan: formats, tokens of one's own, a stream to write to, skipping, immediate lines.
const express = require('express');
const morgan = require('morgan');
const { send } = require('./exchange.cjs');
const lines = [];
const stream = { write: (line) => lines.push(line.replace(/[\d.]+ ms/, '<time> ms').replace(/\[\d\d\/\w+\/[^\]]*\]/, '[<date>]')) };
morgan.token('id', (request) => request.headers['x-id']);
const app = express();
app.use(morgan('tiny', { stream }));
app.use(morgan('common', { stream }));
app.use(morgan('combined', { stream }));
app.use(morgan('dev', { stream }));
app.use(morgan('in :method :url :id :req[x-id]', { stream, immediate: true }));
app.use(morgan('bad :status :res[content-type]', { stream, skip: (request, response) => response.statusCode < 400 }));
app.get('/', (request, response) => response.send('hello'));
const server = app.listen(0, '127.0.0.1', async () => {
  await send(server.address().port, 'GET', '/', { quiet: true, headers: { 'X-Id': '7', 'User-Agent': 'case/1', Authorization: 'Basic ' + Buffer.from('ada:x').toString('base64') } });
  await send(server.address().port, 'GET', '/missing', { quiet: true });
  server.close(() => console.log(lines.join('')));
});
