// util.inspect and util.format of every kind of value.
const util = require('util');
const { inspect } = util;
const log = console.log;
class A {
  #p = 1;
  x = 1;
  get y() {
    return 2;
  }
  set y(v) {}
  static z = 1;
  [Symbol('s')] = 2;
}
class B extends A {}
class E2 extends Error {
  constructor(m, o) {
    super(m, o);
    this.extra = 1;
  }
}
const sym = Symbol('q');
const circ = { a: 1 };
circ.self = circ;
circ.arr = [circ];
for (const v of [
  new A(),
  new B(),
  A,
  B,
  class extends A {},
  function f() {},
  () => {},
  async () => {},
  function* g() {},
  async function* h() {},
  Object.create(null),
  Object.create({}),
  Object.create(A.prototype),
  circ,
  new Map([[{ a: 1 }, new Set([1])]]),
  new WeakMap(),
  new WeakSet(),
  new WeakRef({ a: 1 }),
  new Proxy({ a: 1 }, {}),
  new Proxy(() => {}, {}),
  [1, , 3],
  Object.assign([1, 2], { k: 'v' }),
  new Array(200),
  Array(120).fill(1),
  'x'.repeat(20),
  ['a\nb', "it's", '"', `'"`, '`\'"'],
  new Date(0),
  new Date(NaN),
  /a/gi,
  Object.assign(/x/, { p: 1 }),
  sym,
  { [sym]: 1, [Symbol()]: 2 },
  -0,
  123456789.123,
  10n,
  null,
  undefined,
  NaN,
  new Number(3),
  new String('abc'),
  new Boolean(false),
  Object(sym),
  Object(1n),
  Buffer.from('abc'),
  new Uint8Array(3),
  new Float32Array([1.5]),
  new ArrayBuffer(4),
  new DataView(new ArrayBuffer(2)),
  Object.assign(new ArrayBuffer(2), { x: 1 }),
  new Error('no stack').message,
  [new Map()],
  new Map([[1, 2]]).entries(),
  new Set([5]).values(),
  [1, 2][Symbol.iterator](),
  'ab'[Symbol.iterator](),
  (function* () {})(),
  Math,
  JSON,
  globalThis === global,
  Reflect,
  Atomics,
  Intl,
  WebAssembly,
  new (class Foo extends Map {})([[1, 2]]),
  new (class extends Array {})(3),
  new (class Bar extends Set {})(),
  {
    get a() {
      return 1;
    },
    set a(v) {},
    get b() {
      return 1;
    },
    set c(v) {},
  },
  {
    toString() {
      return 'x';
    },
  },
  { constructor: { name: 'Fake' } },
  { __proto__: { constructor: class Q {} } },
  (function () {
    return arguments;
  })(1, 2),
  process.versions === process.versions,
  { a: { b: { c: { d: 1 } } } },
  { ['a-b']: 1, 'c d': 2, 3: 4, é: 5 },
  [[[[[]]]]],
  [undefined, null],
  { u: undefined },
  'a'.repeat(200),
  ['a'.repeat(80), 'b'.repeat(80)],
  Object.freeze({ a: 1 }),
  new Event('x').constructor.name,
  new URL('http://a.b/c?d#e'),
  new URLSearchParams('a=1&b=2'),
  new Headers({ a: 'b' }),
  new AbortController(),
  new TextEncoder(),
  new TextDecoder(),
  new Blob(['x']),
  new EventTarget(),
  Symbol.iterator,
  [Symbol('a b')],
  new Intl.NumberFormat('en').constructor.name,
  util.types.isProxy(new Proxy({}, {})),
  { a: 1n, b: Symbol('x'), c() {}, d: class {}, e: async () => {} },
])
  log(inspect(v));
log(
  inspect({ a: { b: { c: {} } } }, { depth: 0 }),
  inspect(circ, { compact: false }),
  inspect([1, 2, 3], { maxArrayLength: 1 }),
  inspect('abc'.repeat(10), { maxStringLength: 5 }),
  inspect(new A(), { showHidden: true }),
  inspect([1], { showHidden: true }),
  inspect(
    {
      get a() {
        return { b: 1 };
      },
    },
    { getters: true },
  ),
  inspect({ b: 1, a: 2 }, { sorted: true }),
  inspect({ a: 1, b: 'x' }, { colors: true }),
  inspect(1234567.891, { numericSeparator: true }),
  inspect(new Proxy({ a: 1 }, { get() {} }), { showProxy: true }),
  inspect({ a: 1, b: 2 }, { breakLength: 5 }),
  inspect({ a: [{ b: 1 }] }, { compact: 1 }),
  inspect(new Map([[1, { a: [1, 2, {}] }]]), { depth: 1 }),
);
class C {
  [inspect.custom](d, o, i) {
    return `C<${d},${typeof o.stylize},${i === inspect}>`;
  }
}
log(
  inspect({ c: new C(), d: { e: { f: new C() } } }),
  inspect({
    [inspect.custom]() {
      return { z: 1 };
    },
  }),
);
log(
  util.format(
    '%s %d %i %f %j %o %O %c %% %x',
    'a',
    1.5,
    '42.9',
    '1.5',
    { a: 1 },
    { b: [1] },
    { c: { d: {} } },
    'css',
    'extra',
    Symbol('s'),
    -0,
    1n,
  ),
  util.format(
    '%s',
    {
      toString() {
        return 'own';
      },
    },
    null,
    undefined,
    () => {},
    class Z {},
    new A(),
    -0,
    12n,
    Symbol('q'),
  ),
  util.format('%d %d %d', 'x', 1n, {}),
  util.format('%s', [1, [2, [3]]]),
  util.format(1, 'a', {}),
  util.format('%s'),
  util.formatWithOptions({ colors: true }, '%O', { a: 1 }),
  util.format('%j', circ),
);
log(
  inspect(new AggregateError([new TypeError('one')], 'agg')).split('\n')[0],
  inspect(Object.assign(new RangeError('r'), { code: 'X', stack: undefined })),
  inspect(Object.assign(new Error('e'), { name: 'Custom', stack: 'Error: e\n    at x' })),
  inspect(new E2('m', { cause: 'c' })).replace(/\n    at .*/g, ''),
  inspect(Object.assign(new Error('x'), { stack: 'no' })),
  inspect({ e: Object.assign(new Error('in'), { stack: 'Error: in\n    at y' }) }),
);
log(
  util.isDeepStrictEqual({ a: [1, NaN] }, { a: [1, NaN] }),
  util.inspect.defaultOptions,
  util.stripVTControlCharacters('\u001b[31mx\u001b[0m'),
  util.toUSVString('a\ud800'),
  util.styleText('red', 'x'),
  util.styleText(['bold', 'underline'], 'y'),
  util.getSystemErrorName(-2),
  util.getSystemErrorMessage(-2),
  util.getSystemErrorMap().size,
  util.types.isExternal({}),
  util.aborted.length,
);
try {
  util.styleText('nope', 'x');
} catch (e) {
  log(e.code, e.message.slice(0, 90));
}
try {
  util.getSystemErrorName(1);
} catch (e) {
  log(e.code, e.message);
}
