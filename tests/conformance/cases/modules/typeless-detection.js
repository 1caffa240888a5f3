// A .js file with ESM syntax and no "type" is run as an ES module.
import { basename } from 'node:path';
console.log(basename(import.meta.url), typeof require);
