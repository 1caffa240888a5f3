// Several digests under way at once, copies of them, input of any size; HMAC whose key changes meanwhile; PBKDF2 beside them.
const crypto = require('node:crypto');

const bytes = (length) => Buffer.from(Array.from({ length }, (_, index) => (index * 37 + (index >> 5)) & 0xff));
const names = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'ripemd160'];
const hashes = names.map((name) => [name, crypto.createHash(name)]);
for (const length of [0, 1, 63, 64, 127, 128, 129, 16383, 16384, 16385, 40000]) {
  for (const [, hash] of hashes) hash.update(bytes(length));
}
for (const [name, hash] of hashes) {
  const copy = hash.copy();
  hash.update('more');
  console.log(name, copy.copy().digest('hex'), hash.digest('base64'), copy.update('other').digest('base64url'));
}
for (const name of names) {
  const key = bytes(200);
  const macs = [key, key.subarray(0, 20), 'secret', '', crypto.createSecretKey(key)].map((one) => crypto.createHmac(name, one));
  key.fill(0);
  for (const mac of macs) mac.update('first ');
  for (const mac of macs) mac.update(bytes(20000));
  console.log(name, ...macs.map((mac) => mac.digest('hex')));
}
for (const name of names) {
  const under = crypto.createHash(name).update('before');
  console.log(name, crypto.pbkdf2Sync('password', bytes(300), 3, 150, name).toString('hex'), crypto.pbkdf2Sync(bytes(200), '', 1, 7, name).toString('hex'), under.update('after').digest('hex'));
}
console.log(crypto.hash('sha512', bytes(100_000)), crypto.hash('md5', ''));
