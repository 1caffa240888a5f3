// Hooks run in order around tests and suites; contexts, names, subtests and plans.
import { after, afterEach, before, beforeEach, describe, it, suite, test } from 'node:test';
import assert from 'node:assert/strict';

const order = [];
before(() => order.push('root before'));
after(() => {
  order.push('root after');
  console.log(order.join('\n'));
});
describe('outer', () => {
  before(() => order.push('outer before'));
  beforeEach((t) => order.push(`outer beforeEach ${t.name}`));
  afterEach(() => order.push('outer afterEach'));
  after(() => order.push('outer after'));
  it('one', () => order.push('one'));
  describe('inner', () => {
    beforeEach(() => order.push('inner beforeEach'));
    it('two', async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push('two');
    });
  });
});
suite('a suite', { concurrency: true }, () => {
  test('a', async () => {
    await new Promise((resolve) => setImmediate(resolve));
  });
  test('b', () => {});
});
test('subtests', async (t) => {
  t.plan(2);
  t.diagnostic('a message of the test');
  await t.test('first', (child) => {
    assert.equal(child.name, 'first');
    assert.equal(child.fullName, 'subtests > first');
    child.after(() => order.push('after first'));
  });
  t.assert.ok(true);
});
