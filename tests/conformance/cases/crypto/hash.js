// Digests of every common algorithm, in pieces, as copies, one-shot, as streams.
const crypto = require('node:crypto');
for (const name of ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha512-256', 'sha3-256', 'ripemd160', 'SHA256', 'RSA-SHA256']) {
  console.log(name, crypto.createHash(name).update('héllo').update(Buffer.from([1, 2])).digest('hex'));
}
const hash = crypto.createHash('sha256').update('a');
const copy = hash.copy();
console.log(copy.update('b').digest('base64'), hash.digest('base64url'), crypto.hash('sha1', 'x'), crypto.createHash('md5').digest());
try {
  hash.update('late');
} catch (error) {
  console.log(error.code, error.message);
}
try {
  crypto.createHash('nope');
} catch (error) {
  console.log(error.message);
}
const stream = crypto.createHash('sha1');
stream.on('readable', () => {
  const data = stream.read();
  if (data) console.log(data.toString('hex'));
});
stream.write('stream');
stream.end();
