// Environment, arguments, options and what a worker may not do.
const { Worker, setEnvironmentData, getEnvironmentData } = require('node:worker_threads');

const run = (code, options) =>
  new Promise((resolve) => {
    const worker = new Worker(`const { parentPort, getEnvironmentData } = require('node:worker_threads'); parentPort.postMessage((() => { ${code} })())`, { eval: true, ...options });
    worker.on('message', (message) => console.log(message));
    worker.on('error', (error) => console.log(error.code, error.message));
    worker.on('exit', resolve);
  });

(async () => {
  process.env.SHARED = 'parent';
  setEnvironmentData('key', { value: 1 });
  await run('const was = process.env.SHARED; process.env.SHARED = "worker"; return [was, process.env.SHARED, getEnvironmentData("key")]');
  console.log(process.env.SHARED, getEnvironmentData('key'));
  await run('return Object.keys(process.env)', { env: { ONLY: 1 } });
  await run('return process.execArgv', { execArgv: ['--no-warnings', '--conditions=x'] });
  await run('return [process.argv.slice(1), require("worker_threads").workerData, require("worker_threads").threadName]', { argv: ['a', 2], workerData: undefined, name: 'mine' });
  await run('return ["abort", "chdir", "setuid"].map((name) => { try { process[name]("/"); } catch (error) { return [error.code, error.message]; } })');
  await run('return [process.umask().toString(8).length > 0, process.cwd() === require("path").resolve("."), process.title, typeof process.on]');
  await run('const { maxOldGenerationSizeMb, stackSizeMb, codeRangeSizeMb } = require("worker_threads").resourceLimits; return [maxOldGenerationSizeMb, stackSizeMb, codeRangeSizeMb]', { resourceLimits: { maxOldGenerationSizeMb: 64, stackSizeMb: 2 } });
  for (const option of ['--no-such', '--stack-trace-limit=5', '--title=x', '--max-old-space-size=100', '--expose-gc']) {
    try {
      new Worker('', { eval: true, execArgv: [option] });
      console.log(option, 'is fine');
    } catch (error) {
      console.log(error.code, error.message);
    }
  }
  for (const name of ['SIGINT', 'SIGTERM']) await run(`process.on("${name}", () => {}); return process.listenerCount("${name}")`);
})();
