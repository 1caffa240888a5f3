// A syntax error in a required file names that file.
console.log('before');
require('./broken.js');
