// ref, unref, hasRef, refresh, toPrimitive, clearing by id, dispose.
const timeout = setTimeout(() => console.log('refreshed only once'), 10);
console.log(typeof timeout, timeout.constructor.name, timeout.hasRef(), timeout.unref().hasRef(), timeout.ref().hasRef());
console.log(typeof +timeout, timeout.refresh() === timeout);
const byId = setTimeout(() => console.log('never'), 1);
clearTimeout(String(+byId));
const disposed = setTimeout(() => console.log('never'), 1);
disposed[Symbol.dispose]();
setTimeout(() => console.log('never, the program ends before'), 60_000).unref();
const immediate = setImmediate(() => {});
console.log(immediate.constructor.name, immediate.hasRef());
clearImmediate(immediate);
clearTimeout(undefined);
clearTimeout({});
