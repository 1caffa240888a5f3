// A cycle sees the exports that were there when it closed.
const a = require('./a.js');
console.log('main', a);
