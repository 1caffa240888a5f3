// Entries of type http: one for each request that a client sends and a server answers.
const http = require('node:http');
const { PerformanceObserver } = require('node:perf_hooks');
const { listen, send } = require('./exchange.cjs');
const seen = [];
const observer = new PerformanceObserver((list) => { for (const entry of list.getEntries()) seen.push(`${entry.entryType} ${entry.name} ${entry.detail.req.method} ${entry.detail.res.statusCode} ${entry.duration > 0}`); });
observer.observe({ entryTypes: ['http'] });
const server = http.createServer((_req, res) => res.end('x'));
listen(server).then(async (port) => { await send(port, 'GET', '/x', { quiet: true }); setTimeout(() => { console.log(seen.sort().join('\n')); server.close(); }, 300); });
