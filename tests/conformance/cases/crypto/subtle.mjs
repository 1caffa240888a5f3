// crypto.subtle: digests, keys in and out, signatures, ciphers, derivation.
const { subtle } = crypto;
const data = new TextEncoder().encode('some data');
const hex = (bytes) => Buffer.from(bytes).toString('hex');
console.log(hex(await subtle.digest('SHA-384', data)));

const raw = new Uint8Array(32).map((_, index) => index);
const iv = raw.subarray(0, 12);
const gcm = await subtle.importKey('raw', raw, 'AES-GCM', true, ['encrypt', 'decrypt']);
const sealed = await subtle.encrypt({ name: 'AES-GCM', iv, additionalData: data }, gcm, data);
console.log(gcm, hex(sealed), hex(await subtle.decrypt({ name: 'AES-GCM', iv, additionalData: data }, gcm, sealed)));
await subtle.decrypt({ name: 'AES-GCM', iv }, gcm, sealed).catch((error) => console.log(error.name, error.message));
const cbc = await subtle.importKey('raw', raw.subarray(0, 16), 'AES-CBC', false, ['encrypt']);
console.log(hex(await subtle.encrypt({ name: 'AES-CBC', iv: raw.subarray(0, 16) }, cbc, data)));
const ctr = await subtle.importKey('raw', raw.subarray(0, 16), 'AES-CTR', false, ['encrypt']);
const counter = new Uint8Array(16).fill(0xff);
console.log(hex(await subtle.encrypt({ name: 'AES-CTR', counter, length: 8 }, ctr, new Uint8Array(40))));
console.log(await subtle.exportKey('jwk', gcm));
await subtle.exportKey('raw', cbc).catch((error) => console.log(error.name, error.message));
const wrapping = await subtle.importKey('raw', raw.subarray(0, 16), 'AES-KW', false, ['wrapKey', 'unwrapKey']);
console.log(hex(await subtle.wrapKey('raw', gcm, wrapping, 'AES-KW')));

const hmac = await subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify']);
const mac = await subtle.sign('HMAC', hmac, data);
console.log(hex(mac), await subtle.verify('HMAC', hmac, mac, data));

for (const [algorithm, parameters] of [
  [{ name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }],
  [{ name: 'Ed25519' }, 'Ed25519'],
  [{ name: 'RSASSA-PKCS1-v1_5', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, 'RSASSA-PKCS1-v1_5'],
  [{ name: 'RSA-PSS', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, { name: 'RSA-PSS', saltLength: 32 }],
]) {
  const { publicKey, privateKey } = await subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const signature = await subtle.sign(parameters, privateKey, data);
  console.log(publicKey.algorithm, privateKey.usages, signature.byteLength);
  console.log(await subtle.verify(parameters, publicKey, signature, data), await subtle.verify(parameters, publicKey, signature, raw));
  const jwk = await subtle.exportKey('jwk', privateKey);
  console.log(Object.keys(jwk), jwk.key_ops, jwk.ext, jwk.alg);
  const spki = await subtle.exportKey('spki', publicKey);
  const again = await subtle.importKey('spki', spki, algorithm, true, ['verify']);
  console.log(await subtle.verify(parameters, again, signature, data));
}
const oaep = await subtle.generateKey({ name: 'RSA-OAEP', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }, true, ['encrypt', 'decrypt']);
console.log(hex(await subtle.decrypt('RSA-OAEP', oaep.privateKey, await subtle.encrypt('RSA-OAEP', oaep.publicKey, data))));
for (const algorithm of [{ name: 'ECDH', namedCurve: 'P-384' }, { name: 'X25519' }]) {
  const [a, b] = [await subtle.generateKey(algorithm, false, ['deriveBits']), await subtle.generateKey(algorithm, false, ['deriveBits'])];
  const one = await subtle.deriveBits({ name: algorithm.name, public: b.publicKey }, a.privateKey, 256);
  const other = await subtle.deriveBits({ name: algorithm.name, public: a.publicKey }, b.privateKey, 256);
  console.log(algorithm.name, one.byteLength, hex(one) === hex(other));
}
const password = await subtle.importKey('raw', data, 'PBKDF2', false, ['deriveKey']);
const derived = await subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt: raw, iterations: 1000 }, password, { name: 'AES-GCM', length: 256 }, true, ['encrypt']);
console.log(hex(await subtle.exportKey('raw', derived)));
await subtle.importKey('raw', raw, 'nope', true, []).catch((error) => console.log(error.name, error.message));
