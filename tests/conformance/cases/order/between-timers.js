// Ticks and microtasks are drained between two timers that are due at once.
const log = [];
for (const name of ['a', 'b']) {
  setTimeout(() => {
    log.push(`timer ${name}`);
    process.nextTick(() => log.push(`tick ${name}`));
    Promise.resolve().then(() => log.push(`micro ${name}`)).then(() => log.push(`micro ${name} again`));
  }, 1);
}
process.on('exit', () => console.log(log.join('\n')));
