// What call sites are, and an uncaught error whose stack can't be made: the program's Error.prepareStackTrace throws.
const { inspect } = require('node:util');
const before = Error.prepareStackTrace;
Error.prepareStackTrace = (error, sites) => sites;
const [site] = new Error().stack;
Error.prepareStackTrace = before;
console.log(site.constructor.name, inspect(site), Object.prototype.toString.call(site));

Error.prepareStackTrace = () => {
  throw new Error('no stack');
};
process.on('exit', (code) => console.log('exit', code));
null.field;
