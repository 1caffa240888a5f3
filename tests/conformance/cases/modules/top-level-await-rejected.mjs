// A rejected top-level await ends the program as an uncaught error does.
console.log('before');
await Promise.reject(new TypeError('refused at top level'));
console.log('never');
