// Asymmetric keys and the forms they are stored in: SubjectPublicKeyInfo (RFC 5280), PKCS #8 (RFC 5958), PKCS #1 (RFC 8017),
// SEC1 (RFC 5915), curve keys (RFC 8410), encrypted PKCS #8 (PBES2, RFC 8018), JWK (RFC 7517, 7518, 8037).
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { codedError, concatBytes, copyOf, equalBytes } from './bytes.ts';
import { startCipher } from './crypto-ciphers.ts';
import { BYTE_CURVES, convertPoint, curveNamed, generatePrivateKey, isPrivateKey, publicPoint, type ByteCurveName, type Curve } from './crypto-curves.ts';
import { digestAlgorithm, digestName, digestOfOid, digestOid } from './crypto-digests.ts';
import { generateDh, generateDsa, type DhDomain, type DsaDomain } from './crypto-finite-fields.ts';
import { cipherInfo, type CipherInfo } from './crypto-names.ts';
import { power } from './crypto-primes.ts';
import { generateRsa, type RsaPrivateNumbers, type RsaPublicNumbers } from './crypto-rsa.ts';
import {
  bigintToBytes, bitsOf, bitString, bytesToBigint, children, contentOf, contextTag, der, derNull, integer, integerOf, octetString, oid, oidOf,
  readDer, readPem, sequence, TAG, writePem, type DerNode,
} from './der.ts';
import { decodeBase64url, decodeHex, encode as encodeText, ENCODING } from './encodings.ts';
import { invalidCurve, invalidJwk, missingPassphrase, notEnoughData, undecodableKey, unsupportedPemEncryption, wrongTag } from './openssl-errors.ts';
import { NotImplementedError } from './shapes.ts';

/** A key's numbers; a private key knows its public half. */
export type KeyMaterial =
  | { readonly type: 'rsa'; readonly public: RsaPublicNumbers; readonly private?: RsaPrivateNumbers }
  | { readonly type: 'rsa-pss'; readonly public: RsaPublicNumbers; readonly private?: RsaPrivateNumbers; readonly restrictions?: PssRestrictions }
  | { readonly type: 'dsa'; readonly domain: DsaDomain; readonly public: bigint; readonly private?: bigint }
  | { readonly type: 'dh'; readonly domain: DhDomain; readonly public: bigint; readonly private?: bigint }
  | { readonly type: 'ec'; readonly curve: Curve; readonly public: Uint8Array<ArrayBuffer>; readonly private?: Uint8Array<ArrayBuffer> }
  | { readonly type: ByteCurveName; readonly public: Uint8Array<ArrayBuffer>; readonly private?: Uint8Array<ArrayBuffer> };

/** How a key of the type rsa-pss may sign: RSASSA-PSS-params (RFC 4055, section 3.1), with Node's names of digests. */
export interface PssRestrictions {
  readonly digest: string;
  readonly maskDigest: string;
  /** bytes, at least */
  readonly saltLength: number;
}

type FillRandom = (target: Uint8Array<ArrayBuffer>) => void;

const OID = {
  rsa: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
  mgf1: '1.2.840.113549.1.1.8',
  dsa: '1.2.840.10040.4.1',
  dh: '1.2.840.113549.1.3.1',
  ec: '1.2.840.10045.2.1',
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  hmacSha1: '1.2.840.113549.2.7',
  hmacSha256: '1.2.840.113549.2.9',
  hmacSha384: '1.2.840.113549.2.10',
  hmacSha512: '1.2.840.113549.2.11',
} as const;
/** Ciphers that keys are encrypted with. */
const CIPHER_OIDS: Readonly<Record<string, string>> = {
  'aes-128-cbc': '2.16.840.1.101.3.4.1.2',
  'aes-192-cbc': '2.16.840.1.101.3.4.1.22',
  'aes-256-cbc': '2.16.840.1.101.3.4.1.42',
  'des-ede3-cbc': '1.2.840.113549.3.7',
};
/** Whether a name is that of a kind of key that is a byte string on a curve. */
export const isByteCurve = (type: string): type is ByteCurveName => Object.hasOwn(BYTE_CURVES, type);
const byteCurveOfOid = (id: string): ByteCurveName | undefined => Object.keys(BYTE_CURVES).filter(isByteCurve).find((type) => BYTE_CURVES[type].oid === id);

