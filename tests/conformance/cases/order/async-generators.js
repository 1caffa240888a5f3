// for await over generators, arrays of promises and early exits.
async function* count(to) {
  try {
    for (let i = 1; i <= to; i++) {
      await null;
      yield i;
    }
  } finally {
    console.log('generator closed');
  }
}
(async () => {
  for await (const n of count(3)) console.log('n', n);
  for await (const n of count(9)) {
    if (n === 2) break;
    console.log('before break', n);
  }
  for await (const value of [Promise.resolve('p'), 'plain']) console.log(value);
  const it = count(5);
  console.log(await it.next(), await it.return('stopped'), await it.next());
  const thrower = count(5);
  await thrower.next();
  await thrower.throw(new Error('thrown in')).catch((error) => console.log(error.message));
})();
setImmediate(() => console.log('immediate'));
