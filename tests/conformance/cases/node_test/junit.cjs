// The junit reporter.
const { test } = require('node:test');
test('one', async (t) => { await t.test('two', () => {}); }); test('bad <&>', () => { throw new Error('q'); }); test('skipped', { skip: 'why' }, () => {});