/** The key without its private half. */
export function publicHalf(key: KeyMaterial): KeyMaterial {
  const { private: _private, ...half } = key;
  return half;
}

// ---- generation ----

/** A new pair on a curve. */
export function generateEc(curve: Curve, random: FillRandom): KeyMaterial {
  return ecPrivate(curve, generatePrivateKey(curve, random));
}
/** A new pair of Ed25519, Ed448, X25519 or X448. */
export function generateOnByteCurve(type: ByteCurveName, random: FillRandom): KeyMaterial {
  const seed = new Uint8Array(BYTE_CURVES[type].size);
  random(seed);
  return privateOnByteCurve(type, seed);
}
/** A new RSA pair. @param bits of the modulus */
export function generateRsaKey(bits: number, exponent: bigint, random: FillRandom): KeyMaterial {
  return rsaPrivate(generateRsa(bits, exponent, random));
}
/** The same key for RSASSA-PSS alone. */
export function restrictedToPss(key: KeyMaterial, restrictions: PssRestrictions | undefined): KeyMaterial {
  if (key.type !== 'rsa') throw new TypeError('only an RSA key can be restricted to PSS');
  return { ...key, type: 'rsa-pss', ...(restrictions !== undefined && { restrictions }) };
}
/** A new DSA pair. @param bits of the prime @param divisorBits of its divisor */
export const generateDsaKey = (bits: number, divisorBits: number, random: FillRandom): KeyMaterial => ({ type: 'dsa', ...generateDsa(bits, divisorBits, random) });
/** A new Diffie-Hellman pair in a group. */
export const generateDhKey = (domain: DhDomain, random: FillRandom): KeyMaterial => ({ type: 'dh', ...generateDh(domain, random) });

const rsaPrivate = (numbers: RsaPrivateNumbers): KeyMaterial => ({ type: 'rsa', public: { n: numbers.n, e: numbers.e }, private: numbers });

function ecPrivate(curve: Curve, bytes: Uint8Array): KeyMaterial {
  const padded = bigintToBytes(bytesToBigint(bytes), curve.size);
  if (!isPrivateKey(curve, padded)) throw undecodableKey();
  return { type: 'ec', curve, public: publicPoint(curve, padded), private: padded };
}

function ecPublic(curve: Curve, point: Uint8Array): KeyMaterial {
  return { type: 'ec', curve, public: convertPoint(curve, point) };
}

function privateOnByteCurve(type: ByteCurveName, bytes: Uint8Array): KeyMaterial {
  const { size, getPublicKey } = BYTE_CURVES[type];
  if (bytes.length !== size) throw undecodableKey();
  return { type, public: Uint8Array.from(getPublicKey(bytes)), private: copyOf(bytes) };
}

// ---- reading ----

function algorithmOf(node: DerNode | undefined): { id: string; parameters: DerNode | undefined } {
  const [id, parameters] = children(node);
  return { id: oidOf(id), parameters };
}

function namedCurve(node: DerNode | undefined): Curve {
  if (node?.tag !== TAG.oid) throw new NotImplementedError('an EC key with explicit curve parameters');
  const name = oidOf(node);
  const curve = curveNamed(name);
  if (curve === undefined) throw new NotImplementedError(`an EC key on the curve with the OID ${name}`);
  return curve;
}

/** Of RSASSA-PSS-params what is left out is SHA-1 and twenty bytes. */
const PSS_DEFAULTS: PssRestrictions = { digest: 'sha1', maskDigest: 'sha1', saltLength: 20 };

function readRestrictions(parameters: DerNode | undefined): PssRestrictions | undefined {
  if (parameters === undefined) return undefined;
  const members = children(parameters);
  const member = (number: number): DerNode | undefined => {
    const found = members.find(({ tag }) => tag === contextTag(number));
    return found && readDer(found.content)[0];
  };
  const nameOf = (algorithm: DerNode | undefined): string => {
    if (algorithm === undefined) return PSS_DEFAULTS.digest;
    const { id } = algorithmOf(algorithm);
    const digest = digestOfOid(id);
    if (digest === undefined) throw new NotImplementedError(`an rsa-pss key for the digest with the OID ${id}`);
    return digestName(digest);
  };
  const mask = member(1);
  const salt = member(2);
  return {
    digest: nameOf(member(0)), maskDigest: nameOf(mask && algorithmOf(mask).parameters),
    saltLength: salt === undefined ? PSS_DEFAULTS.saltLength : Number(integerOf(salt)),
  };
}

