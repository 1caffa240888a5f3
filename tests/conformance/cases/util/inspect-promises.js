// inspect tells a promise's state.
const pending = new Promise(() => {});
const rejected = Promise.reject(new Error('x'));
rejected.catch(() => {});
(async () => {
  console.log(pending, Promise.resolve(42), Promise.resolve({ a: 1 }));
  console.log(require('node:util').inspect(rejected).split('\n')[0]);
})();
