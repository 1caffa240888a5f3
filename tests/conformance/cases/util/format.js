// format's placeholders.
const { format, formatWithOptions } = require('node:util');
console.log(format('%s %d %i %f %j %o %O %c%%', 'str', '42.5', '42.9', '1.5x', { a: 1 }, [1], { b: { c: {} } }, 'css'));
console.log(format('%s', Symbol('x')), format('%s', 10n), format('%s', -0), format('%s', { toString: () => 'own' }), format('%s', class A {}), format('%s', null));
console.log(format('no args', 1, 'two', { three: 3 }), format(1, 2), format('%x %s'), format('%d', 10n), format('%s'));
console.log(formatWithOptions({ colors: true }, '%o %s', { a: 1 }, 5));
const cyclic = {};
cyclic.c = cyclic;
console.log(format('%j', cyclic));
