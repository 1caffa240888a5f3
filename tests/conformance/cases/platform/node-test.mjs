// node:test: output in TAP-like spec form is timing dependent, so only results and the exit code are compared.
import test, { describe, it, mock } from 'node:test';
import assert from 'node:assert/strict';
process.on('exit', (code) => console.error('exit code', code, process.exitCode));
test('passes', () => assert.equal(1, 1));
test('fails', () => assert.equal(1, 2));
describe('a group', () => {
  it('awaits', async () => {
    await null;
    const spy = mock.fn((n) => n + 1);
    assert.equal(spy(1), 2);
    assert.equal(spy.mock.callCount(), 1);
  });
  it.skip('is skipped', () => {});
});
