// What spawn and its relatives refuse.
const childProcess = require('node:child_process');

const attempts = {
  'no command': () => childProcess.spawn(),
  'empty command': () => childProcess.spawn(''),
  'nul': () => childProcess.spawn('a\0b'),
  'args': () => childProcess.spawn('node', 'x'),
  'options': () => childProcess.spawn('node', [], 'x'),
  'cwd': () => childProcess.spawn('node', [], { cwd: 5 }),
  'detached': () => childProcess.spawn('node', [], { detached: 1 }),
  'timeout': () => childProcess.spawn('node', [], { timeout: -1 }),
  'exec': () => childProcess.exec(),
  'execFile callback': () => childProcess.execFile('node', [], {}, 'x'),
  'maxBuffer': () => childProcess.execFile('node', [], { maxBuffer: -1 }),
};
for (const [name, attempt] of Object.entries(attempts)) {
  try {
    attempt().on('error', () => {});
    console.log(name, 'did not throw');
  } catch (error) {
    console.log(name, error.code, error.message);
  }
}
