// What the C++ side of fs checks itself: descriptors and modes that can't be; a watched file that changes at once.
const fs = require('node:fs');

const attempt = (name, work) => {
  try {
    console.log(name, work());
  } catch (error) {
    console.log(name, error.name, error.code, error.message);
  }
};
fs.writeFileSync('a', '0123');
for (const fd of [-1, 1.5, 'x', 2 ** 31, NaN, null, undefined, {}]) {
  attempt('close', () => fs.closeSync(fd));
  attempt('fstat', () => fs.fstatSync(fd));
}
attempt('read', () => fs.readFileSync(-1));
attempt('read text', () => fs.readFileSync(-1, 'utf8'));
for (const mode of [8, -1, 7]) {
  attempt('copy', () => fs.copyFileSync('a', 'b', mode));
  attempt('access', () => fs.accessSync('a', mode));
}
fs.chmodSync('a', 0o600);
fs.watchFile('a', { interval: 20 }, (current, previous) => {
  console.log('changed', current.size > previous.size);
  fs.unwatchFile('a');
});
setTimeout(() => fs.writeFileSync('a', '0123456789'), 50);
