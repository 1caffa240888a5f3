// A CommonJS file by its name that has the syntax of a module: a warning tells what to do.
import fs from 'node:fs';
console.log(typeof fs);
