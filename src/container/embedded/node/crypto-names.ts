// The names of ciphers and curves that are implemented. The library asks for them as it loads, long before a program needs what
// they stand for (crypto-heavy.ts).

const BLOCK = 16;
const DES_BLOCK = 8;

type BlockMode = 'ecb' | 'cbc' | 'cfb' | 'ofb' | 'ctr' | 'gcm' | 'ccm' | 'ocb' | 'wrap';

export interface CipherInfo {
  readonly name: string;
  readonly nid: number;
  readonly algorithm: 'aes' | 'des' | 'chacha20';
  readonly mode: BlockMode | 'stream';
  /** bytes; absent for stream ciphers */
  readonly blockSize?: number;
  /** bytes; of GCM, CCM and OCB the usual one */
  readonly ivLength?: number;
  readonly keyLength: number;
  /** bits that CFB works on at once; absent for whole blocks */
  readonly segment?: 1 | 8;
  /** whether it makes and checks a tag */
  readonly authenticates: boolean;
}

const BY_NAME = new Map<string, CipherInfo>();

function add(info: CipherInfo, ...names: string[]): void {
  for (const name of [info.name, ...names]) BY_NAME.set(name.toLowerCase(), info);
}

/** bytes of the initialisation vector */
const VECTORS: Readonly<Partial<Record<BlockMode, number>>> = { cbc: BLOCK, cfb: BLOCK, ofb: BLOCK, ctr: BLOCK, gcm: 12, ccm: 12, ocb: 12 };
const AUTHENTICATING: readonly string[] = ['gcm', 'ccm', 'ocb'];

// Numbers: include/openssl/obj_mac.h, for keys of 128, 192 and 256 bits.
const AES: readonly (readonly [mode: BlockMode, nids: readonly [number, number, number], segment?: 1 | 8])[] = [
  ['ecb', [418, 422, 426]],
  ['cbc', [419, 423, 427]],
  ['cfb', [421, 425, 429]],
  ['cfb', [650, 651, 652], 1],
  ['cfb', [653, 654, 655], 8],
  ['ofb', [420, 424, 428]],
  ['ctr', [904, 905, 906]],
  ['gcm', [895, 898, 901]],
  ['ccm', [896, 899, 902]],
  ['ocb', [958, 959, 960]],
];
const AES_WRAP = [[788, 897], [789, 900], [790, 903]] as const;
const SIZES = [128, 192, 256] as const;

SIZES.forEach((bits, index) => {
  for (const [mode, nids, segment] of AES) {
    const short = `aes-${bits}-${mode}${segment ?? ''}`;
    const names = mode === 'cbc' ? [`aes${bits}`] : [short];
    const ivLength = VECTORS[mode];
    add(
      {
        name: mode === 'gcm' || mode === 'ccm' ? `id-aes${bits}-${mode.toUpperCase()}` : short,
        nid: nids[index] as number, algorithm: 'aes', mode, blockSize: mode === 'ecb' || mode === 'cbc' || mode === 'ocb' ? BLOCK : 1,
        ...(ivLength !== undefined && { ivLength }), keyLength: bits / 8, ...(segment !== undefined && { segment }),
        authenticates: AUTHENTICATING.includes(mode),
      },
      ...names,
    );
  }
  for (const [pads, nid] of (AES_WRAP[index] as readonly [number, number]).entries()) {
    const name = `aes${bits}-wrap${pads === 1 ? '-pad' : ''}`;
    const info = { nid, algorithm: 'aes', mode: 'wrap', blockSize: 8, ivLength: pads === 1 ? 4 : 8, keyLength: bits / 8, authenticates: false } as const;
    add({ ...info, name: `id-${name}` }, name);
  }
});