/** @param digestParameters what follows a digest's OID */
function writeRestrictions({ digest, maskDigest, saltLength }: PssRestrictions, digestParameters: readonly Uint8Array[] = [derNull()]): Uint8Array<ArrayBuffer> {
  const algorithmFor = (name: string): Uint8Array<ArrayBuffer> => {
    const algorithm = digestAlgorithm(name);
    const id = algorithm && digestOid(algorithm);
    if (id === undefined) throw new NotImplementedError(`an rsa-pss key for the digest ${name}`);
    return sequence(oid(id), ...digestParameters);
  };
  return sequence(
    ...(digest === PSS_DEFAULTS.digest ? [] : [der(contextTag(0), algorithmFor(digest))]),
    ...(maskDigest === PSS_DEFAULTS.maskDigest ? [] : [der(contextTag(1), sequence(oid(OID.mgf1), algorithmFor(maskDigest)))]),
    ...(saltLength === PSS_DEFAULTS.saltLength ? [] : [der(contextTag(2), integer(saltLength))]),
  );
}

function readDsaDomain(parameters: DerNode | undefined): DsaDomain {
  const [p, q, g] = children(parameters);
  return { p: integerOf(p), q: integerOf(q), g: integerOf(g) };
}

function readDhDomain(parameters: DerNode | undefined): DhDomain {
  const [prime, generator] = children(parameters);
  return { prime: integerOf(prime), generator: integerOf(generator) };
}

function refuseAlgorithm(id: string): never {
  throw new NotImplementedError(`a key of the algorithm with the OID ${id}`);
}

function readSpki(bytes: Uint8Array): KeyMaterial {
  const [algorithm, key] = children(readDer(bytes)[0]);
  const { id, parameters } = algorithmOf(algorithm);
  if (id === OID.rsa) return readPkcs1Public(bitsOf(key));
  if (id === OID.rsaPss) return restrictedToPss(readPkcs1Public(bitsOf(key)), readRestrictions(parameters));
  if (id === OID.dsa) return { type: 'dsa', domain: readDsaDomain(parameters), public: integerOf(readDer(bitsOf(key))[0]) };
  if (id === OID.dh) return { type: 'dh', domain: readDhDomain(parameters), public: integerOf(readDer(bitsOf(key))[0]) };
  if (id === OID.ec) return ecPublic(namedCurve(parameters), bitsOf(key));
  const type = byteCurveOfOid(id);
  if (type !== undefined) return { type, public: copyOf(bitsOf(key)) };
  return refuseAlgorithm(id);
}

function readPkcs1Public(bytes: Uint8Array): KeyMaterial {
  const [n, e] = children(readDer(bytes)[0]);
  return { type: 'rsa', public: { n: integerOf(n), e: integerOf(e) } };
}

function readPkcs1Private(bytes: Uint8Array): KeyMaterial {
  const [, n, e, d, p, q, dp, dq, qi] = children(readDer(bytes)[0]);
  return rsaPrivate({
    n: integerOf(n), e: integerOf(e), d: integerOf(d), p: integerOf(p), q: integerOf(q), dp: integerOf(dp), dq: integerOf(dq), qi: integerOf(qi),
  });
}

function readSec1(bytes: Uint8Array, known?: Curve): KeyMaterial {
  const [, key, ...optional] = children(readDer(bytes)[0]);
  const parameters = optional.find(({ tag }) => tag === contextTag(0));
  const curve = known ?? namedCurve(parameters && readDer(parameters.content)[0]);
  return ecPrivate(curve, contentOf(key, TAG.octetString));
}

function readPkcs8(bytes: Uint8Array): KeyMaterial {
  const [, algorithm, key] = children(readDer(bytes)[0]);
  const { id, parameters } = algorithmOf(algorithm);
  const content = contentOf(key, TAG.octetString);
  if (id === OID.rsa) return readPkcs1Private(content);
  if (id === OID.rsaPss) return restrictedToPss(readPkcs1Private(content), readRestrictions(parameters));
  if (id === OID.dsa) {
    const domain = readDsaDomain(parameters);
    const x = integerOf(readDer(content)[0]);
    return { type: 'dsa', domain, public: power(domain.g, x, domain.p), private: x };
  }
  if (id === OID.dh) {
    const domain = readDhDomain(parameters);
    const value = integerOf(readDer(content)[0]);
    return { type: 'dh', domain, public: power(domain.generator, value, domain.prime), private: value };
  }
  if (id === OID.ec) return readSec1(content, namedCurve(parameters));
  const type = byteCurveOfOid(id);
  if (type !== undefined) return privateOnByteCurve(type, contentOf(readDer(content)[0], TAG.octetString));
  return refuseAlgorithm(id);
}

