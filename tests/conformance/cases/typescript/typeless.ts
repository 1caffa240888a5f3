// Without a package.json: module syntax makes it a module, its absence CommonJS.
const { sep }: { sep: string } = require('node:path');
console.log(sep, typeof require, typeof module, this === module.exports);
import('./m.ts').then((m: { default: string }) => console.log(m.default));
