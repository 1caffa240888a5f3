// Extensions, folders with index.js and package.json main, node_modules above, JSON.
console.log(require('./data'), require('./data.json') === require('./data'));
console.log(require('./folder'), require('./packaged'), require('dep'), require('dep/sub'));
console.log(require.resolve('dep').endsWith('node_modules/dep/lib/main.js'));
console.log(require.resolve('fs'), require.resolve('node:fs'));
