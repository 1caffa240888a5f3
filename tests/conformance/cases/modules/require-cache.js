// Deleting from require.cache loads a module anew; module.exports may be anything.
const first = require('./counted.js');
delete require.cache[require.resolve('./counted.js')];
const second = require('./counted.js');
console.log(first === second, first.name, Object.keys(require.cache).map((file) => file.split('/').at(-1)));
console.log(require('./function.js')(20), require('./null.js'));
