// A Console over streams of its own: groups, tables, counters, timers, warnings, bad options.
const { Console } = require('console');
const { Writable } = require('stream');
const out = [];
const w = new Writable({
  write(c, e, cb) {
    out.push(String(c));
    cb();
  },
});
const c = new Console({ stdout: w, stderr: w, groupIndentation: 4, inspectOptions: { depth: 0 } });
c.log('a %s', 'b', { x: { y: 1 } });
c.group('G');
c.warn('in');
c.group();
c.info('deep');
c.groupEnd();
c.groupEnd();
c.table([
  { a: 1, b: 'x' },
  { a: 2, c: true },
]);
c.table([[1, 2], [3]]);
c.table(new Map([['k', 1]]));
c.table(new Set([1]));
c.table(5);
c.table([{ a: 1, b: 2 }], ['b']);
c.table({ r: { c: 1 } });
c.dir({ a: { b: {} } }, { depth: 2 });
c.assert(1 === 2, 'msg %d', 5);
c.assert(true);
c.assert(false);
c.assert(false, { o: 1 });
c.count();
c.count('x');
c.count();
c.countReset();
c.count();
c.countReset('none');
c.time('t');
c.timeLog('t', 'extra');
c.timeEnd('t');
c.timeEnd('none');
c.time('t2');
c.time('t2');
c.trace('tr');
c.dirxml({ a: 1 }, [2]);
c.error(new Error('e').message);
c.debug('%o', [1]);
c.log('%c styled', 'color:red');
c.log('%i %f %j %O %%', '42.5', '1.5', { a: 1 }, { b: { c: {} } });
c.log();
c.timeStamp?.('x');
c.profile?.();
c.profileEnd?.();
console.log(
  out
    .join('')
    .replace(/[\d.]+m?s/g, 'Tms')
    .replace(/\n    at .*/g, ''),
);
for (const f of [
  () => new Console(),
  () => new Console({ stdout: 1 }),
  () => new Console({ stdout: w, colorMode: 'x' }),
  () => new Console({ stdout: w, inspectOptions: 1 }),
  () => new Console({ stdout: w, groupIndentation: -1 }),
  () => console.table(1, 'x'),
  () => console.count(Symbol()),
])
  try {
    f();
  } catch (e) {
    console.log(e.code, e.message);
  }
const col = [];
new Console({
  stdout: new Writable({
    write(x, e, cb) {
      col.push(String(x));
      cb();
    },
  }),
  colorMode: true,
}).log({ a: 1, b: 's', c: null });
console.log(JSON.stringify(col));
console.log(Object.keys(console).sort().join());
console.table([{ 名: '漢字', b: 'é' }]);
console.table([{ a: { b: 1 }, c: [1] }]);
console.table([new Date(0)]);
console.table([Symbol('a'), null, undefined, () => {}]);
console.table([]);
console.table({});
const bad = new Writable({
  write(c, e, cb) {
    cb(new Error('w'));
  },
});
bad.on('error', (e) => console.log('err', e.message));
new Console({ stdout: bad, ignoreErrors: false }).log('x');
new Console(
  new Writable({
    write(c, e, cb) {
      cb(new Error('ignored'));
    },
  }),
).log('x');
