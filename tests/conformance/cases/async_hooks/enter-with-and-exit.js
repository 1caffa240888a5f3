// enterWith, exit, disable, bind, snapshot, defaultValue and name.
const { AsyncLocalStorage } = require('node:async_hooks');
const als = new AsyncLocalStorage();
const look = (where) => console.log(where, als.getStore());
setImmediate(() => {
  als.enterWith('entered');
  look('after enterWith');
  setTimeout(() => look('timer after enterWith'), 1);
  process.nextTick(() => look('tick after enterWith'));
  Promise.resolve().then(() => look('then after enterWith'));
});
setImmediate(() => look('another immediate'));
als.run('outer', () => {
  als.exit(() => { look('exit'); setTimeout(() => look('timer in exit'), 500); });
  look('after exit');
  als.run('inner', (a, b) => look(`inner ${a}${b}`), 1, 2);
  const bound = AsyncLocalStorage.bind((x) => { look(`bound ${x}`); return x * 2; });
  const snapshot = AsyncLocalStorage.snapshot();
  setTimeout(() => als.run('later', () => {
    console.log(bound(21), bound.length, bound.name);
    console.log(snapshot((x) => { look(`snapshot ${x}`); return x; }, 5));
    look('later');
    als.disable();
    look('disabled');
    als.run('again', () => look('again'));
  }), 1000);
  try { als.run('thrower', () => { throw new Error('out'); }); } catch (error) { look(error.message); }
});
const named = new AsyncLocalStorage({ name: 'request', defaultValue: 7 });
console.log(named.name, named.getStore(), named.run(undefined, () => named.getStore()));
async function main() {
  als.enterWith('main');
  await 1;
  look('await after enterWith');
}
main().then(() => look('then of main'));
look('after main');
try { AsyncLocalStorage.bind(5); } catch (error) { console.log(error.code, error.message); }
