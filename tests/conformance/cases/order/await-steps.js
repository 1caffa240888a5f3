// How many microtask turns await costs: on a value, a promise, a thenable, a returned promise.
const log = [];
const rows = [
  ['value', async () => void (await 1)],
  ['promise', async () => void (await Promise.resolve(1))],
  ['thenable', async () => void (await { then: (resolve) => resolve(1) })],
  ['return promise', async () => Promise.resolve(1)],
  ['return await', async () => await Promise.resolve(1)],
];
for (const [name, fn] of rows) fn().then(() => log.push(name));
let turn = Promise.resolve();
for (let i = 1; i <= 6; i++) turn = turn.then(() => log.push(`turn ${i}`));
process.on('exit', () => console.log(log.join('\n')));
