// Mock functions, methods, getters and timers.
import { mock, test } from 'node:test';
import assert from 'node:assert/strict';

test('functions', () => {
  const add = mock.fn((a, b) => a + b, (a, b) => a * b, { times: 1 });
  assert.deepEqual([add(2, 3), add(2, 3)], [6, 5]);
  assert.equal(add.mock.callCount(), 2);
  assert.deepEqual(add.mock.calls.map(({ arguments: given, result }) => [given, result]), [[[2, 3], 6], [[2, 3], 5]]);
  add.mock.resetCalls();
  assert.equal(add.mock.calls.length, 0);
});
test('methods and getters', (t) => {
  const target = { value: 1, get double() { return this.value * 2; }, triple() { return this.value * 3; } };
  const method = t.mock.method(target, 'triple', function () { return this.value * 30; });
  t.mock.getter(target, 'double', () => 7);
  assert.deepEqual([target.triple(), target.double], [30, 7]);
  assert.equal(method.mock.calls[0].this, target);
  method.mock.restore();
  assert.equal(target.triple(), 3);
  assert.throws(() => t.mock.method(target, 'nothing'), { code: 'ERR_INVALID_ARG_VALUE' });
});
test('errors are recorded', () => {
  const fails = mock.fn(() => {
    throw new Error('always');
  });
  assert.throws(fails, /always/);
  assert.equal(fails.mock.calls[0].error.message, 'always');
});
test('timers', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1000 });
  const seen = [];
  setTimeout(() => seen.push('timeout'), 50);
  const interval = setInterval(() => seen.push('interval'), 20);
  t.mock.timers.tick(45);
  assert.deepEqual(seen, ['interval', 'interval']);
  assert.equal(Date.now(), 1045);
  t.mock.timers.tick(5);
  clearInterval(interval);
  t.mock.timers.runAll();
  assert.deepEqual(seen, ['interval', 'interval', 'timeout']);
});
