// Ciphers as OpenSSL's EVP interface gives them, piece by piece: AES and triple DES in the modes of crypto-modes.ts, AES in CTR and GCM
// (NIST SP 800-38A and 800-38D), ChaCha20 and ChaCha20-Poly1305 (RFC 8439), over the block functions and hashes of @noble/ciphers.
import { poly1305 } from '@noble/ciphers/_poly1305.js';
import { ghash } from '@noble/ciphers/_polyval.js';
import { unsafe as aes } from '@noble/ciphers/aes.js';
import { chacha20 } from '@noble/ciphers/chacha.js';
import { concatBytes, copyOf } from './bytes.ts';
import { tripleDes } from './crypto-des.ts';
import {
  BlockCipher, CounterMacCipher, feedbackStream, OffsetCodebookCipher, shiftingStream, wrappingCipher, type BlockFunction, type RunningCipher,
} from './crypto-modes.ts';
import type { CipherInfo } from './crypto-names.ts';

export { failedAuthentication, type RunningCipher } from './crypto-modes.ts';

const BLOCK = 16;

function aesBlocks(key: Uint8Array): BlockFunction {
  const forth = aes.expandKeyLE(copyOf(key));
  let back: Uint32Array | undefined;
  return {
    size: BLOCK,
    encrypt: (block) => void aes.encryptBlock(forth, block),
    decrypt: (block) => void aes.decryptBlock((back ??= aes.expandKeyDecLE(copyOf(key))), block),
  };
}

/**
 * Starts a cipher; key and iv have the lengths that its info tells.
 * @param tagLength of CCM and OCB, which depend on it
 */
export function startCipher(info: CipherInfo, key: Uint8Array, iv: Uint8Array, encrypts: boolean, tagLength = BLOCK): RunningCipher {
  if (info.mode === 'gcm') return new GaloisCipher(key, iv, encrypts);
  if (info.mode === 'ctr') {
    const [expanded, counter] = [aes.expandKeyLE(copyOf(key)), copyOf(iv)];
    return keyStream(BLOCK, (blocks) => aes.ctrCounter(expanded, counter, blocks));
  }
  if (info.mode === 'stream') {
    if (info.authenticates) return new ChaChaPolyCipher(key, iv, encrypts);
    // OpenSSL's ChaCha20 has the first block's number, which counts from the right, before the nonce.
    return chachaStream(copyOf(key), iv.slice(4), new DataView(copyOf(iv).buffer).getUint32(0, true));
  }
  const cipher = info.algorithm === 'aes' ? aesBlocks(key) : tripleDes(key);
  switch (info.mode) {
    case 'ecb':
      return new BlockCipher(cipher, undefined, encrypts);
    case 'cbc':
      return new BlockCipher(cipher, iv, encrypts);
    case 'ofb':
      return feedbackStream(cipher, iv, 'output');
    case 'cfb':
      if (info.segment !== undefined) return shiftingStream(cipher, iv, info.segment, encrypts);
      return feedbackStream(cipher, iv, encrypts ? 'encrypted' : 'decrypted');
    case 'ccm':
      return new CounterMacCipher(cipher, iv, encrypts, tagLength);
    case 'ocb':
      return new OffsetCodebookCipher(cipher, iv, encrypts, tagLength);
    case 'wrap':
      return wrappingCipher(cipher, iv, encrypts);
  }
}

/**
 * A stream cipher over pieces of any length: what is left of a block's key stream is used by the next piece.
 * @param encryptBlocks encrypts whole blocks, and counts them
 */
function keyStream(blockSize: number, encryptBlocks: (blocks: Uint8Array) => Uint8Array): RunningCipher {
  let left: Uint8Array = new Uint8Array(0);
  return {
    update(bytes) {
      const output = new Uint8Array(bytes.length);
      const fromLeft = Math.min(left.length, bytes.length);
      for (let index = 0; index < fromLeft; index++) output[index] = (bytes[index] as number) ^ (left[index] as number);
      left = left.subarray(fromLeft);
      if (fromLeft === bytes.length) return output;
      // Whole blocks: the end of the last one stays for later.
      const rest = bytes.length - fromLeft;
      const padded = new Uint8Array(Math.ceil(rest / blockSize) * blockSize);
      padded.set(bytes.subarray(fromLeft));
      const result = encryptBlocks(padded);
      output.set(result.subarray(0, rest), fromLeft);
      left = result.slice(rest);
      return output;
    },
    final: () => new Uint8Array(0),
  };
}

/** GHASH over pieces, each part padded with zeros to whole blocks. */
class PaddedGhash {
  readonly #hash: ReturnType<typeof ghash.create>;
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  length = 0;

  constructor(key: Uint8Array) {
    this.#hash = ghash.create(key);
  }
  update(bytes: Uint8Array): void {
    this.length += bytes.length;
    const all = concatBytes([this.#rest, bytes]);
    const whole = all.length - (all.length % BLOCK);
    if (whole > 0) this.#hash.update(all.slice(0, whole));
    this.#rest = all.slice(whole);
  }
  /** Ends a part; answers its length in bytes. */
  endPart(): number {
    const { length } = this;
    if (this.#rest.length > 0) this.#hash.update(this.#rest);
    this.#rest = new Uint8Array(0);
    this.length = 0;
    return length;
  }
  digest(lengths: Uint8Array): Uint8Array {
    this.#hash.update(lengths);
    return this.#hash.digest();
  }
}

/** Two lengths in bits, as GHASH ends with. */
function lengthBlock(first: number, second: number): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK);
  const view = new DataView(block.buffer);
  view.setBigUint64(0, BigInt(first) * 8n);
  view.setBigUint64(8, BigInt(second) * 8n);
  return block;
}

class GaloisCipher implements RunningCipher {
  readonly #stream: RunningCipher;
  readonly #hash: PaddedGhash;
  readonly #encrypts: boolean;
  /** the first counter's key stream, which covers the tag */
  readonly #mask: Uint8Array;
  #additional: number | undefined;
  #tag: Uint8Array<ArrayBuffer> | undefined;