/** DSAPrivateKey, OpenSSL's traditional form */
function readTraditionalDsa(bytes: Uint8Array): KeyMaterial {
  const [, p, q, g, y, x] = children(readDer(bytes)[0]);
  return { type: 'dsa', domain: { p: integerOf(p), q: integerOf(q), g: integerOf(g) }, public: integerOf(y), private: integerOf(x) };
}

/** The public key of a certificate (RFC 5280, section 4.1). */
function readCertificate(bytes: Uint8Array): KeyMaterial {
  const members = children(children(readDer(bytes)[0])[0]);
  const offset = members[0]?.tag === contextTag(0) ? 1 : 0;
  const spki = members[offset + 5];
  if (spki === undefined) throw notEnoughData();
  return readSpki(spki.whole);
}

function decrypted(bytes: Uint8Array, passphrase: Uint8Array | undefined): Uint8Array {
  if (passphrase === undefined) throw missingPassphrase('pkcs8');
  const [algorithm, data] = children(readDer(bytes)[0]);
  const { id, parameters } = algorithmOf(algorithm);
  if (id !== OID.pbes2) throw new NotImplementedError(`a key encrypted by the algorithm with the OID ${id}`);
  const [derivation, encryption] = children(parameters);
  const kdf = algorithmOf(derivation);
  if (kdf.id !== OID.pbkdf2) throw new NotImplementedError(`a key whose encryption derives its key by the algorithm with the OID ${kdf.id}`);
  const [salt, iterations, ...optional] = children(kdf.parameters);
  const prfNode = optional.find(({ tag }) => tag === TAG.sequence);
  const prf = prfNode === undefined ? OID.hmacSha1 : algorithmOf(prfNode).id;
  const digestName = { [OID.hmacSha1]: 'sha1', [OID.hmacSha256]: 'sha256', [OID.hmacSha384]: 'sha384', [OID.hmacSha512]: 'sha512' }[prf];
  const digest = digestName === undefined ? undefined : digestAlgorithm(digestName);
  if (digest === undefined) throw new NotImplementedError(`a key encrypted with the hash of the OID ${prf}`);
  const cipher = algorithmOf(encryption);
  const name = Object.keys(CIPHER_OIDS).find((key) => CIPHER_OIDS[key] === cipher.id);
  const info = name === undefined ? undefined : cipherInfo(name);
  if (info === undefined) throw new NotImplementedError(`a key encrypted by the cipher with the OID ${cipher.id}`);
  const key = pbkdf2(digest.hash, passphrase, contentOf(salt, TAG.octetString), { c: Number(integerOf(iterations)), dkLen: info.keyLength });
  const running = startCipher(info, key, contentOf(cipher.parameters, TAG.octetString), false);
  return concatBytes([running.update(contentOf(data, TAG.octetString)), running.final()]);
}

interface Encryption {
  readonly cipher: CipherInfo;
  readonly passphrase: Uint8Array;
  readonly random: FillRandom;
}

function encrypted(bytes: Uint8Array, given: Encryption): Uint8Array<ArrayBuffer> {
  const info = given.cipher;
  const cipherOid = CIPHER_OIDS[info.name];
  const digest = digestAlgorithm('sha256');
  if (cipherOid === undefined || digest === undefined) throw new NotImplementedError(`a key encrypted with ${info.name}`);
  const [salt, iv] = [new Uint8Array(16), new Uint8Array(info.ivLength ?? 0)];
  given.random(salt);
  given.random(iv);
  const iterations = 2048;
  const key = pbkdf2(digest.hash, given.passphrase, salt, { c: iterations, dkLen: info.keyLength });
  const running = startCipher(info, key, iv, true);
  const data = concatBytes([running.update(bytes), running.final()]);
  const derivation = sequence(oid(OID.pbkdf2), sequence(octetString(salt), integer(iterations), sequence(oid(OID.hmacSha256), derNull())));
  const algorithm = sequence(oid(OID.pbes2), sequence(derivation, sequence(oid(cipherOid), octetString(iv))));
  return sequence(algorithm, octetString(data));
}