const DES: readonly (readonly [name: string, nid: number, mode: BlockMode, keys: 2 | 3, segment?: 1 | 8, otherNames?: readonly string[]])[] = [
  ['des-ede', 32, 'ecb', 2, undefined, ['des-ede-ecb']],
  ['des-ede-cbc', 43, 'cbc', 2],
  ['des-ede-cfb', 60, 'cfb', 2],
  ['des-ede-ofb', 62, 'ofb', 2],
  ['des-ede3', 33, 'ecb', 3, undefined, ['des-ede3-ecb']],
  ['des-ede3-cbc', 44, 'cbc', 3, undefined, ['des3']],
  ['des-ede3-cfb', 61, 'cfb', 3],
  ['des-ede3-cfb1', 658, 'cfb', 3, 1],
  ['des-ede3-cfb8', 659, 'cfb', 3, 8],
  ['des-ede3-ofb', 63, 'ofb', 3],
];
for (const [name, nid, mode, keys, segment, otherNames = []] of DES) {
  const blockSize = mode === 'ecb' || mode === 'cbc' ? DES_BLOCK : 1;
  const info = { name, nid, algorithm: 'des', mode, blockSize, keyLength: DES_BLOCK * keys, authenticates: false } as const;
  add({ ...info, ...(mode !== 'ecb' && { ivLength: DES_BLOCK }), ...(segment !== undefined && { segment }) }, ...otherNames);
}

const CHACHA = { algorithm: 'chacha20', mode: 'stream', keyLength: 32 } as const;
add({ ...CHACHA, name: 'chacha20', nid: 1019, ivLength: 16, authenticates: false });
add({ ...CHACHA, name: 'chacha20-poly1305', nid: 1018, ivLength: 12, authenticates: true });

/** Whether an initialisation vector of so many bytes fits a cipher. */
export function isVectorLength({ mode, ivLength = 0 }: CipherInfo, length: number): boolean {
  if (mode === 'gcm') return length > 0;
  if (mode === 'ccm') return length >= 7 && length <= 13;
  if (mode === 'ocb') return length > 0 && length < BLOCK;
  return length === ivLength;
}

/** A cipher by one of OpenSSL's names, in any case, or by its number; undefined when it is not implemented. */
export function cipherInfo(nameOrNid: string | number): CipherInfo | undefined {
  if (typeof nameOrNid === 'string') return BY_NAME.get(nameOrNid.toLowerCase());
  return [...BY_NAME.values()].find(({ nid }) => nid === nameOrNid);
}

export interface CurveInfo {
  /** OpenSSL's name */
  readonly name: string;
  /** the name in JWK, which few have */
  readonly jwkName?: string;
  /** the name that NIST gave */
  readonly nistName?: string;
  readonly oid: string;
  /** bytes of a coordinate */
  readonly size: number;
}

const CURVES: readonly CurveInfo[] = [
  { name: 'prime256v1', jwkName: 'P-256', nistName: 'P-256', oid: '1.2.840.10045.3.1.7', size: 32 },
  { name: 'secp384r1', jwkName: 'P-384', nistName: 'P-384', oid: '1.3.132.0.34', size: 48 },
  { name: 'secp521r1', jwkName: 'P-521', nistName: 'P-521', oid: '1.3.132.0.35', size: 66 },
  { name: 'secp256k1', jwkName: 'secp256k1', oid: '1.3.132.0.10', size: 32 },
  { name: 'prime192v1', nistName: 'P-192', oid: '1.2.840.10045.3.1.1', size: 24 },
  { name: 'secp224r1', nistName: 'P-224', oid: '1.3.132.0.33', size: 28 },
  { name: 'brainpoolP256r1', oid: '1.3.36.3.3.2.8.1.1.7', size: 32 },
  { name: 'brainpoolP384r1', oid: '1.3.36.3.3.2.8.1.1.11', size: 48 },
  { name: 'brainpoolP512r1', oid: '1.3.36.3.3.2.8.1.1.13', size: 64 },
];

/** A curve by its name in OpenSSL or NIST's standard, or by its OID; undefined when it is not implemented. */
export function curveInfo(name: string): CurveInfo | undefined {
  return CURVES.find((curve) => curve.name === name || curve.jwkName === name || curve.nistName === name || curve.oid === name);
}
