// pbkdf2 and scrypt: the bytes, sync and async, bad parameters.
const crypto = require('node:crypto');
console.log(crypto.pbkdf2Sync('password', 'salt', 1000, 32, 'sha256').toString('hex'), crypto.scryptSync('password', 'salt', 32, { N: 1024 }).toString('hex'));
crypto.pbkdf2('p', 's', 2, 8, 'sha1', (error, key) => {
  console.log(error, key);
  crypto.scrypt('p', 's', 8, { N: 16, r: 1, p: 1 }, (e, k) => console.log(e, k));
});
for (const attempt of [() => crypto.pbkdf2Sync('p', 's', 0, 8, 'sha1'), () => crypto.pbkdf2Sync('p', 's', 1, 8, 'nope'), () => crypto.scryptSync('p', 's', 8, { N: 3 })]) {
  try {
    attempt();
  } catch (error) {
    console.log(error.code, error.message);
  }
}
