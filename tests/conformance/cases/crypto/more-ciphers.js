// The other ciphers: every name with what getCipherInfo tells, bytes of each in one piece and in many, then what CCM, OCB and key
// wrapping refuse, and AES-OCB and AES-KW by crypto.subtle.
const crypto = require('node:crypto');
const attempt = require('./attempt.cjs');

const bytes = (length, start) => Buffer.from(Array.from({ length }, (_, index) => (start + index * 7) & 0xff));
const join = (...parts) => parts.map((part) => part.toString('hex')).join(' ');
const names = [
  ...[128, 192, 256].flatMap((bits) => [
    ...['cfb', 'cfb1', 'cfb8', 'ofb', 'ccm', 'ocb'].map((mode) => `aes-${bits}-${mode}`),
    `id-aes${bits}-CCM`, `aes${bits}-wrap`, `id-aes${bits}-wrap`, `aes${bits}-wrap-pad`,
  ]),
  'des-ede', 'des-ede-ecb', 'des-ede-cbc', 'des-ede-cfb', 'des-ede-ofb',
  'des-ede3', 'des-ede3-ecb', 'des-ede3-cbc', 'des3', 'des-ede3-cfb', 'des-ede3-cfb1', 'des-ede3-cfb8', 'des-ede3-ofb', 'chacha20',
];
const listed = crypto.getCiphers();
for (const name of names) {
  const info = crypto.getCipherInfo(name);
  console.log(name, listed.includes(name), JSON.stringify(info));
  const authTagLength = info.mode === 'ccm' || info.mode === 'ocb' ? 14 : undefined;
  const options = authTagLength === undefined ? undefined : { authTagLength };
  const given = [name, bytes(info.keyLength, 1), info.ivLength === undefined ? null : bytes(info.ivLength, 50), options];
  for (const length of info.mode === 'wrap' && !name.endsWith('pad') ? [16, 40] : [1, 16, 61]) {
    const text = bytes(length, 90);
    const cipher = crypto.createCipheriv(...given);
    if (options) cipher.setAAD(bytes(20, 9), { plaintextLength: length });
    const atOnce = info.mode === 'ccm' || info.mode === 'wrap';
    const made = (atOnce ? [text] : [text.subarray(0, 5), text.subarray(5)]).map((part) => cipher.update(part));
    made.push(cipher.final());
    console.log(length, join(...made), options ? cipher.getAuthTag().toString('hex') : '');
    const decipher = crypto.createDecipheriv(...given);
    if (options) decipher.setAuthTag(cipher.getAuthTag()).setAAD(bytes(20, 9), { plaintextLength: length });
    const whole = Buffer.concat(made);
    const plain = (atOnce ? [whole] : [whole.subarray(0, 17), whole.subarray(17)]).map((part) => decipher.update(part));
    console.log(Buffer.concat([...plain, decipher.final()]).equals(text));
  }
}

for (const name of ['aes-128-ccm', 'aes-128-ocb']) {
  const [key, iv, additional] = [bytes(16, 1), bytes(12, 2), Buffer.from('additional')];
  const encrypt = (authTagLength = 16, vector = iv) => crypto.createCipheriv(name, key, vector, { authTagLength });
  const decrypt = (authTagLength = 12) => crypto.createDecipheriv(name, key, iv, { authTagLength });
  const sealed = encrypt(12);
  const text = Buffer.concat([sealed.update('hello'), sealed.final()]);
  const tag = sealed.getAuthTag();
  attempt(`${name} without a tag length`, () => crypto.createCipheriv(name, key, iv));
  for (const length of [0, 1, 4, 5, 15, 16, 17]) attempt(`tag of ${length}`, () => typeof encrypt(length));
  for (const length of [0, 1, 6, 7, 13, 14, 15, 16]) {
    attempt(`vector of ${length}`, () => typeof encrypt(16, bytes(length, 3)));
    attempt(`info of ${length}`, () => JSON.stringify(crypto.getCipherInfo(name, { ivLength: length })));
  }
  attempt('no text length', () => typeof encrypt().setAAD(additional));
  attempt('other text length', () => join(encrypt().setAAD(additional, { plaintextLength: 4 }).update('hello')));
  attempt('data of two parts', () => {
    const cipher = encrypt();
    cipher.setAAD(additional, { plaintextLength: 5 }).setAAD(additional, { plaintextLength: 5 });
    return join(cipher.update('hello'), cipher.final(), cipher.getAuthTag());
  });
  attempt('text of two parts', () => {
    const cipher = encrypt();
    return join(cipher.update('hello'), cipher.update('hello'), cipher.final(), cipher.getAuthTag());
  });
  attempt('no text', () => {
    const cipher = encrypt();
    return join(cipher.final(), cipher.getAuthTag());
  });
  attempt('data alone', () => {
    const cipher = encrypt();
    cipher.setAAD(additional, { plaintextLength: 0 });
    return join(cipher.update(''), cipher.final(), cipher.getAuthTag());
  });
  attempt('large data', () => {
    const cipher = encrypt();
    cipher.setAAD(bytes(70_000, 0), { plaintextLength: 3 });
    return join(cipher.update('abc'), cipher.final(), cipher.getAuthTag());
  });
  attempt('long text', () => encrypt(16, bytes(13, 0)).update(Buffer.alloc(65_536)).length);
  attempt('tag too early', () => encrypt().getAuthTag());
  const open = (prepare, late = () => {}) => () => {
    const decipher = decrypt();
    prepare(decipher);
    const first = decipher.update(text);
    late(decipher);
    return join(first, decipher.final());
  };
  attempt('opened', open((decipher) => decipher.setAuthTag(tag)));
  attempt('tag of another length', () => typeof decrypt(16).setAuthTag(tag));
  attempt('wrong tag', open((decipher) => decipher.setAuthTag(Buffer.alloc(12))));
  attempt('no tag', open(() => {}));
  attempt('late tag', open(() => {}, (decipher) => decipher.setAuthTag(tag)));
  attempt('other data', open((decipher) => decipher.setAuthTag(tag).setAAD(additional, { plaintextLength: 5 })));
}

