// emitWarning and deprecations go to stderr, once.
process.emitWarning('careful', { type: 'CustomWarning', code: 'C001', detail: 'more detail' });
process.emitWarning('plain');
const old = require('node:util').deprecate(() => 'result', 'old() is deprecated', 'DEP9999');
console.log(old(), old());
