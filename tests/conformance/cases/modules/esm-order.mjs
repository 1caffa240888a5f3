// Dependencies are evaluated depth first, in the order of their imports, before the importer; imports are hoisted.
console.log('main begins');
import './one.mjs';
import './two.mjs';
import './one.mjs';
console.log('main ends');