const wrap = (make, name, vector, ...texts) => () => {
  const cipher = make(name, bytes(16, 3), vector);
  return join(...texts.map((text) => cipher.update(text)), cipher.final());
};
const check = Buffer.alloc(8, 0xa6);
const padCheck = Buffer.from('a65959a6', 'hex');
for (const length of [0, 8, 17, 24]) attempt(`wrap ${length}`, wrap(crypto.createCipheriv, 'aes128-wrap', check, bytes(length, 5)));
attempt('wrap two keys', wrap(crypto.createCipheriv, 'aes128-wrap', check, bytes(16, 5), bytes(16, 5)));
for (const length of [0, 5, 8, 17, 24]) attempt(`pad ${length}`, wrap(crypto.createCipheriv, 'aes128-wrap-pad', padCheck, bytes(length, 5)));
for (const length of [16, 24, 25]) {
  attempt(`unwrap ${length}`, wrap(crypto.createDecipheriv, 'aes128-wrap', check, bytes(length, 5)));
  attempt(`unpad ${length}`, wrap(crypto.createDecipheriv, 'aes128-wrap-pad', padCheck, bytes(length, 5)));
}
attempt('no vector', wrap(crypto.createCipheriv, 'aes128-wrap', null, bytes(16, 5)));
attempt('short key', () => crypto.createCipheriv('des-ede3-cbc', bytes(23, 0), bytes(8, 0)));
attempt('wrong padding', () => join(crypto.createDecipheriv('des-ede3-cbc', bytes(24, 3), bytes(8, 0)).update(bytes(16, 0)), crypto.createDecipheriv('des3', bytes(24, 3), bytes(8, 0)).final()));

(async () => {
  const { subtle } = crypto;
  const key = await subtle.importKey('raw-secret', bytes(32, 7), 'AES-OCB', false, ['encrypt', 'decrypt']);
  const algorithm = { name: 'AES-OCB', iv: bytes(12, 0), additionalData: bytes(5, 5), tagLength: 96 };
  const sealed = await subtle.encrypt(algorithm, key, bytes(50, 1));
  console.log(Buffer.from(sealed).toString('hex'), Buffer.from(await subtle.decrypt(algorithm, key, sealed)).equals(bytes(50, 1)));
  await subtle.decrypt(algorithm, key, bytes(40, 1)).catch((error) => console.log(error.name, error.message));
  const wrapping = await subtle.importKey('raw', bytes(24, 7), 'AES-KW', false, ['wrapKey', 'unwrapKey']);
  const wrapped = await subtle.importKey('raw', bytes(16, 1), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
  console.log(Buffer.from(await subtle.wrapKey('raw', wrapped, wrapping, 'AES-KW')).toString('hex'));
})();
// Of two things that are wrong the vector is named.
for (const [name, key, vector] of [['aes-256-cbc', 3, 2], ['aes-256-cbc', 3, 16], ['aes-256-cbc', 32, 2], ['aes-256-gcm', 3, 0], ['aes-256-gcm', 3, 12], ['aes-256-ctr', 3, 2]]) {
  attempt(`${name} key of ${key} vector of ${vector}`, () => crypto.createCipheriv(name, bytes(key, 0), bytes(vector, 0)) instanceof crypto.Cipheriv);
}
