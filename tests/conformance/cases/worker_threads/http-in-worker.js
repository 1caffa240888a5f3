// A server in a worker, asked by the main thread, and the other way round.
const { Worker } = require('node:worker_threads');
const http = require('node:http');

const get = (port, path) =>
  new Promise((resolve, reject) => {
    http.get({ port, path, agent: false }, (response) => {
      let text = '';
      response.on('data', (data) => (text += data)).on('end', () => resolve(`${response.statusCode} ${text}`));
    }).on('error', reject);
  });

const worker = new Worker(`
  const http = require('node:http');
  const { parentPort } = require('node:worker_threads');
  const server = http.createServer((request, response) => response.end('worker says ' + request.url));
  server.listen(0, () => parentPort.postMessage(server.address().port));
  parentPort.on('message', (port) => {
    http.get({ port, agent: false }, (response) => response.on('data', (data) => console.log('worker got', String(data))).on('end', () => {
      server.close();
      parentPort.close();
    }));
  });
`, { eval: true });
worker.once('message', async (port) => {
  console.log(await get(port, '/a'));
  const server = http.createServer((request, response) => response.end('main says hello')).listen(0, () => worker.postMessage(server.address().port));
  worker.on('exit', (code) => {
    console.log('exit', code);
    server.close();
  });
});
