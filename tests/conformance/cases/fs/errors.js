// Codes, numbers, syscalls and messages of what goes wrong.
const fs = require('node:fs');
fs.mkdirSync('full/inner', { recursive: true });
fs.writeFileSync('file', '');
const attempts = [
  () => fs.readFileSync('nope'),
  () => fs.readFileSync('full'),
  () => fs.mkdirSync('full'),
  () => fs.rmdirSync('full'),
  () => fs.readdirSync('file'),
  () => fs.writeFileSync('nope/x', ''),
  () => fs.renameSync('nope', 'x'),
  () => fs.unlinkSync('nope'),
  () => fs.openSync('file', 'wx'),
  () => fs.readFileSync('file/x'),
  () => fs.rmSync('full'),
  () => fs.closeSync(9999),
  () => fs.readFileSync(42.5),
  () => fs.readFileSync({}),
  () => fs.openSync('file', 'bogus'),
  () => fs.readFileSync('a\0b'),
];
for (const attempt of attempts) {
  try {
    attempt();
    console.log('no error');
  } catch (error) {
    console.log(error.name, error.code, error.errno, error.syscall, '|', error.message);
  }
}
fs.promises.readFile('nope').catch((error) => console.log(error.message, Object.keys(error)));
