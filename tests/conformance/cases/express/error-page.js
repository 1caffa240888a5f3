// In development the error page carries the stack, with the learner's line.
const express = require('express');
const { send, listen } = require('./exchange.cjs');
const app = express();
app.get('/boom', function boom() {
  throw new Error('kaboom');
});
listen(require('node:http').createServer(app)).then(async (port) => {
  const { text } = await send(port, 'GET', '/boom', { quiet: true });
  console.log(text.match(/Error: kaboom.*?error-page\.js:\d+:\d+/s)?.[0].replace(/\(.*\//, '('));
  process.exit();
});
