// A thenable given to the resolve function of a promise's executor: its then is called in the context of that moment.
const { AsyncLocalStorage } = require('node:async_hooks');
const als = new AsyncLocalStorage();
als.run(1, () => new Promise((resolve) => resolve({ then: (done) => done(als.getStore()) }))).then((seen) => console.log(seen));
