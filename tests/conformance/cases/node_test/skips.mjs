// skip, todo and only; options and their shorthands.
import { describe, it, test } from 'node:test';
test('skipped by option', { skip: true }, () => console.log('never'));
test('skipped with a reason', { skip: 'not now' }, () => console.log('never'));
test.skip('skipped by method', () => console.log('never'));
test('skips itself', (t) => {
  t.skip('from inside');
});
test('todo by option', { todo: true });
test('todo that fails', { todo: 'later' }, () => {
  throw new Error('does not count');
});
test.todo('todo by method');
test('todo itself', (t) => t.todo());
describe.skip('skipped suite', () => {
  it('inside', () => console.log('never'));
});
describe('suite', () => {
  it.todo('in a suite');
  it('runs', () => console.log('runs'));
});
