// Stats: kinds, size, dates, bigint, throwIfNoEntry, access, chmod, utimes.
const fs = require('node:fs');
fs.writeFileSync('s.txt', '12345');
const stats = fs.statSync('s.txt');
console.log(Object.keys(stats).sort().join(' '));
console.log(stats.size, stats.isFile(), stats.isDirectory(), stats.isSymbolicLink(), stats.mtime instanceof Date, typeof fs.statSync('s.txt', { bigint: true }).mtimeNs);
console.log(fs.statSync('nope', { throwIfNoEntry: false }));
fs.utimesSync('s.txt', 1, new Date(2000));
console.log(fs.statSync('s.txt').mtimeMs, fs.statSync('s.txt').atimeMs, fs.statSync('s.txt').mtime.toISOString());
fs.chmodSync('s.txt', 0o600);
console.log((fs.statSync('s.txt').mode & 0o777).toString(8));
fs.accessSync('s.txt', fs.constants.R_OK);
fs.access('nope', (error) => console.log(error.code, error.syscall));
fs.truncateSync('s.txt', 2);
console.log(fs.readFileSync('s.txt', 'utf8'));
