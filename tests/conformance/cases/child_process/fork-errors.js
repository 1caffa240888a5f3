// What fork and send refuse, and a child that fails.
const { fork } = require('node:child_process');

const attempt = (name, action) => {
  try {
    action();
    console.log(name, 'did not throw');
  } catch (error) {
    console.log(name, error.code, error.message);
  }
};
attempt('no module', () => fork());
attempt('args', () => fork('x.js', 'text'));
attempt('two channels', () => fork('x.js', { stdio: ['ipc', 'ipc', 'ipc'] }));
attempt('no channel', () => fork('x.js', { stdio: 'inherit'.split() }));
const child = fork('./missing.js', { silent: true });
attempt('undefined', () => child.send());
attempt('symbol', () => child.send(Symbol('x')));
let err = '';
child.stderr.on('data', (data) => (err += data));
child.on('close', (code) => console.log('close', code, err.includes('Cannot find module')));
