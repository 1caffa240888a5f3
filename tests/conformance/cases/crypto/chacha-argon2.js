// ChaCha20-Poly1305 in pieces, both ways, forged; Argon2 in its three kinds, with a secret, and its refusals.
const crypto = require('node:crypto');
const key = Buffer.alloc(32, 1);
const iv = Buffer.alloc(12, 2);
console.log(crypto.getCipherInfo('chacha20-poly1305'));
const text = 'the quick brown fox jumps over the lazy dog '.repeat(5);
for (const size of [1, 7, 64, 1000]) {
  const cipher = crypto.createCipheriv('chacha20-poly1305', key, iv, { authTagLength: 16 });
  cipher.setAAD(Buffer.from('additional'), { plaintextLength: text.length });
  const packed = Buffer.concat([...text.match(new RegExp(`.{1,${size}}`, 'g')).map((part) => cipher.update(part)), cipher.final()]);
  console.log(crypto.hash('sha256', packed), cipher.getAuthTag().toString('hex'));
  const decipher = crypto.createDecipheriv('chacha20-poly1305', key, iv, { authTagLength: 16 });
  decipher.setAAD(Buffer.from('additional'), { plaintextLength: text.length });
  decipher.setAuthTag(cipher.getAuthTag());
  console.log(String(Buffer.concat([decipher.update(packed.subarray(0, 50)), decipher.update(packed.subarray(50)), decipher.final()])) === text);
  const forged = crypto.createDecipheriv('chacha20-poly1305', key, iv, { authTagLength: 16 });
  forged.setAuthTag(Buffer.alloc(16));
  forged.update(packed);
  try {
    forged.final();
  } catch (error) {
    console.log(error.message);
  }
}
const tries = [
  () => crypto.createCipheriv('chacha20-poly1305', key, Buffer.alloc(13)),
  () => crypto.createCipheriv('chacha20-poly1305', key, iv, { authTagLength: 17 }),
  () => crypto.createCipheriv('chacha20-poly1305', key.subarray(1), iv),
  () => crypto.argon2Sync('argon2x', {}),
  () => crypto.argon2Sync('argon2id', { message: 'x', nonce: Buffer.alloc(4), parallelism: 1, tagLength: 32, memory: 64, passes: 1 }),
  () => crypto.argon2Sync('argon2id', { message: 'x', nonce: Buffer.alloc(8), parallelism: 4, tagLength: 32, memory: 8, passes: 1 }),
];
for (const attempt of tries) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.code, error.message);
  }
}
const parameters = { message: 'password', nonce: Buffer.alloc(16, 3), parallelism: 2, tagLength: 24, memory: 64, passes: 2 };
for (const kind of ['argon2d', 'argon2i', 'argon2id']) console.log(kind, crypto.argon2Sync(kind, parameters).toString('hex'));
crypto.argon2('argon2id', { ...parameters, secret: Buffer.from('pepper'), associatedData: Buffer.from('more') }, (error, tag) => console.log(error, tag.toString('hex')));
