// The names of ciphers and curves that are implemented. The library asks for them as it loads, long before a program needs what
// they stand for (crypto-heavy.ts).

const BLOCK = 16;

export interface CipherInfo {
  readonly name: string;
  readonly nid: number;
  readonly mode: 'ecb' | 'cbc' | 'ctr' | 'gcm' | 'stream';
  /** bytes; absent for stream ciphers */
  readonly blockSize?: number;
  /** bytes; of GCM the usual one */
  readonly ivLength?: number;
  readonly keyLength: number;
}

// nid: include/openssl/obj_mac.h
type AesMode = Exclude<CipherInfo['mode'], 'stream'>;
const NIDS: Readonly<Record<AesMode, readonly [number, number, number]>> = {
  ecb: [418, 422, 426],
  cbc: [419, 423, 427],
  ctr: [904, 905, 906],
  gcm: [895, 898, 901],
};
const SIZES = [128, 192, 256] as const;

const BY_NAME = new Map<string, CipherInfo>();
for (const mode of Object.keys(NIDS) as AesMode[]) {
  SIZES.forEach((bits, index) => {
    const info: CipherInfo = {
      mode,
      name: mode === 'gcm' ? `id-aes${bits}-GCM` : `aes-${bits}-${mode}`,
      nid: NIDS[mode][index] as number,
      blockSize: mode === 'ctr' || mode === 'gcm' ? 1 : BLOCK,
      ...(mode === 'ecb' ? {} : { ivLength: mode === 'gcm' ? 12 : BLOCK }),
      keyLength: bits / 8,
    };
    BY_NAME.set(`aes-${bits}-${mode}`, info);
    BY_NAME.set(info.name.toLowerCase(), info);
    if (mode === 'cbc') BY_NAME.set(`aes${bits}`, info);
  });
}
BY_NAME.set('chacha20-poly1305', { mode: 'stream', name: 'chacha20-poly1305', nid: 1018, ivLength: 12, keyLength: 32 });

/** Whether a cipher makes and checks a tag. */
export const authenticates = ({ mode }: CipherInfo): boolean => mode === 'gcm' || mode === 'stream';

/** A cipher by one of OpenSSL's names, in any case, or by its number; undefined when it is not implemented. */
export function cipherInfo(nameOrNid: string | number): CipherInfo | undefined {
  if (typeof nameOrNid === 'string') return BY_NAME.get(nameOrNid.toLowerCase());
  return [...BY_NAME.values()].find(({ nid }) => nid === nameOrNid);
}

export interface CurveInfo {
  /** OpenSSL's name */
  readonly name: string;
  /** the name in JWK, and the one that NIST gave */
  readonly jwkName: string;
  readonly oid: string;
  /** bytes of a coordinate */
  readonly size: number;
}

const CURVES: readonly CurveInfo[] = [
  { name: 'prime256v1', jwkName: 'P-256', oid: '1.2.840.10045.3.1.7', size: 32 },
  { name: 'secp384r1', jwkName: 'P-384', oid: '1.3.132.0.34', size: 48 },
  { name: 'secp521r1', jwkName: 'P-521', oid: '1.3.132.0.35', size: 66 },
  { name: 'secp256k1', jwkName: 'secp256k1', oid: '1.3.132.0.10', size: 32 },
];

/** A curve by its name in OpenSSL or NIST's standard, or by its OID; undefined when it is not implemented. */
export function curveInfo(name: string): CurveInfo | undefined {
  return CURVES.find((curve) => curve.name === name || curve.jwkName === name || curve.oid === name);
}
