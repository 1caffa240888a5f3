// The elliptic curves that keys may be on, under OpenSSL's names, over @noble/curves.
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { ecdsa, weierstrass } from '@noble/curves/abstract/weierstrass.js';
import { ed448, x448 } from '@noble/curves/ed448.js';
import { brainpoolP256r1, brainpoolP384r1, brainpoolP512r1 } from '@noble/curves/misc.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { curveInfo, type CurveInfo } from './crypto-names.ts';
import { bytesToBigint } from './der.ts';

/** The curves of RFC 7748 and RFC 8032, whose keys are byte strings: Node's name of a key -> name in a JWK, OID (RFC 8410), bytes of a key. */
export const BYTE_CURVES = {
  ed25519: { jwkName: 'Ed25519', oid: '1.3.101.112', size: 32, getPublicKey: ed25519.getPublicKey },
  ed448: { jwkName: 'Ed448', oid: '1.3.101.113', size: 57, getPublicKey: ed448.getPublicKey },
  x25519: { jwkName: 'X25519', oid: '1.3.101.110', size: 32, getPublicKey: x25519.getPublicKey },
  x448: { jwkName: 'X448', oid: '1.3.101.111', size: 56, getPublicKey: x448.getPublicKey },
} as const;

export type ByteCurveName = keyof typeof BYTE_CURVES;

export { ed25519, ed448, x25519, x448 };

export interface Curve extends CurveInfo {
  readonly noble: typeof p256;
}

// The smaller curves of NIST (SP 800-186 and FIPS 186-4, appendix D). Digests are made before they are signed: the one here says how
// nonces are derived.
const prime192v1 = ecdsa(
  weierstrass({
    p: 0xfffffffffffffffffffffffffffffffeffffffffffffffffn, n: 0xffffffffffffffffffffffff99def836146bc9b1b4d22831n, h: 1n,
    a: 0xfffffffffffffffffffffffffffffffefffffffffffffffcn, b: 0x64210519e59c80e70fa7e9ab72243049feb8deecc146b9b1n,
    Gx: 0x188da80eb03090f67cbf20eb43a18800f4ff0afd82ff1012n, Gy: 0x07192b95ffc8da78631011ed6b24cdd573f977a11e794811n,
  }),
  sha256,
);
const secp224r1 = ecdsa(
  weierstrass({
    p: 0xffffffffffffffffffffffffffffffff000000000000000000000001n, n: 0xffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3dn, h: 1n,
    a: 0xfffffffffffffffffffffffffffffffefffffffffffffffffffffffen, b: 0xb4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4n,
    Gx: 0xb70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21n, Gy: 0xbd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34n,
  }),
  sha256,
);

const NOBLE: Readonly<Record<string, typeof p256>> = {
  prime192v1, secp224r1, prime256v1: p256, secp384r1: p384, secp521r1: p521, secp256k1, brainpoolP256r1, brainpoolP384r1, brainpoolP512r1,
};
/** one object for each curve: keys of one curve share it */
const CURVES = new Map<string, Curve>();

/** A curve by its name in OpenSSL or NIST's standard, or by its OID; undefined when it is not implemented. */
export function curveNamed(name: string): Curve | undefined {
  const info = curveInfo(name);
  const noble = info && NOBLE[info.name];
  if (info === undefined || noble === undefined) return undefined;
  const curve = CURVES.get(info.name) ?? { ...info, noble };
  CURVES.set(info.name, curve);
  return curve;
}

/** point_conversion_form_t (include/openssl/ec.h) */
export const POINT_FORM = { compressed: 2, uncompressed: 4, hybrid: 6 } as const;

/** A point in one of OpenSSL's forms. @throws when the bytes are no point of the curve */
export function convertPoint(curve: Curve, point: Uint8Array, form: number = POINT_FORM.uncompressed): Uint8Array<ArrayBuffer> {
  // The hybrid form is the uncompressed one with the parity in its first byte.
  const plain = Uint8Array.from(point);
  if (plain.length === 1 + 2 * curve.size && (plain[0] === 6 || plain[0] === 7)) plain[0] = 4;
  const { Point } = curve.noble;
  const converted = Uint8Array.from(Point.fromBytes(plain).toBytes(form === POINT_FORM.compressed));
  if (form === POINT_FORM.hybrid) converted[0] = 6 | ((converted.at(-1) as number) & 1);
  return converted;
}

/** The public key of a private one, uncompressed. @throws when the private key is not in range */
export function publicPoint(curve: Curve, privateKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(curve.noble.getPublicKey(privateKey, false));
}

/** Whether bytes are a private key of a curve: a number from 1 to below the order of its group. */
export function isPrivateKey(curve: Curve, privateKey: Uint8Array): boolean {
  const value = bytesToBigint(privateKey);
  return value > 0n && value < curve.noble.Point.Fn.ORDER;
}

/** A new private key. @param random fills bytes at random */
export function generatePrivateKey(curve: Curve, random: (target: Uint8Array<ArrayBuffer>) => void): Uint8Array<ArrayBuffer> {
  const seed = new Uint8Array(curve.noble.lengths.seed ?? curve.size + 16);
  random(seed);
  return Uint8Array.from(curve.noble.utils.randomSecretKey(seed));
}

/** ECDH: the x coordinate that both sides come to. */
export function sharedX(curve: Curve, privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(curve.noble.getSharedSecret(privateKey, publicKey, true).subarray(1));
}
