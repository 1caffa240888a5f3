// require() of an ES module gives its namespace; one with top-level await is refused.
const ns = require('./module.mjs');
console.log(ns.default, ns.named, ns.__esModule, Object.prototype.toString.call(ns));
console.log(require('./special.mjs'));
try {
  require('./async.mjs');
} catch (error) {
  console.log(error.code);
}
