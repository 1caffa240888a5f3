// Workers from source text, data URLs and ES modules.
const { Worker } = require('node:worker_threads');
const { pathToFileURL } = require('node:url');

const run = (name, ...args) =>
  new Promise((resolve) => {
    const worker = new Worker(...args);
    worker.on('message', (message) => console.log(name, message));
    worker.on('error', (error) => console.log(name, 'error', error.name, error.message));
    worker.on('exit', (code) => resolve(console.log(name, 'exit', code)));
  });

(async () => {
  await run('eval', 'require("worker_threads").parentPort.postMessage([__filename, process.argv.length, typeof require])', { eval: true });
  await run('module', './worker.mjs', { workerData: 'm' });
  await run('url', pathToFileURL(`${__dirname}/worker.mjs`), { workerData: 'u' });
  await run('data', new URL('data:text/javascript,import { parentPort } from "node:worker_threads"; parentPort.postMessage(import.meta.url.slice(0, 20));'));
  await run('missing', './missing.js');
  await run('syntax', './broken.js');
  for (const args of [['x.js'], [5], ['http://x/y.js'], ['x', { eval: 1 }], ['./x.js', { argv: 'no' }], ['./x.js', { execArgv: 'no' }], ['./x.js', { env: 5 }]]) {
    try {
      new Worker(...args).on('error', (error) => console.log(args[0], error.code ?? error.name));
      console.log(args[0], 'made');
    } catch (error) {
      console.log(args[0], error.code, error.message.replaceAll(process.cwd(), '.'));
    }
  }
})();
