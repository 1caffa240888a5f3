// Ending children by signals, and what is told of it.
const { spawn } = require('node:child_process');

const run = (code, act) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.once('data', () => act(child));
    child.stdout.on('data', (data) => (out += data));
    child.on('close', (exitCode, signal) => resolve([exitCode, signal, child.killed, child.signalCode, out]));
  });
const stay = 'console.log("ready"); setInterval(() => {}, 1e6);';

(async () => {
  console.log(await run(stay, (child) => console.log(child.kill())));
  console.log(await run(stay, (child) => child.kill('SIGKILL')));
  console.log(await run(stay, (child) => child.kill(2)));
  console.log(await run('console.log("ready"); for (;;);', (child) => child.kill()));
  console.log(await run(`process.on('SIGTERM', (name, number) => { console.log(name, number); process.exit(5); }); ${stay}`, (child) => child.kill()));
  console.log(await run(`process.on('SIGHUP', () => console.log('hup')); ${stay}`, (child) => {
    child.kill('SIGHUP');
    child.stdout.once('data', () => child.kill('SIGINT'));
  }));
  console.log(await run('console.log("ready"); process.stdout.write("", () => process.kill(process.pid, "SIGUSR2"));', () => {}));
  const child = spawn(process.execPath, ['-e', '0']);
  await new Promise((resolve) => child.on('close', resolve));
  console.log(child.kill(), child.killed, child.exitCode);
  try {
    child.kill('SIGNOPE');
  } catch (error) {
    console.log(error.code, error.message);
  }
})();
