// The same between immediates; an immediate set by one runs in the next turn.
const log = [];
for (const name of ['a', 'b']) {
  setImmediate(() => {
    log.push(`immediate ${name}`);
    process.nextTick(() => log.push(`tick ${name}`));
    Promise.resolve().then(() => log.push(`micro ${name}`));
    setImmediate(() => log.push(`nested ${name}`));
  });
}
process.on('exit', () => console.log(log.join('\n')));
