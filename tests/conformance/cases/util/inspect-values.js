// inspect of primitives, objects, collections, classes, functions, getters, symbols.
class Point {
  #secret = 1;
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
  get sum() {
    return this.x + this.y;
  }
  static origin = new Point(0, 0);
}
class Deep extends Point {
  get [Symbol.toStringTag]() {
    return 'Tagged';
  }
}
const values = [
  -0, 10n, 'it\'s "quoted"', '`all\' "kinds`', Symbol('s'), undefined, null, NaN, true,
  [], {}, [1, , 3], [undefined, null], new Array(5), Object.assign([1], { extra: 1 }),
  { a: { b: { c: { d: 1 } } } }, { 'odd key': 1, [Symbol('k')]: 2, 3: 3 },
  new Map([[{ k: 1 }, new Set([1, 'a'])]]), new WeakMap(), new WeakSet(),
  new Date(0), new Date(NaN), /re+/gi, new Error('message').message, new Point(1, 2), new Deep(3, 4), Point, Deep, class {},
  function named() {}, () => {}, async () => {}, function* gen() {}, async function* ag() {}, Math.max,
  new (class extends Map {})([[1, 2]]), new (class extends Array {})(3), Object.create(null), Object.create({ inherited: 1 }), Object.create(Point.prototype),
  { get only() { return 1; }, set only(v) {}, get read() { return 1; }, set write(v) {} },
  new Uint8Array([1, 2]), new Float64Array(2), new ArrayBuffer(4), new DataView(new ArrayBuffer(2)), Buffer.from('hi'),
  new Number(1), new String('s'), new Boolean(false), Object(Symbol('o')), Object(1n), [1, 2, 3].values(), new Map([[1, 2]]).entries(), (function () { return arguments; })(1, 2),
  globalThis === global, JSON, Math, Reflect.toString(), new Proxy({ a: 1 }, {}),
];
for (const value of values) console.log(value);
