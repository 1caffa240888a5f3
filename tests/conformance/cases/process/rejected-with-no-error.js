// How a promise that was rejected with something else than an error is named in warnings: without running anything of the value's own.
class Own {}
const values = [
  { status: 404 }, [1, 2], new Own(), () => 1, class Named {}, new Map(), new Date(0), /x/, Object.create(null), new Proxy({}, {}), Promise.resolve(1),
  { toString: () => 'its own' }, { [Symbol.toStringTag]: 'Tag' }, { constructor: 5 }, new (class extends Own {})(), new Number(5), new Uint8Array(2),
  Symbol('symbol'), 5n, null, undefined, 'text', '', -0,
];
process.on('warning', ({ name, message }) => console.log(name, message));
for (const value of values) Promise.reject(value);
