// module, exports, require: identity, caching and the wrapper's arguments.
const a = require('./a.js');
console.log(a, require('./a.js') === a, require('./a') === a);
console.log(module.id, module.loaded, module.children.length, typeof module.paths, require.main === module);
console.log(require('node:path').basename(__filename), require('node:path').basename(__dirname) === require('node:path').basename(process.cwd()));
console.log(arguments.length, this === module.exports, this === exports);
setTimeout(() => console.log('loaded', module.loaded));
