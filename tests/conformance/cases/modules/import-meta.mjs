// import.meta: url, filename, dirname, resolve, main.
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
console.log(Object.keys(import.meta).sort());
console.log(path.basename(import.meta.filename), import.meta.dirname === process.cwd());
console.log(import.meta.url === pathToFileURL(import.meta.filename).href, fileURLToPath(import.meta.url) === import.meta.filename);
console.log(import.meta.resolve('./x.js') === new URL('./x.js', import.meta.url).href, import.meta.resolve('fs'), import.meta.main);
console.log(typeof require, typeof module, typeof __filename, this);
