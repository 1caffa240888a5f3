// depth, colors, compact, breakLength, sorted, getters, maxArrayLength, showHidden, numericSeparator.
const { inspect } = require('node:util');
const value = { b: [1, [2, [3, [4]]]], a: 'x'.repeat(30), m: new Map([['k', { v: 1 }]]), get g() { return 5; }, n: 1234567.891 };
for (const options of [
  {}, { depth: 0 }, { depth: Infinity }, { colors: true }, { compact: false }, { compact: 1, breakLength: 40 }, { sorted: true }, { getters: true }, { showHidden: true, depth: 1 }, { maxStringLength: 5 }, { numericSeparator: true },
]) {
  console.log(options, '\n', inspect(value, options));
}
console.log(inspect(Array.from({ length: 130 }, (_, i) => i)));
console.log(inspect('y'.repeat(20_000)).length, inspect({ long: 'line\n'.repeat(3) }), inspect(new Set(Array(120).keys()), { maxArrayLength: 2 }));