// ---- PEM's own encryption (RFC 1421, section 4.6; EVP_BytesToKey of OpenSSL with MD5, once) ----

function keyFromPassphrase(passphrase: Uint8Array, iv: Uint8Array, length: number): Uint8Array {
  const digest = digestAlgorithm('md5');
  if (digest === undefined) throw new NotImplementedError('MD5');
  const salt = iv.subarray(0, 8);
  let key: Uint8Array = new Uint8Array(0);
  for (let last: Uint8Array = key; key.length < length; key = concatBytes([key, last])) last = digest.hash(concatBytes([last, passphrase, salt]));
  return key.subarray(0, length);
}

function decryptedPem(headers: string, bytes: Uint8Array, passphrase: Uint8Array | undefined): Uint8Array {
  const [, name = '', vector = ''] = /^DEK-Info: *([^,\s]+),([0-9A-Fa-f]+)/m.exec(headers) ?? [];
  const info = cipherInfo(name);
  if (info === undefined) throw unsupportedPemEncryption();
  if (info.mode !== 'cbc') throw new NotImplementedError(`a PEM key encrypted with ${name}`);
  if (passphrase === undefined) throw missingPassphrase('pem');
  const iv = encodeText(vector, ENCODING.hex);
  const running = startCipher(info, keyFromPassphrase(passphrase, iv, info.keyLength), iv, false);
  return concatBytes([running.update(bytes), running.final()]);
}

/** The header lines and the bytes of an encrypted PEM key. */
function encryptedPem(bytes: Uint8Array, { cipher, passphrase, random }: Encryption): { headers: string; bytes: Uint8Array<ArrayBuffer> } {
  if (cipher.mode !== 'cbc') throw new NotImplementedError(`a PEM key encrypted with ${cipher.name}`);
  const iv = new Uint8Array(cipher.ivLength ?? 0);
  random(iv);
  const running = startCipher(cipher, keyFromPassphrase(passphrase, iv, cipher.keyLength), iv, true);
  const headers = `Proc-Type: 4,ENCRYPTED\nDEK-Info: ${cipher.name.toUpperCase()},${decodeHex(iv, 0, iv.length).toUpperCase()}\n`;
  return { headers, bytes: concatBytes([running.update(bytes), running.final()]) };
}

/** What a key is wanted as: of a private one, the public half can be had. */
export type Wanted = 'public' | 'private';

const PEM_READERS: Readonly<Record<string, (bytes: Uint8Array, passphrase: Uint8Array | undefined) => KeyMaterial>> = {
  'PUBLIC KEY': readSpki,
  'RSA PUBLIC KEY': readPkcs1Public,
  CERTIFICATE: readCertificate,
  'PRIVATE KEY': readPkcs8,
  'RSA PRIVATE KEY': readPkcs1Private,
  'EC PRIVATE KEY': (bytes) => readSec1(bytes),
  'DSA PRIVATE KEY': readTraditionalDsa,
  'ENCRYPTED PRIVATE KEY': (bytes, passphrase) => readPkcs8(decrypted(bytes, passphrase)),
};

/** @throws errors of OpenSSL when the text holds no such key; NotImplementedError for keys of other kinds */
export function readPemKey(text: string, wanted: Wanted, passphrase: Uint8Array | undefined): KeyMaterial {
  for (const { label, headers, bytes } of decoded(() => readPem(text))) {
    const read = PEM_READERS[label];
    if (read === undefined || (wanted === 'private' && !label.endsWith('PRIVATE KEY'))) continue;
    const plain = headers.includes('ENCRYPTED') ? decryptedPem(headers, bytes, passphrase) : bytes;
    return decoded(() => read(plain, passphrase));
  }
  throw undecodableKey();
}

/** A TypeError of the reader says that the structure is another, and a DOMException that the text is no base64: what OpenSSL calls unsupported. */
function decoded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if ((error instanceof TypeError && !('code' in error)) || (error instanceof Error && error.name === 'InvalidCharacterError')) throw undecodableKey();
    throw error;
  }
}

