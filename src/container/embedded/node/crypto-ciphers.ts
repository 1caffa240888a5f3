// AES as OpenSSL's EVP interface gives it, piece by piece: ECB, CBC, CTR and GCM (NIST SP 800-38A and 800-38D), and
// ChaCha20-Poly1305 (RFC 8439), over the block functions and hashes of @noble/ciphers.
import { poly1305 } from '@noble/ciphers/_poly1305.js';
import { ghash } from '@noble/ciphers/_polyval.js';
import { aeskw, unsafe as aes } from '@noble/ciphers/aes.js';
import { chacha20 } from '@noble/ciphers/chacha.js';
import { concatBytes, copyOf } from './bytes.ts';
import type { CipherInfo } from './crypto-names.ts';
import { badDecrypt, wrongFinalBlockLength } from './openssl-errors.ts';

export { aeskw };

const BLOCK = 16;

/** Text going through a cipher. */
export interface RunningCipher {
  update(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  /** @throws an error of OpenSSL when the last block is not whole or its padding is wrong */
  final(): Uint8Array<ArrayBuffer>;
  setAutoPadding?(on: boolean): void;
  /** additional data, before the text */
  authenticate?(bytes: Uint8Array): void;
  /** whole tag, after `final` */
  tag?(): Uint8Array<ArrayBuffer>;
}

/** Starts a cipher; key and iv have the lengths that its info tells. */
export function startCipher(info: CipherInfo, key: Uint8Array, iv: Uint8Array, encrypts: boolean): RunningCipher {
  switch (info.mode) {
    case 'ecb':
    case 'cbc':
      return new BlockCipher(key, info.mode === 'cbc' ? copyOf(iv) : undefined, encrypts);
    case 'ctr':
      return counterStream(aes.expandKeyLE(copyOf(key)), copyOf(iv), aes.ctrCounter);
    case 'gcm':
      return new GaloisCipher(key, iv, encrypts);
    case 'stream':
      return new ChaChaPolyCipher(key, iv, encrypts);
  }
}

/** Whole blocks, padded at the end as PKCS #7 says. */
class BlockCipher implements RunningCipher {
  readonly #key: Uint32Array;
  readonly #chain: Uint8Array | undefined;
  readonly #encrypts: boolean;
  #pads = true;
  /** what does not make a block yet; of a padded text to decrypt also its last block */
  #rest: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(key: Uint8Array, chain: Uint8Array | undefined, encrypts: boolean) {
    this.#key = encrypts ? aes.expandKeyLE(copyOf(key)) : aes.expandKeyDecLE(copyOf(key));
    this.#chain = chain;
    this.#encrypts = encrypts;
  }

  setAutoPadding(on: boolean): void {
    this.#pads = on;
  }

  update(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const all = concatBytes([this.#rest, bytes]);
    let whole = all.length - (all.length % BLOCK);
    if (!this.#encrypts && this.#pads && whole === all.length && whole > 0) whole -= BLOCK;
    this.#rest = all.slice(whole);
    return this.#blocks(all.subarray(0, whole));
  }

  final(): Uint8Array<ArrayBuffer> {
    const rest = this.#rest;
    if (!this.#pads) {
      if (rest.length > 0) throw wrongFinalBlockLength();
      return rest;
    }
    if (this.#encrypts) {
      const padding = BLOCK - rest.length;
      return this.#blocks(concatBytes([rest, new Uint8Array(padding).fill(padding)]));
    }
    if (rest.length !== BLOCK) throw wrongFinalBlockLength();
    const plain = this.#blocks(rest);
    const padding = plain[BLOCK - 1] as number;
    if (padding === 0 || padding > BLOCK || plain.subarray(BLOCK - padding).some((byte) => byte !== padding)) throw badDecrypt();
    return plain.slice(0, BLOCK - padding);
  }

  #blocks(input: Uint8Array): Uint8Array<ArrayBuffer> {
    const output = new Uint8Array(input.length);
    const block = new Uint8Array(BLOCK);
    for (let at = 0; at < input.length; at += BLOCK) {
      block.set(input.subarray(at, at + BLOCK));
      if (this.#encrypts) {
        this.#xorChain(block);
        aes.encryptBlock(this.#key, block);
        this.#chain?.set(block);
      } else {
        aes.decryptBlock(this.#key, block);
        this.#xorChain(block);
        this.#chain?.set(input.subarray(at, at + BLOCK));
      }
      output.set(block, at);
    }
    return output;
  }

  #xorChain(block: Uint8Array): void {
    if (this.#chain === undefined) return;
    for (let index = 0; index < BLOCK; index++) block[index] = (block[index] as number) ^ (this.#chain[index] as number);
  }
}

type CountingCipher = (key: Uint32Array, counter: Uint8Array, source: Uint8Array) => Uint8Array;

/** A counter mode over pieces of any length: what is left of a block's key stream is used by the next piece. */
function counterStream(key: Uint32Array, counter: Uint8Array, encryptBlocks: CountingCipher): RunningCipher {
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
      const padded = new Uint8Array(Math.ceil(rest / BLOCK) * BLOCK);
      padded.set(bytes.subarray(fromLeft));
      const result = encryptBlocks(key, counter, padded);
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
    this.#stream = counterStream(expanded, counter, (blockKey, nonce, source) => aes.ctr32(blockKey, false, nonce, source));
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

/** AEAD_CHACHA20_POLY1305 (RFC 8439, section 2.8) */
class ChaChaPolyCipher implements RunningCipher {
  readonly #key: Uint8Array;
  readonly #nonce: Uint8Array;
  readonly #encrypts: boolean;
  readonly #mac: ReturnType<typeof poly1305.create>;
  /** the first block makes the key of the tag */
  #nextBlock = 1;
  #left: Uint8Array = new Uint8Array(0);
  #additional = 0;
  #length = 0;
  #textBegan = false;

  constructor(key: Uint8Array, nonce: Uint8Array, encrypts: boolean) {
    this.#key = copyOf(key);
    this.#nonce = copyOf(nonce);
    this.#encrypts = encrypts;
    this.#mac = poly1305.create(chacha20(this.#key, this.#nonce, new Uint8Array(32)));
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
    const output = new Uint8Array(bytes.length);
    const fromLeft = Math.min(this.#left.length, bytes.length);
    for (let index = 0; index < fromLeft; index++) output[index] = (bytes[index] as number) ^ (this.#left[index] as number);
    this.#left = this.#left.subarray(fromLeft);
    const rest = bytes.length - fromLeft;
    if (rest > 0) {
      // Whole blocks: the end of the last one stays for later.
      const blocks = Math.ceil(rest / CHACHA_BLOCK);
      const padded = new Uint8Array(blocks * CHACHA_BLOCK);
      padded.set(bytes.subarray(fromLeft));
      const result = chacha20(this.#key, this.#nonce, padded, undefined, this.#nextBlock);
      this.#nextBlock += blocks;
      output.set(result.subarray(0, rest), fromLeft);
      this.#left = result.slice(rest);
    }
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
