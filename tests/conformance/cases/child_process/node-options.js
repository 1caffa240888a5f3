// NODE_OPTIONS reach children through the environment.
const { execFile } = require('node:child_process');

const run = (NODE_OPTIONS, args) =>
  new Promise((resolve) =>
    execFile(process.execPath, args, { env: { ...process.env, NODE_OPTIONS } }, (error, stdout, stderr) => {
      console.log(JSON.stringify(NODE_OPTIONS), error?.code ?? 0, JSON.stringify(stdout), JSON.stringify(stderr.replace(process.execPath, 'node')));
      resolve();
    }),
  );

(async () => {
  await run('--stack-trace-limit=3', ['-p', 'Error.stackTraceLimit']);
  await run('-r "./with space.js"', ['-p', 'globalThis.spaced']);
  await run('--eval 1', ['-p', '1']);
  await run('--title=custom', ['-p', 'process.title + process.execArgv.length']);
})();
