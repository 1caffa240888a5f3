// Options of node: negated, by alias, in NODE_OPTIONS, and what is wrong with them; environment files; --run.
const { execFile } = require('node:child_process');
const fs = require('node:fs');

fs.writeFileSync('main.js', 'console.log(process.env.A, process.argv.slice(2), process.execArgv)');
fs.writeFileSync('some.env', 'A=1\n');
fs.mkdirSync('inner');
fs.writeFileSync('package.json', JSON.stringify({
  scripts: { hi: 'echo hi $NODE_RUN_SCRIPT_NAME "$(basename "$NODE_RUN_PACKAGE_JSON_PATH")"', fail: 'exit 3', where: 'node -p "path.basename(process.cwd()) === \'inner\'"', args: 'echo args', odd: 5 },
}));
const here = process.cwd();
const run = (args, options = {}) =>
  new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: here, argv0: 'node', ...options }, (error, stdout, stderr) => {
      const plain = stderr.replaceAll(here, '.').replaceAll(process.execPath, 'node').replaceAll(/^ +at .*\n/gm, '').replaceAll(/\(node:\d+\)/g, '(node)').split('\n').filter((line) => !/^(?:node:internal|\s+throw|\s+\^|Node\.js v)/.test(line));
      console.log('#', args.join(' '), error?.code ?? 0);
      if (stdout !== '') console.log(stdout.trimEnd());
      if (plain.join('').trim() !== '') console.log(plain.join('\n').trim());
      resolve();
    });
  });

(async () => {
  await run(['--env-file=some.env', 'main.js']);
  await run(['--env-file-if-exists=none', 'main.js']);
  await run(['--unhandled-rejections=bad', 'main.js']);
  await run(['--no-experimental-websocket', '-p', 'typeof WebSocket']);
  await run(['--no-experimental-global-navigator', '-p', 'typeof navigator']);
  await run(['--no-experimental-fetch', 'main.js']);
  await run(['--bad', 'main.js']);
  await run(['main.js'], { env: { ...process.env, NODE_OPTIONS: '--bad' } });
  await run(['main.js'], { env: { ...process.env, NODE_OPTIONS: '-e 1' } });
  await run(['main.js'], { env: { ...process.env, NODE_OPTIONS: '--no-warnings --stack-trace-limit=5' } });
  await run(['-e', 'try { process.loadEnvFile("none") } catch ({ code, syscall, path }) { console.log(code, syscall, path) }']);
  await run(['--run', 'hi']);
  await run(['--run', 'fail']);
  await run(['--run', 'where'], { cwd: `${here}/inner` });
  await run(['--run', 'args', '--', 'a', 'b c', "it's"]);
  await run(['--run', 'args', 'unused']);
  await run(['--run', 'none']);
  await run(['--run', 'odd']);
  await run(['--run']);
})();
