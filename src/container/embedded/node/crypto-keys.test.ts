import * as reference from 'node:crypto';
import { expect, test } from 'vitest';
import { startCipher } from './crypto-ciphers.ts';
import { digestAlgorithm } from './crypto-digests.ts';
import { ENCODED, exportKey, generateRsaKey, publicHalf, readDerKey, readJwk, readPemKey, writeJwk, type KeyMaterial } from './crypto-keys.ts';
import { cipherInfo } from './crypto-names.ts';
import { sign, verify, type SignatureOptions } from './crypto-signatures.ts';

const random = (target: Uint8Array<ArrayBuffer>): void => void reference.randomFillSync(target);
const message = new TextEncoder().encode('a message');
const options: SignatureOptions = { digest: digestAlgorithm('sha256'), padding: undefined, saltLength: undefined, p1363: false, random };

const KINDS: Readonly<Record<string, () => reference.KeyPairKeyObjectResult>> = {
  rsa: () => reference.generateKeyPairSync('rsa', { modulusLength: 1024 }),
  'P-256': () => reference.generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': () => reference.generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': () => reference.generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  secp256k1: () => reference.generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
  ed25519: () => reference.generateKeyPairSync('ed25519'),
  x25519: () => reference.generateKeyPairSync('x25519'),
  ed448: () => reference.generateKeyPairSync('ed448'),
  x448: () => reference.generateKeyPairSync('x448'),
};

const pemOf = (key: reference.KeyObject): string => key.export({ type: key.type === 'public' ? 'spki' : 'pkcs8', format: 'pem' }) as string;
const ourPem = (key: KeyMaterial, isPrivate: boolean): unknown =>
  exportKey(key, { pem: true, encoding: isPrivate ? ENCODED.pkcs8 : ENCODED.spki, isPrivate, random });

test.each(Object.keys(KINDS))('%s keys of OpenSSL are read, and written as it writes them', (kind) => {
  const { privateKey, publicKey } = (KINDS[kind] as () => reference.KeyPairKeyObjectResult)();
  const ours = readPemKey(pemOf(privateKey), 'private', undefined);
  expect(ourPem(ours, true)).toBe(pemOf(privateKey));
  expect(ourPem(publicHalf(ours), false)).toBe(pemOf(publicKey));
  expect(writeJwk(ours, true, {})).toEqual(privateKey.export({ format: 'jwk' }));
  expect(readJwk(publicKey.export({ format: 'jwk' }) as Record<string, unknown>, 'public').public).toEqual(ours.public);
});

test.each(Object.keys(KINDS).filter((kind) => !kind.startsWith('x')))('OpenSSL verifies signatures by %s, and its own are verified', (kind) => {
  const { privateKey, publicKey } = (KINDS[kind] as () => reference.KeyPairKeyObjectResult)();
  const digest = kind.startsWith('ed') ? null : 'sha256';
  const given = { ...options, digest: digest === null ? undefined : options.digest };
  const ours = readPemKey(pemOf(privateKey), 'private', undefined);
  expect(reference.verify(digest, message, publicKey, sign(ours, { message }, given))).toBe(true);
  const theirs = new Uint8Array(reference.sign(digest, message, privateKey));
  expect(verify(ours, { message }, theirs, given)).toBe(true);
  theirs[theirs.length - 1] = (theirs.at(-1) as number) ^ 1;
  expect(verify(ours, { message }, theirs, given)).toBe(false);
});

test('a generated RSA key has the wanted length and is accepted by OpenSSL', () => {
  const pem = ourPem(generateRsaKey(1024, 65537n, random), true) as string;
  const key = reference.createPrivateKey(pem);
  expect(key.asymmetricKeyDetails).toEqual({ modulusLength: 1024, publicExponent: 65537n });
  expect(reference.verify('sha256', message, reference.createPublicKey(pem), reference.sign('sha256', message, key))).toBe(true);
});

test('keys that OpenSSL encrypted are read with their passphrase only', () => {
  const { privateKey } = reference.generateKeyPairSync('ed25519');
  const sealed = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }) as string;
  const read = (passphrase: string | undefined) => readPemKey(sealed, 'private', passphrase === undefined ? undefined : new TextEncoder().encode(passphrase));
  expect(ourPem(read('secret'), true)).toBe(pemOf(privateKey));
  expect(() => read('wrong')).toThrow();
  expect(() => read(undefined)).toThrow('interrupted or cancelled');
});

test('what is no key is refused', () => {
  expect(() => readPemKey('nope', 'public', undefined)).toThrow('DECODER routines::unsupported');
  expect(() => readDerKey(Uint8Array.of(0x30, 0x50, 1), ENCODED.pkcs8, 'private', undefined)).toThrow('not enough data');
  expect(() => readJwk({ kty: 'RSA' }, 'public')).toThrow('Invalid JWK RSA key');
});

test.each(['aes-128-cbc', 'aes-192-ctr', 'aes-256-ecb', 'aes-256-gcm'])('%s gives the bytes of OpenSSL in pieces of any length', (name) => {
  const info = cipherInfo(name);
  if (info === undefined) throw new Error(`${name} is not implemented`);
  const key = new Uint8Array(info.keyLength).fill(7);
  const iv = new Uint8Array(info.ivLength ?? 0).fill(9);
  const text = new Uint8Array(1000).map((_, index) => index);
  const theirs = reference.createCipheriv(name, key, info.ivLength === undefined ? null : iv);
  const expected = Buffer.concat([theirs.update(text), theirs.final()]);
  for (const size of [1, 15, 16, 17, 333, 1000]) {
    const ours = startCipher(info, key, iv, true);
    const parts: Uint8Array[] = [];
    for (let at = 0; at < text.length; at += size) parts.push(ours.update(text.subarray(at, at + size)));
    parts.push(ours.final());
    expect(Buffer.concat(parts).equals(expected)).toBe(true);
  }
});
