// await in try, catch, finally, loops, destructuring and default values, against plain promise turns.
const log = [];
const fail = () => Promise.reject(new Error('no'));
async function work() {
  log.push('begin');
  await null;
  log.push('after null');
  try {
    await fail();
  } catch (error) {
    log.push(`caught ${error.message}`);
    await null;
    log.push('await in catch');
  } finally {
    await null;
    log.push('await in finally');
  }
  for (let i = 0; i < 3; i++) {
    await i;
    log.push(`loop ${i}`);
  }
  const { x = await Promise.resolve('default') } = {};
  log.push(x);
  return 'done';
}
work().then((value) => log.push(value));
let turn = Promise.resolve();
for (let i = 1; i <= 16; i++) turn = turn.then(() => log.push(`turn ${i}`));
process.on('exit', () => console.log(log.join('\n')));
