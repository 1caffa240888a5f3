// A name that a module doesn't export is a SyntaxError before anything runs.
console.log('must not be printed');
import { absent } from './module.mjs';
console.log(absent);
