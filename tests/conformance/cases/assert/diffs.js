// The messages of every assertion, with the differences that they draw.
const assert = require('assert');
const t = (f) => {
  try {
    f();
    console.log('passed');
  } catch (e) {
    console.log(e.name, e.code, e.generatedMessage, e.operator, '\n' + e.message);
  }
};
t(() => assert.equal(1, 2));
t(() => assert.strictEqual('a\nb\nc', 'a\nx\nc'));
t(() => assert.strictEqual('a'.repeat(100), 'b'.repeat(100)));
t(() => assert.deepStrictEqual({ a: 1, b: { c: [1, 2, 3] } }, { a: 1, b: { c: [1, 2, 4] } }));
t(() => assert.deepEqual([1, 2], [1, '3']));
t(() => assert.deepStrictEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 2 }]])));
t(() => assert.deepStrictEqual(new Set([1, { a: 1 }]), new Set([1, { a: 2 }])));
t(() =>
  assert.deepStrictEqual(
    Array.from({ length: 60 }, (_, i) => i),
    Array.from({ length: 60 }, (_, i) => (i === 30 ? -1 : i)),
  ),
);
t(() => assert.notStrictEqual(1, 1));
t(() => assert.notDeepStrictEqual({ a: 1 }, { a: 1 }));
t(() => assert(false));
t(() => assert.ok(0, 'msg'));
t(() => assert.ok(null));
t(() => assert());
t(() => assert.fail());
t(() => assert.fail('why'));
t(() => assert.throws(() => {}));
t(() =>
  assert.throws(() => {
    throw new Error('x');
  }, /y/),
);
t(() =>
  assert.throws(
    () => {
      throw new Error('x');
    },
    { message: 'y', name: 'Error' },
  ),
);
t(() =>
  assert.throws(() => {
    throw new TypeError('x');
  }, TypeError),
);
t(() =>
  assert.throws(() => {
    throw new TypeError('x');
  }, RangeError),
);
t(() =>
  assert.throws(
    () => {
      throw new Error('x');
    },
    (e) => false,
  ),
);
t(() => assert.throws('x'));
t(() =>
  assert.doesNotThrow(() => {
    throw new Error('dn');
  }, 'pre'),
);
t(() => assert.ifError(null));
t(() => assert.ifError(new Error('if')));
t(() => assert.match('abc', /x/));
t(() => assert.doesNotMatch('abc', /b/));
t(() => assert.match(1, /x/));
t(() => assert.strictEqual(NaN, NaN));
t(() => assert.deepStrictEqual(-0, 0));
t(() => assert.deepEqual(NaN, NaN));
t(() => assert.strictEqual({ a: 1 }, { a: 1 }));
t(() => assert.strictEqual([1], [1]));
t(() => assert.deepStrictEqual(new Date(0), new Date(1)));
t(() => assert.deepStrictEqual(/a/g, /a/i));
t(() => assert.deepStrictEqual(new Error('a'), new Error('b')));
t(() => assert.deepStrictEqual([1, 2, [3]], [1, 2, [3, 4]]));
t(() => assert.partialDeepStrictEqual({ a: 1, b: 2 }, { a: 1 }));
t(() => assert.partialDeepStrictEqual({ a: 1 }, { a: 2 }));
t(() => assert.strictEqual(1, 2, new TypeError('own')));
t(() => assert.strictEqual(1, 2, 'own msg'));
t(() => assert.deepStrictEqual(Object.create(null), {}));
t(() => assert.deepStrictEqual(new (class A {})(), {}));
t(() => assert.deepStrictEqual({ a: undefined }, {}));
t(() => assert.deepStrictEqual([, 1], [undefined, 1]));
t(() => assert.deepStrictEqual(Symbol('a'), Symbol('a')));
t(() => assert.strictEqual(1n, 1));
t(() => assert.deepStrictEqual(new Uint8Array([1, 2]), new Uint8Array([1, 3])));
t(() => assert.strictEqual(undefined, null));
t(() => assert.deepStrictEqual('a\n'.repeat(30), 'a\n'.repeat(29) + 'b\n'));
t(() => assert.notEqual(1, '1'));
t(() => assert.strictEqual());
(async () => {
  for (const f of [
    () => assert.rejects(Promise.resolve(1)),
    () =>
      assert.rejects(async () => {
        throw new Error('r');
      }, /q/),
    () =>
      assert.doesNotReject(async () => {
        throw new Error('r');
      }),
    () => assert.rejects(() => 1),
    () => assert.rejects(1),
    () =>
      assert.rejects(
        async () => {
          throw new Error('fine');
        },
        { message: 'fine' },
      ),
  ])
    await f().then(
      () => console.log('ok'),
      (e) => console.log(e.name, e.code, e.message),
    );
  const e = new assert.AssertionError({ actual: 1, expected: 2, operator: 'strictEqual' });
  console.log(e.message, Object.keys(e));
  console.log(
    require('util')
      .inspect(e)
      .replace(/\n    at .*/g, ''),
  );
  const c = new assert.Assert({ diff: 'full' });
  console.log(typeof c);
  console.log(Object.keys(assert).sort().join());
})();