  constructor(key: Uint8Array, iv: Uint8Array, encrypts: boolean) {
    const expanded = aes.expandKeyLE(copyOf(key));
    const hashKey = new Uint8Array(BLOCK);
    aes.encryptBlock(expanded, hashKey);
    const counter = new Uint8Array(BLOCK);
    if (iv.length === 12) {
      counter.set(iv);
      counter[15] = 1;
    } else {
      const hash = new PaddedGhash(hashKey);
      hash.update(iv);
      counter.set(hash.digest(lengthBlock(0, hash.endPart())));
    }
    this.#mask = counter.slice();
    aes.encryptBlock(expanded, this.#mask);
    const view = new DataView(counter.buffer);
    view.setUint32(12, view.getUint32(12) + 1);
    this.#hash = new PaddedGhash(hashKey);
    this.#encrypts = encrypts;
    this.#stream = keyStream(BLOCK, (blocks) => aes.ctr32(expanded, false, counter, blocks));
  }

  authenticate(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  update(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    this.#additional ??= this.#hash.endPart();
    const output = this.#stream.update(bytes);
    this.#hash.update(this.#encrypts ? output : bytes);
    return output;
  }

  final(): Uint8Array<ArrayBuffer> {
    this.#additional ??= this.#hash.endPart();
    const tag = copyOf(this.#hash.digest(lengthBlock(this.#additional, this.#hash.endPart())));
    for (let index = 0; index < BLOCK; index++) tag[index] = (tag[index] as number) ^ (this.#mask[index] as number);
    this.#tag = tag;
    return new Uint8Array(0);
  }

  tag(): Uint8Array<ArrayBuffer> {
    if (this.#tag === undefined) throw new Error('the tag was asked for before the end of the text');
    return this.#tag;
  }
}

/**
 * A text for a counter of which only the lowest bits count (Web Crypto's AES-CTR): in two pieces when they wrap around.
 * @param bits how many of the counter's bits count
 */
export function counterPieces(text: Uint8Array, counter: Uint8Array, bits: number): { counter: Uint8Array; bytes: Uint8Array }[] {
  const mask = (1n << BigInt(bits)) - 1n;
  const value = counter.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const untilWrap = (mask + 1n - (value & mask)) * BigInt(BLOCK);
  if (BigInt(text.length) <= untilWrap) return [{ counter, bytes: text }];
  const restart = value & ~mask;
  const wrapped = Uint8Array.from({ length: BLOCK }, (_, index) => Number((restart >> BigInt(8 * (BLOCK - 1 - index))) & 0xffn));
  return [
    { counter, bytes: text.subarray(0, Number(untilWrap)) },
    { counter: wrapped, bytes: text.subarray(Number(untilWrap)) },
  ];
}

const CHACHA_BLOCK = 64;

/** ChaCha20 over pieces of any length. @param nextBlock the number of the first block */
function chachaStream(key: Uint8Array, nonce: Uint8Array, nextBlock: number): RunningCipher {
  return keyStream(CHACHA_BLOCK, (blocks) => {
    const result = chacha20(key, nonce, blocks, undefined, nextBlock);
    nextBlock += blocks.length / CHACHA_BLOCK;
    return result;
  });
}

/** AEAD_CHACHA20_POLY1305 (RFC 8439, section 2.8) */
class ChaChaPolyCipher implements RunningCipher {
  readonly #stream: RunningCipher;
  readonly #encrypts: boolean;
  readonly #mac: ReturnType<typeof poly1305.create>;
  #additional = 0;
  #length = 0;
  #textBegan = false;

  constructor(key: Uint8Array, nonce: Uint8Array, encrypts: boolean) {
    const [secret, vector] = [copyOf(key), copyOf(nonce)];
    // The first block makes the key of the tag.
    this.#stream = chachaStream(secret, vector, 1);
    this.#encrypts = encrypts;
    this.#mac = poly1305.create(chacha20(secret, vector, new Uint8Array(32)));
  }

  authenticate(bytes: Uint8Array): void {
    this.#additional += bytes.length;
    this.#mac.update(bytes);
  }

  #beginText(): void {
    if (!this.#textBegan) this.#pad(this.#additional);
    this.#textBegan = true;
  }

  #pad(length: number): void {
    if (length % BLOCK !== 0) this.#mac.update(new Uint8Array(BLOCK - (length % BLOCK)));
  }

  update(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    this.#beginText();
    const output = this.#stream.update(bytes);
    this.#length += bytes.length;
    this.#mac.update(this.#encrypts ? output : bytes);
    return output;
  }

  final(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(0);
  }

  tag(): Uint8Array<ArrayBuffer> {
    this.#beginText();
    this.#pad(this.#length);
    const lengths = new DataView(new ArrayBuffer(BLOCK));
    lengths.setBigUint64(0, BigInt(this.#additional), true);
    lengths.setBigUint64(8, BigInt(this.#length), true);
    this.#mac.update(new Uint8Array(lengths.buffer));
    return copyOf(this.#mac.digest());
  }
}
