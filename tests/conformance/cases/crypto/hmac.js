// HMAC with short, long, empty and binary keys.
const crypto = require('node:crypto');
for (const key of ['k', '', 'x'.repeat(200), Buffer.from([0, 255])]) {
  for (const name of ['md5', 'sha1', 'sha256', 'sha512']) console.log(name, crypto.createHmac(name, key).update('data').digest('hex'));
}
const key = crypto.createSecretKey(Buffer.from('secret'));
console.log(key.type, key.symmetricKeySize, crypto.createHmac('sha256', key).update('x').digest('base64'));
console.log(crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')));
try {
  crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('ab'));
} catch (error) {
  console.log(error.code);
}
