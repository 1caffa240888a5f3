// destroy: of handles, requests and the parsers of HTTP, once what they stood for is over.
const asyncHooks = require('node:async_hooks');
const http = require('node:http');
const fs = require('node:fs');

const kinds = new Map();
const made = [];
const gone = [];
asyncHooks.createHook({
  init(id, type) {
    if (!/^(?:HTTP|TCP|FSREQCALLBACK|SHUTDOWNWRAP)/.test(type)) return;
    kinds.set(id, type);
    made.push(type);
  },
  destroy(id) {
    if (kinds.has(id)) gone.push(kinds.get(id));
  },
}).enable();

const server = http.createServer((_request, response) => response.end('ok')).listen(0, '127.0.0.1', () => {
  http.get({ port: server.address().port, host: '127.0.0.1', agent: false }, (response) => {
    response.resume().on('end', () => {
      server.close(() => {
        fs.stat(__filename, () => {
          setTimeout(() => console.log(made.sort(), gone.sort()), 50);
        });
      });
    });
  });
});
