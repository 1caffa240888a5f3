// Failures of every kind: assertions, thrown values, rejections, timeouts, hooks, unmet plans, uncaught errors.
import { before, describe, it, test } from 'node:test';
import assert from 'node:assert';

test('deepEqual', () => assert.deepStrictEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] }));
test('ok', () => {
  const value = 0;
  assert.ok(value === 1);
});
test('message', () => assert.equal(1, 2, 'one is not two'));
test('throws a string', () => {
  throw 'text';
});
test('rejects', async () => {
  await null;
  throw new TypeError('asynchronous');
});
test('times out', { timeout: 20 }, () => new Promise((resolve) => setTimeout(resolve, 500)));
test('plan', (t) => {
  t.plan(2);
  t.assert.ok(true);
});
describe('with a failing hook', () => {
  before(() => {
    throw new Error('hook');
  });
  it('is not run', () => {});
});
test('callback', (_t, done) => setImmediate(done, new Error('given to done')));
test('parent of a failure', async (t) => {
  await t.test('child', () => {
    throw new RangeError('child');
  });
  await t.test('passes');
});
