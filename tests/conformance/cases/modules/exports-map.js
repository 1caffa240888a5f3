// package.json "exports": conditions, subpaths, patterns, what is not exported.
console.log(require('conditional'), require('conditional/feature'), require('conditional/deep/one'));
for (const id of ['conditional/private.js', 'conditional/none']) {
  try {
    require(id);
  } catch (error) {
    console.log(error.code, '|', error.message.replace(/ in .*/, ''));
  }
}
import('conditional').then((ns) => console.log(ns.default));