/** Reads a public key, of which Node says no more than that it can't be read. */
function publicOf(read: () => KeyMaterial): KeyMaterial {
  try {
    return read();
  } catch (error) {
    throw error instanceof NotImplementedError ? error : new Error('Failed to read asymmetric key');
  }
}

/** PKCS #8, plain or encrypted. */
function readAnyPkcs8(bytes: Uint8Array, passphrase: Uint8Array | undefined): KeyMaterial {
  if (bytes.length === 0) throw new Error('Failed to read private key');
  const [first, second] = children(readDer(bytes)[0]);
  if (first?.tag === TAG.integer) return readPkcs8(bytes);
  if (second !== undefined && second.tag !== TAG.octetString) throw wrongTag();
  return readPkcs8(decrypted(bytes, passphrase));
}

/** Encodings of keys, as Node numbers them (src/crypto/crypto_keys.h). */
export const ENCODED = { pkcs1: 0, pkcs8: 1, spki: 2, sec1: 3 } as const;

/**
 * Reads a key out of DER.
 * @param encoding one of `ENCODED`
 * @param passphrase of an encrypted one
 * @throws as OpenSSL says it, when it is no key of that encoding
 */
export function readDerKey(bytes: Uint8Array, encoding: number, wanted: Wanted, passphrase: Uint8Array | undefined): KeyMaterial {
  if (encoding === ENCODED.spki) return publicOf(() => readSpki(bytes));
  return decoded(() => {
    if (encoding === ENCODED.pkcs8) return readAnyPkcs8(bytes, passphrase);
    const members = children(readDer(bytes)[0]);
    // OpenSSL takes PKCS #8 for either of the others too.
    if (members[1]?.tag === TAG.sequence) return readPkcs8(bytes);
    if (encoding === ENCODED.sec1) return readSec1(bytes);
    return wanted === 'private' || members.length > 2 ? readPkcs1Private(bytes) : readPkcs1Public(bytes);
  });
}

// ---- writing ----

function curveParameters(curve: Curve): Uint8Array<ArrayBuffer> {
  return oid(curve.oid);
}

function writePkcs1Public({ n, e }: RsaPublicNumbers): Uint8Array<ArrayBuffer> {
  return sequence(integer(n), integer(e));
}

function writePkcs1Private({ n, e, d, p, q, dp, dq, qi }: RsaPrivateNumbers): Uint8Array<ArrayBuffer> {
  return sequence(...[0n, n, e, d, p, q, dp, dq, qi].map((value) => integer(value)));
}

function writeSec1(key: Extract<KeyMaterial, { type: 'ec' }>, withCurve: boolean): Uint8Array<ArrayBuffer> {
  const parameters = withCurve ? [der(contextTag(0), curveParameters(key.curve))] : [];
  return sequence(integer(1), octetString(privateOf(key.private)), ...parameters, der(contextTag(1), bitString(key.public)));
}

function privateOf<T>(half: T | undefined): T {
  if (half === undefined) throw new TypeError('the private half of a public key was asked for');
  return half;
}

/** The AlgorithmIdentifier of a key. */
function algorithmFor(key: KeyMaterial): Uint8Array<ArrayBuffer> {
  switch (key.type) {
    case 'rsa':
      return sequence(oid(OID.rsa), derNull());
    case 'rsa-pss':
      return sequence(oid(OID.rsaPss), ...(key.restrictions === undefined ? [] : [writeRestrictions(key.restrictions)]));
    case 'dsa':
      return sequence(oid(OID.dsa), sequence(...[key.domain.p, key.domain.q, key.domain.g].map((value) => integer(value))));
    case 'dh':
      return sequence(oid(OID.dh), sequence(integer(key.domain.prime), integer(key.domain.generator)));
    case 'ec':
      return sequence(oid(OID.ec), curveParameters(key.curve));
    default:
      return sequence(oid(BYTE_CURVES[key.type].oid));
  }
}

function publicContent(key: KeyMaterial): Uint8Array {
  switch (key.type) {
    case 'rsa':
    case 'rsa-pss':
      return writePkcs1Public(key.public);
    case 'dsa':
    case 'dh':
      return integer(key.public);
    default:
      return key.public;
  }
}

/** @param publicBytes of a key on a curve, in another form of its point */
export function writeSpki(key: KeyMaterial, publicBytes?: Uint8Array): Uint8Array<ArrayBuffer> {
  return sequence(algorithmFor(key), bitString(publicBytes ?? publicContent(key)));
}

