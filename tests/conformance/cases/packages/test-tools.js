// What test suites lean on: proxyquire, fake timers, simple-get, form-data, split2.
const proxyquire = require('proxyquire');
const FakeTimers = require('@sinonjs/fake-timers');
const get = require('simple-get');
const FormData = require('form-data');
const split = require('split2');
const http = require('node:http');
const { Readable } = require('node:stream');
const { listen } = require('./exchange.cjs');
const stubbed = proxyquire('./module.cjs', { 'node:fs': { readFileSync: () => 'stubbed', '@noCallThru': false }, './dependency.cjs': { name: 'another', '@noCallThru': true } });
console.log(stubbed(), require('./module.cjs')());
const clock = FakeTimers.install({ now: new Date('2026-01-01T00:00:00Z'), toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'Date', 'nextTick', 'performance', 'hrtime'] });
const log = [];
setTimeout(() => log.push(`timeout ${new Date().toISOString()}`), 60_000);
const interval = setInterval(() => log.push(`interval ${Date.now() % 100_000}`), 25_000);
process.nextTick(() => log.push('tick'));
setImmediate(() => log.push('immediate'));
clock.runMicrotasks();
clock.tick('01:00');
clearInterval(interval);
console.log(log, process.hrtime.bigint(), performance.now(), clock.countTimers());
clock.uninstall();
const server = http.createServer((request, response) => {
  if (request.url === '/redirect') return response.writeHead(301, { Location: '/end' }).end();
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk)).on('end', () => response.end(JSON.stringify({ url: request.url, type: request.headers['content-type']?.split(';')[0], body: String(Buffer.concat(chunks)).replace(/-{20,}[\w-]+/g, '<boundary>') })));
});
listen(server).then((port) => {
  get.concat({ url: `http://127.0.0.1:${port}/redirect`, json: true }, (error, response, data) => {
    console.log(error, response.statusCode, data);
    const form = new FormData();
    form.append('field', 'value');
    form.append('file', Buffer.from('contents'), { filename: 'a.txt', contentType: 'text/plain' });
    form.submit({ host: '127.0.0.1', port, path: '/form' }, (failed, answer) => {
      answer.on('data', (text) => console.log(String(text)));
      answer.on('end', () => {
        server.close();
        Readable.from(['{"a":1}\n{"b"', ':2}\n', 'no json']).pipe(split((line) => { try { return JSON.parse(line); } catch { return { line }; } })).on('data', (value) => console.log(value)).on('end', () => console.log('end'));
      });
    });
  });
});
