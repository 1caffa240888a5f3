// Immediates that keep nothing alive, and those after one that throws.
setImmediate(() => {
  console.log('first');
  setImmediate(() => console.log('beside a timer')).unref();
  setTimeout(() => setImmediate(throwing), 0);
});
process.once('uncaughtException', (error) => console.log('caught', error.message));

function throwing() {
  const order = [];
  setImmediate(() => {
    process.nextTick(() => console.log('tick', order));
    throw new Error('thrown');
  });
  setImmediate(() => order.push(1));
  setImmediate(() => {
    order.push(2);
    setImmediate(last);
  });
}

function last() {
  setImmediate(() => console.log('never')).unref();
  setTimeout(() => console.log('after the turn'), 0).unref();
  const until = Date.now() + 5;
  while (Date.now() < until);
  process.on('exit', () => console.log('exit'));
}