/** An RSA key of either type as i2d_RSA_PUBKEY writes it: named plain RSA, and digests without parameters. */
export function writeRsaSpki(key: Extract<KeyMaterial, { type: 'rsa' | 'rsa-pss' }>): Uint8Array<ArrayBuffer> {
  if (key.type === 'rsa') return writeSpki(key);
  return sequence(sequence(oid(OID.rsa), ...(key.restrictions === undefined ? [] : [writeRestrictions(key.restrictions, [])])), bitString(publicContent(key)));
}

/** Whether two keys, of which either may be private, have the same public half. */
export const samePublicKey = (a: KeyMaterial, b: KeyMaterial): boolean => equalBytes(writeSpki(a), writeSpki(b));

function privateContent(key: KeyMaterial): Uint8Array<ArrayBuffer> {
  switch (key.type) {
    case 'rsa':
    case 'rsa-pss':
      return writePkcs1Private(privateOf(key.private));
    case 'dsa':
    case 'dh':
      return integer(privateOf(key.private));
    case 'ec':
      return writeSec1(key, false);
    default:
      return octetString(privateOf(key.private));
  }
}

const writePkcs8 = (key: KeyMaterial): Uint8Array<ArrayBuffer> => sequence(integer(0), algorithmFor(key), octetString(privateContent(key)));

/** A key in one of its encodings, with the label of its PEM form. */
function encode(key: KeyMaterial, encoding: number, isPrivate: boolean): { label: string; bytes: Uint8Array<ArrayBuffer> } {
  if (encoding === ENCODED.pkcs1 && key.type === 'rsa') {
    return isPrivate
      ? { label: 'RSA PRIVATE KEY', bytes: writePkcs1Private(privateOf(key.private)) }
      : { label: 'RSA PUBLIC KEY', bytes: writePkcs1Public(key.public) };
  }
  if (encoding === ENCODED.sec1 && key.type === 'ec') return { label: 'EC PRIVATE KEY', bytes: writeSec1(key, true) };
  return isPrivate ? { label: 'PRIVATE KEY', bytes: writePkcs8(key) } : { label: 'PUBLIC KEY', bytes: writeSpki(key) };
}

export interface ExportOptions {
  readonly pem: boolean;
  readonly encoding: number;
  readonly isPrivate: boolean;
  readonly cipher?: string | null;
  readonly passphrase?: Uint8Array;
  readonly random: FillRandom;
}

/** A key as text (PEM) or bytes (DER). */
export function exportKey(key: KeyMaterial, { pem, encoding, isPrivate, cipher, passphrase, random }: ExportOptions): string | Uint8Array<ArrayBuffer> {
  const { label, bytes } = encode(key, encoding, isPrivate);
  if (typeof cipher !== 'string') return pem ? writePem(label, bytes) : bytes;
  const info = cipherInfo(cipher);
  if (info === undefined) throw new NotImplementedError(`a key encrypted with ${cipher}`);
  const encryption = { cipher: info, passphrase: passphrase ?? new Uint8Array(0), random };
  if (encoding !== ENCODED.pkcs8) {
    const made = encryptedPem(bytes, encryption);
    return writePem(label, made.bytes, made.headers);
  }
  const made = encrypted(bytes, encryption);
  return pem ? writePem('ENCRYPTED PRIVATE KEY', made) : made;
}

// ---- JWK ----

const base64url = (bytes: Uint8Array): string => decodeBase64url(bytes, 0, bytes.length);
const numberText = (value: bigint): string => base64url(bigintToBytes(value));

