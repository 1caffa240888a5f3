// assert: messages and diffs of failed assertions.
const assert = require('node:assert');
const attempts = [
  () => assert.equal(1, 2), () => assert.strictEqual('a', 'b'), () => assert.deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] }), () => assert.deepEqual([1], ['1']),
  () => assert.ok(0), () => assert(false, 'own message'), () => assert.throws(() => {}), () => assert.throws(() => { throw new Error('x'); }, /y/), () => assert.match('abc', /d/), () => assert.fail('f'),
  () => assert.notStrictEqual(1, 1), () => assert.ifError(new Error('if')), () => assert.strictEqual(1, 2, new TypeError('mine')), () => assert.deepStrictEqual(new Map([[1, 2]]), new Map([[1, 3]])), () => assert.partialDeepStrictEqual({ a: 1 }, { b: 1 }),
];
for (const attempt of attempts) {
  try {
    attempt();
    console.log('held');
  } catch (error) {
    console.log(error.name, error.code, error.message, error.generatedMessage, error.operator);
  }
}
assert.rejects(Promise.resolve(1)).catch((error) => console.log(error.message));
