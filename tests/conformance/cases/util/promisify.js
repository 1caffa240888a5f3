// promisify, callbackify, deprecate, inherits, types, isDeepStrictEqual.
const util = require('node:util');
const cb = (value, done) => setImmediate(() => (value ? done(null, value) : done(new Error('falsy'))));
(async () => {
  console.log(await util.promisify(cb)('v'), await util.promisify(cb)(0).catch((e) => e.message));
  util.callbackify(async () => 'called back')((error, value) => console.log(error, value));
  util.callbackify(async () => Promise.reject(null))((error) => console.log(error.code, error.message));
  console.log(await util.promisify(setTimeout)(1, 'custom'));
  console.log(util.types.isPromise(Promise.resolve()), util.types.isRegExp(/x/), util.types.isAsyncFunction(async () => {}), util.types.isGeneratorFunction(function* () {}), util.types.isUint8Array(Buffer.alloc(1)), util.types.isDate(new Date()), util.types.isNativeError(new TypeError()), util.types.isMap(new Map()), util.types.isBoxedPrimitive(Object(1)));
  console.log(util.isDeepStrictEqual({ a: [1, new Map([[1, { b: 2 }]])] }, { a: [1, new Map([[1, { b: 2 }]])] }), util.isDeepStrictEqual([1], ['1']));
  function Old() {}
  function Base() {}
  util.inherits(Old, Base);
  console.log(new Old() instanceof Base, Old.super_ === Base, util.inspect(new Old()));
})();