/** Adds the members of a key's JWK to `target`. */
export function writeJwk(key: KeyMaterial, isPrivate: boolean, target: Record<string, unknown>): Record<string, unknown> {
  if (key.type === 'rsa') {
    Object.assign(target, { kty: 'RSA', n: numberText(key.public.n), e: numberText(key.public.e) });
    if (!isPrivate) return target;
    const { d, p, q, dp, dq, qi } = privateOf(key.private);
    return Object.assign(target, { d: numberText(d), p: numberText(p), q: numberText(q), dp: numberText(dp), dq: numberText(dq), qi: numberText(qi) });
  }
  if (key.type === 'rsa-pss' || key.type === 'dsa' || key.type === 'dh') {
    throw codedError(Error, 'ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE', 'Unsupported JWK Key Type.');
  }
  if (key.type === 'ec') {
    const { curve } = key;
    if (curve.jwkName === undefined) throw codedError(Error, 'ERR_CRYPTO_JWK_UNSUPPORTED_CURVE', `Unsupported JWK EC curve: ${curve.name}.`);
    const point = key.public.subarray(1);
    Object.assign(target, { kty: 'EC', x: base64url(point.subarray(0, curve.size)), y: base64url(point.subarray(curve.size)), crv: curve.jwkName });
    return isPrivate ? Object.assign(target, { d: base64url(privateOf(key.private)) }) : target;
  }
  target['crv'] = BYTE_CURVES[key.type].jwkName;
  if (isPrivate) target['d'] = base64url(privateOf(key.private));
  return Object.assign(target, { x: base64url(key.public), kty: 'OKP' });
}

/** A member of a JWK, decoded; undefined when it is absent. @throws when it is no text */
function member(jwk: Record<string, unknown>, name: string, message: string): Uint8Array<ArrayBuffer> | undefined {
  const value = jwk[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalidJwk(message);
  const binary = atob(value.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** @throws TypeError ERR_CRYPTO_INVALID_JWK, ERR_CRYPTO_INVALID_CURVE */
export function readJwk(jwk: Record<string, unknown>, wanted: Wanted): KeyMaterial {
  const { kty, crv } = jwk;
  if (kty === 'RSA') {
    const message = 'Invalid JWK RSA key';
    const number = (name: string): bigint | undefined => {
      const bytes = member(jwk, name, message);
      return bytes && bytesToBigint(bytes);
    };
    const [n, e, d, p, q, dp, dq, qi] = ['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map(number);
    if (n === undefined || e === undefined) throw invalidJwk(message);
    if (d === undefined && wanted === 'public') return { type: 'rsa', public: { n, e } };
    if (d === undefined || p === undefined || q === undefined || dp === undefined || dq === undefined || qi === undefined) throw invalidJwk(message);
    return rsaPrivate({ n, e, d, p, q, dp, dq, qi });
  }
  if (kty === 'EC') {
    const message = 'Invalid JWK EC key';
    const curve = typeof crv === 'string' && crv !== '' ? curveNamed(crv) : undefined;
    if (curve === undefined) throw invalidCurve();
    const [x, y, d] = ['x', 'y', 'd'].map((name) => member(jwk, name, message));
    if (x === undefined || y === undefined || (d === undefined && wanted === 'private')) throw invalidJwk(message);
    try {
      const point = concatBytes([Uint8Array.of(4), bigintToBytes(bytesToBigint(x), curve.size), bigintToBytes(bytesToBigint(y), curve.size)]);
      const key = ecPublic(curve, point);
      return d === undefined ? key : { ...key, private: bigintToBytes(bytesToBigint(d), curve.size) } as KeyMaterial;
    } catch {
      throw invalidJwk(message);
    }
  }
  if (kty === 'OKP') {
    const message = 'Invalid JWK OKP key';
    const type = String(crv).toLowerCase();
    if (!isByteCurve(type)) throw new NotImplementedError(`a JWK key of the curve ${String(crv)}`);
    const [x, d] = ['x', 'd'].map((name) => member(jwk, name, message));
    if (x?.length !== BYTE_CURVES[type].size || (d === undefined && wanted === 'private')) throw invalidJwk(message);
    return d === undefined ? { type, public: x } : privateOnByteCurve(type, d);
  }
  throw invalidJwk(`${String(kty)} is not a supported JWK key type`);
}

// ---- raw ----

/** @param type Node's name of the kind of key; @param curveName of type 'ec' */
export function readRaw(bytes: Uint8Array, type: string, curveName: string | null, wanted: Wanted): KeyMaterial {
  if (type === 'ec') {
    const curve = curveNamed(curveName ?? '');
    if (curve === undefined) throw invalidCurve();
    try {
      return wanted === 'private' ? ecPrivate(curve, bytes) : ecPublic(curve, bytes);
    } catch {
      throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid key data');
    }
  }
  if (!isByteCurve(type)) throw new NotImplementedError(`a raw key of the type ${type}`);
  if (bytes.length !== BYTE_CURVES[type].size) throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid key data');
  return wanted === 'private' ? privateOnByteCurve(type, bytes) : { type, public: copyOf(bytes) };
}
