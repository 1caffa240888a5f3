// AES in its modes: bytes, streaming in pieces, padding, tags, and the errors of misuse.
const crypto = require('node:crypto');
const { pipeline } = require('node:stream/promises');
const { Readable } = require('node:stream');

const text = Buffer.from('The quick brown fox jumps over the lazy dog, twice: the quick brown fox.');
const bytes = (length, start = 1) => Buffer.from(Array.from({ length }, (_, index) => (index + start) & 0xff));
const attempt = (name, action) => {
  try {
    const value = action();
    console.log(name, Buffer.isBuffer(value) ? value.toString('hex') : value);
  } catch (error) {
    console.log(name, error.name, error.code, error.message, error.library, error.reason);
  }
};

for (const bits of [128, 192, 256]) {
  for (const mode of ['ecb', 'cbc', 'ctr', 'gcm']) {
    const name = `aes-${bits}-${mode}`;
    const iv = mode === 'ecb' ? null : bytes(mode === 'gcm' ? 12 : 16, 200);
    const cipher = crypto.createCipheriv(name, bytes(bits / 8), iv);
    if (mode === 'gcm') cipher.setAAD(Buffer.from('additional'));
    const parts = [];
    for (let at = 0; at < text.length; at += 7) parts.push(cipher.update(text.subarray(at, at + 7)));
    parts.push(cipher.final());
    console.log(name, parts.map((part) => part.length).join(' '));
    const sealed = Buffer.concat(parts);
    console.log(sealed.toString('base64'));
    const decipher = crypto.createDecipheriv(name, bytes(bits / 8), iv);
    if (mode === 'gcm') {
      console.log(cipher.getAuthTag().toString('hex'));
      decipher.setAAD(Buffer.from('additional'));
      decipher.setAuthTag(cipher.getAuthTag());
    }
    console.log(decipher.update(sealed, null, 'utf8') + decipher.final('utf8'));
    console.log(crypto.getCipherInfo(name));
  }
}
for (const length of [1, 8, 13, 16, 60]) {
  const cipher = crypto.createCipheriv('aes-256-gcm', bytes(32), bytes(length), { authTagLength: 12 });
  console.log(length, cipher.update('iv of this length', 'utf8', 'hex') + cipher.final('hex'), cipher.getAuthTag().toString('hex'));
}
attempt('unknown', () => crypto.createCipheriv('nope', bytes(16), null));
attempt('key', () => crypto.createCipheriv('aes-128-cbc', bytes(3), bytes(16)));
attempt('iv', () => crypto.createCipheriv('aes-128-cbc', bytes(16), bytes(3)));
attempt('no iv', () => crypto.createCipheriv('aes-128-cbc', bytes(16), null));
attempt('empty iv', () => crypto.createCipheriv('aes-128-gcm', bytes(16), Buffer.alloc(0)));
attempt('tag length', () => crypto.createCipheriv('aes-128-gcm', bytes(16), bytes(12), { authTagLength: 3 }));
attempt('short tag', () => crypto.createDecipheriv('aes-128-gcm', bytes(16), bytes(12)).setAuthTag(bytes(3)));
const wrong = crypto.createDecipheriv('aes-128-gcm', bytes(16), bytes(12));
wrong.setAuthTag(bytes(16));
attempt('wrong tag data', () => wrong.update('abc'));
attempt('wrong tag', () => wrong.final());
attempt('no tag', () => crypto.createDecipheriv('aes-128-gcm', bytes(16), bytes(12)).final());
const done = crypto.createCipheriv('aes-128-cbc', bytes(16), bytes(16));
attempt('final', () => done.final());
attempt('final again', () => done.final());
attempt('update after final', () => done.update('x'));
attempt('tag of cbc', () => done.getAuthTag());
attempt('aad of cbc', () => crypto.createCipheriv('aes-128-cbc', bytes(16), bytes(16)).setAAD(bytes(1)));
attempt('padding after final', () => done.setAutoPadding());
attempt('bad padding', () => {
  const decipher = crypto.createDecipheriv('aes-128-cbc', bytes(16), bytes(16));
  return Buffer.concat([decipher.update(bytes(16)), decipher.final()]);
});
attempt('part of a block', () => {
  const decipher = crypto.createDecipheriv('aes-128-cbc', bytes(16), bytes(16));
  return Buffer.concat([decipher.update(bytes(17)), decipher.final()]);
});
attempt('no padding', () => {
  const cipher = crypto.createCipheriv('aes-128-cbc', bytes(16), bytes(16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes(16)), cipher.final()]);
});
console.log(crypto.getCipherInfo('aes256'), crypto.getCipherInfo(901), crypto.getCipherInfo('nope'));
console.log(crypto.getCipherInfo('aes-128-cbc', { ivLength: 12 }), crypto.getCipherInfo('aes-128-gcm', { ivLength: 13 }));
console.log(crypto.getCiphers().includes('aes-256-gcm'));

(async () => {
  const key = crypto.createSecretKey(bytes(32));
  const sealed = [];
  await pipeline(Readable.from([text, text]), crypto.createCipheriv('aes-256-ctr', key, bytes(16)), async function (source) {
    for await (const chunk of source) sealed.push(chunk);
  });
  console.log(Buffer.concat(sealed).toString('hex'));
})();
