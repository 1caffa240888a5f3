// process.chdir moves relative paths.
const fs = require('node:fs');
const before = process.cwd();
fs.mkdirSync('sub');
process.chdir('sub');
fs.writeFileSync('here.txt', 'x');
process.chdir('..');
console.log(process.cwd() === before, fs.readdirSync('sub'));
try {
  process.chdir('nope');
} catch (error) {
  console.log(error.code, error.message.replace(before, '<cwd>'));
}
