// Errors of Node's own: name, code, message, instanceof, toString.
const attempts = [
  () => require('node:fs').readFileSync(), () => require('node:path').join(1), () => new (require('node:events'))().on('x', 1), () => Buffer.alloc({}),
  () => require('node:http').request({ method: 'BAD METHOD' }), () => require('node:http').get('ftp://x'), () => new URL('x'), () => require('node:util').promisify(1), () => require('node:timers').setTimeout(), () => require('node:crypto').createHash(), () => process.emitWarning(1), () => new (require('node:worker_threads').Worker)(1),
];
for (const attempt of attempts) {
  try {
    attempt();
    console.log('no error');
  } catch (error) {
    console.log(`${error}`, '|', error.name, error.code, error instanceof TypeError, Object.keys(error));
  }
}
