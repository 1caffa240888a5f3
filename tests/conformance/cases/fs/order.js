// Callbacks of fs come in the order of the calls that take equally long, after the current code and its microtasks.
const fs = require('node:fs');
const log = [];
fs.stat(__filename, () => {
  log.push('stat');
  process.nextTick(() => log.push('tick'));
  Promise.resolve().then(() => log.push('micro'));
  fs.promises.stat(__filename).then(() => {
    log.push('promise');
    console.log(log.join(' '));
  });
});
log.push('sync');
queueMicrotask(() => log.push('first micro'));
