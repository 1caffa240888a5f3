// execSync: the shell's command, its output, its errors.
const { execSync } = require('node:child_process');
const fs = require('node:fs');

fs.writeFileSync('before.txt', 'written before\n');
console.log(execSync('cat before.txt').toString());
console.log(execSync('echo one; echo two | tr a-z A-Z', { encoding: 'utf8' }));
console.log(Buffer.isBuffer(execSync('true')), execSync('true').length);
console.log(execSync('cat', { input: 'from the parent', encoding: 'utf8' }));
execSync('mkdir -p made/by && echo child > made/by/child.txt && rm before.txt');
console.log(fs.readFileSync('made/by/child.txt', 'utf8'), fs.existsSync('before.txt'), fs.readdirSync('made'));
console.log(execSync('pwd', { cwd: 'made/by', encoding: 'utf8' }).endsWith('/made/by\n'));
console.log(execSync('echo $GREETING', { env: { ...process.env, GREETING: 'hello' }, encoding: 'utf8' }));
for (const command of ['echo gone wrong >&2; exit 3', 'exit 0', 'kill -9 $$']) {
  try {
    console.log(command, execSync(command, { stdio: 'pipe' }).toString());
  } catch (error) {
    const { message, status, signal, stdout, stderr, code } = error;
    console.log(message, status, signal, String(stdout), String(stderr), code, Object.keys(error).join());
  }
}
try {
  execSync('echo on stderr >&2; exit 1');
} catch (error) {
  console.log('thrown', error.status);
}
execSync('echo inherited; echo inherited too >&2', { stdio: 'inherit' });
console.log('end');
