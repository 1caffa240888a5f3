// Symbolic and hard links, realpath, lstat, loops.
const fs = require('node:fs');
const path = require('node:path');
fs.mkdirSync('real');
fs.writeFileSync('real/file.txt', 'linked');
fs.symlinkSync('real', 'link');
console.log(fs.readFileSync('link/file.txt', 'utf8'), fs.readlinkSync('link'), fs.lstatSync('link').isSymbolicLink(), fs.statSync('link').isDirectory());
console.log(path.relative(process.cwd(), fs.realpathSync('link/file.txt')));
fs.linkSync('real/file.txt', 'hard');
fs.writeFileSync('hard', 'changed');
console.log(fs.readFileSync('real/file.txt', 'utf8'), fs.statSync('hard').nlink);
fs.symlinkSync('loop', 'loop');
try {
  fs.readFileSync('loop');
} catch (error) {
  console.log(error.code);
}
fs.unlinkSync('link');
console.log(fs.existsSync('real/file.txt'), fs.existsSync('link'));
