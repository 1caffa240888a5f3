// Modes of operation over any block cipher, piece by piece, as OpenSSL's EVP interface gives them: ECB and CBC, CFB and OFB (NIST
// SP 800-38A), CCM (SP 800-38C), OCB (RFC 7253), and key wrapping (RFC 3394, RFC 5649).
import { concatBytes, copyOf, equalBytes } from './bytes.ts';
import { badDecrypt, wrongFinalBlockLength } from './openssl-errors.ts';

/** A block cipher with its key. */
export interface BlockFunction {
  /** bytes of a block */
  readonly size: number;
  /** in place */
  encrypt(block: Uint8Array): void;
  /** in place */
  decrypt(block: Uint8Array): void;
}

/** Text going through a cipher. */
export interface RunningCipher {
  /** @throws when the mode takes no more, or not so much */
  update(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  /** @throws an error of OpenSSL when the last block is not whole or its padding is wrong */
  final(): Uint8Array<ArrayBuffer>;
  setAutoPadding?(on: boolean): void;
  /** Additional data, before the text. @param textLength of the text, which CCM has to know */
  authenticate?(bytes: Uint8Array, textLength?: number): void;
  /** whole tag, after `final`; absent where the cipher checks it by itself */
  tag?(): Uint8Array<ArrayBuffer>;
  /** takes the tag to check by itself, before the text */
  expectTag?(tag: Uint8Array): void;
}

const NOTHING = (): Uint8Array<ArrayBuffer> => new Uint8Array(0);

/** What CipherBase::Update says of data that a cipher won't take (src/crypto/crypto_cipher.cc). */
const refusedData = (): Error => new Error('Trying to add data in unsupported state');
export const failedAuthentication = (): Error => new Error('Unsupported state or unable to authenticate data');

function xorInto(target: Uint8Array, other: Uint8Array): void {
  for (let index = 0; index < target.length; index++) target[index] = (target[index] as number) ^ (other[index] as number);
}

/** Whole blocks, padded at the end as PKCS #7 says. */
export class BlockCipher implements RunningCipher {
  readonly #cipher: BlockFunction;
  readonly #chain: Uint8Array | undefined;
  readonly #encrypts: boolean;
  #pads = true;
  /** what does not make a block yet; of a padded text to decrypt also its last block */
  #rest: Uint8Array<ArrayBuffer> = NOTHING();

  /** @param chain the initialisation vector of CBC; ECB has none */
  constructor(cipher: BlockFunction, chain: Uint8Array | undefined, encrypts: boolean) {
    this.#cipher = cipher;
    this.#chain = chain && copyOf(chain);
    this.#encrypts = encrypts;
  }

  setAutoPadding(on: boolean): void {
    this.#pads = on;
  }

  update(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const { size } = this.#cipher;
    const all = concatBytes([this.#rest, bytes]);
    let whole = all.length - (all.length % size);
    if (!this.#encrypts && this.#pads && whole === all.length && whole > 0) whole -= size;
    this.#rest = all.slice(whole);
    return this.#blocks(all.subarray(0, whole));
  }

  final(): Uint8Array<ArrayBuffer> {
    const { size } = this.#cipher;
    const rest = this.#rest;
    if (!this.#pads) {
      if (rest.length > 0) throw wrongFinalBlockLength();
      return rest;
    }
    if (this.#encrypts) {
      const padding = size - rest.length;
      return this.#blocks(concatBytes([rest, new Uint8Array(padding).fill(padding)]));
    }
    if (rest.length !== size) throw wrongFinalBlockLength();
    const plain = this.#blocks(rest);
    const padding = plain[size - 1] as number;
    if (padding === 0 || padding > size || plain.subarray(size - padding).some((byte) => byte !== padding)) throw badDecrypt();
    return plain.slice(0, size - padding);
  }

  #blocks(input: Uint8Array): Uint8Array<ArrayBuffer> {
    const { size } = this.#cipher;
    const output = new Uint8Array(input.length);
    const block = new Uint8Array(size);
    for (let at = 0; at < input.length; at += size) {
      block.set(input.subarray(at, at + size));
      if (this.#encrypts) {
        if (this.#chain !== undefined) xorInto(block, this.#chain);
        this.#cipher.encrypt(block);
        this.#chain?.set(block);
      } else {
        this.#cipher.decrypt(block);
        if (this.#chain !== undefined) xorInto(block, this.#chain);
        this.#chain?.set(input.subarray(at, at + size));
      }
      output.set(block, at);
    }
    return output;
  }
}

/** OFB, and CFB with whole blocks: the key stream is made of what went before, byte after byte. */
export function feedbackStream(cipher: BlockFunction, vector: Uint8Array, feedback: 'output' | 'encrypted' | 'decrypted'): RunningCipher {
  const register = copyOf(vector);
  let used = cipher.size;
  return {
    update: (bytes) =>
      Uint8Array.from(bytes, (byte) => {
        if (used === cipher.size) {
          cipher.encrypt(register);
          used = 0;
        }
        const result = byte ^ (register[used] as number);
        if (feedback !== 'output') register[used] = feedback === 'encrypted' ? result : byte;
        used++;
        return result;
      }),
    final: NOTHING,
  };
}

/** CFB with so many bits at once, 1 or 8, which move up through the register. */
export function shiftingStream(cipher: BlockFunction, vector: Uint8Array, bits: 1 | 8, encrypts: boolean): RunningCipher {
  const register = copyOf(vector);
  const shift = (segment: number): void => {
    for (let index = 0; index < register.length; index++) {
      const next = index + 1 < register.length ? (register[index + 1] as number) : segment << (8 - bits);
      register[index] = (((register[index] as number) << bits) | (next >> (8 - bits))) & 0xff;
    }
  };
  const convert = (segment: number): number => {
    const stream = register.slice();
    cipher.encrypt(stream);
    const result = segment ^ ((stream[0] as number) >> (8 - bits));
    shift(encrypts ? result : segment);
    return result;
  };
  return {
    update: (bytes) =>
      Uint8Array.from(bytes, (byte) => {
        if (bits === 8) return convert(byte);
        let result = 0;
        for (let bit = 7; bit >= 0; bit--) result |= convert((byte >> bit) & 1) << bit;
        return result;
      }),
    final: NOTHING,
  };
}

/** Big-endian, in so many bytes. */
function lengthBytes(value: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => Math.floor(value / 256 ** (size - 1 - index)) % 256);
}

const BLOCK = 16;

/** CCM. It takes its text at once, and when it decrypts, only with the tag. */
export class CounterMacCipher implements RunningCipher {
  readonly #cipher: BlockFunction;
  readonly #nonce: Uint8Array;
  readonly #tagLength: number;
  readonly #encrypts: boolean;
  readonly tag: (() => Uint8Array<ArrayBuffer>) | undefined;
  #announced: number | undefined;
  #additional: Uint8Array = NOTHING();
  #tag: Uint8Array<ArrayBuffer> | undefined;
  #expected: Uint8Array | undefined;
  #failed = false;

  constructor(cipher: BlockFunction, nonce: Uint8Array, encrypts: boolean, tagLength: number) {
    this.#cipher = cipher;
    this.#nonce = copyOf(nonce);
    this.#tagLength = tagLength;
    this.#encrypts = encrypts;
    if (encrypts) this.tag = () => this.#tag ?? NOTHING();
  }

  authenticate(bytes: Uint8Array, textLength: number): void {
    this.#announced = textLength;
    this.#additional = copyOf(bytes);
  }

  expectTag(tag: Uint8Array): void {
    this.#expected = tag;
  }

  update(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    if (bytes.length === 0) return NOTHING();
    const isRefused = this.#tag !== undefined || (this.#announced ?? bytes.length) !== bytes.length;
    if (isRefused && this.#encrypts) throw refusedData();
    const output = isRefused ? NOTHING() : this.#convert(bytes);
    if (this.#encrypts) return output;
    if (!isRefused && this.#expected !== undefined && this.#tag !== undefined && equalBytes(this.#expected, this.#tag)) return output;
    this.#failed = true;
    return NOTHING();
  }

  final(): Uint8Array<ArrayBuffer> {
    if (this.#failed) throw failedAuthentication();
    if (this.#encrypts && this.#tag === undefined) this.#convert(NOTHING());
    return NOTHING();
  }

  #convert(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const sizeBytes = BLOCK - 1 - this.#nonce.length;
    const counterBlock = (count: number): Uint8Array<ArrayBuffer> => {
      const block = concatBytes([Uint8Array.of(sizeBytes - 1), this.#nonce, lengthBytes(count, sizeBytes)]);
      this.#cipher.encrypt(block);
      return block;
    };
    const output = copyOf(bytes);
    for (let at = 0, count = 1; at < output.length; at += BLOCK, count++) xorInto(output.subarray(at, at + BLOCK), counterBlock(count));
    const mac = this.#mac(this.#encrypts ? bytes : output, sizeBytes);
    xorInto(mac, counterBlock(0));
    this.#tag = mac.slice(0, this.#tagLength);
    return output;
  }

  #mac(text: Uint8Array, sizeBytes: number): Uint8Array<ArrayBuffer> {
    const { length } = this.#additional;
    const flags = (length > 0 ? 64 : 0) + 8 * ((this.#tagLength - 2) / 2) + sizeBytes - 1;
    const mac = concatBytes([Uint8Array.of(flags), this.#nonce, lengthBytes(text.length, sizeBytes)]);
    this.#cipher.encrypt(mac);
    const header = length === 0 ? NOTHING() : length < 0xff00 ? lengthBytes(length, 2) : concatBytes([Uint8Array.of(0xff, 0xfe), lengthBytes(length, 4)]);
    for (const part of [concatBytes([header, this.#additional]), text]) {
      for (let at = 0; at < part.length; at += BLOCK) {
        const block = part.subarray(at, at + BLOCK);
        xorInto(mac.subarray(0, block.length), block);
        this.#cipher.encrypt(mac);
      }
    }
    return mac;
  }
}

/** Twice a value of GF(2^128), the first byte highest. */
function doubled(block: Uint8Array): Uint8Array<ArrayBuffer> {
  const result = Uint8Array.from(block, (byte, index) => ((byte << 1) | ((block[index + 1] ?? 0) >> 7)) & 0xff);
  if ((block[0] as number) >= 0x80) result[BLOCK - 1] = (result[BLOCK - 1] as number) ^ 0x87;
  return result;
}

/** The offsets of OCB, one for each block. */
class OffsetSequence {
  readonly offset: Uint8Array<ArrayBuffer>;
  readonly #masks: Uint8Array[];
  #count = 0;
  /** @param masks L_0 and what follows it, which grows as needed */
  constructor(start: Uint8Array, masks: Uint8Array[]) {
    this.offset = copyOf(start);
    this.#masks = masks;
  }
  next(): Uint8Array {
    const zeros = 31 - Math.clz32(++this.#count & -this.#count);
    while (this.#masks.length <= zeros) this.#masks.push(doubled(this.#masks.at(-1) as Uint8Array));
    xorInto(this.offset, this.#masks[zeros] as Uint8Array);
    return this.offset;
  }
}

/** OCB */
export class OffsetCodebookCipher implements RunningCipher {
  readonly #cipher: BlockFunction;
  readonly #encrypts: boolean;
  readonly #lastMask: Uint8Array;
  readonly #tagMask: Uint8Array;
  readonly #text: OffsetSequence;
  readonly #data: OffsetSequence;
  readonly #checksum = new Uint8Array(BLOCK);
  /** of the additional data */
  readonly #sum = new Uint8Array(BLOCK);
  #rest: Uint8Array<ArrayBuffer> = NOTHING();
  #dataRest: Uint8Array<ArrayBuffer> = NOTHING();
  #tag: Uint8Array<ArrayBuffer> = NOTHING();

  constructor(cipher: BlockFunction, nonce: Uint8Array, encrypts: boolean, tagLength: number) {
    this.#cipher = cipher;
    this.#encrypts = encrypts;
    this.#lastMask = this.#encrypted(new Uint8Array(BLOCK));
    this.#tagMask = doubled(this.#lastMask);
    const masks = [doubled(this.#tagMask)];
    const padded = new Uint8Array(BLOCK);
    padded.set(nonce, BLOCK - nonce.length);
    padded[BLOCK - 1 - nonce.length] = 1;
    padded[0] = (padded[0] as number) | (((tagLength * 8) % 128) << 1);
    const bottom = (padded[BLOCK - 1] as number) & 63;
    padded[BLOCK - 1] = (padded[BLOCK - 1] as number) & 0xc0;
    const top = this.#encrypted(padded);
    const stretched = concatBytes([top, Uint8Array.from({ length: 8 }, (_, index) => (top[index] as number) ^ (top[index + 1] as number))]);
    const [skip, shift] = [bottom >> 3, bottom & 7];
    const start = Uint8Array.from({ length: BLOCK }, (_, index) => {
      const at = index + skip;
      return (((stretched[at] as number) << shift) | ((stretched[at + 1] ?? 0) >> (8 - shift))) & 0xff;
    });
    this.#text = new OffsetSequence(start, masks);
    this.#data = new OffsetSequence(new Uint8Array(BLOCK), masks);
  }

  #encrypted(block: Uint8Array): Uint8Array<ArrayBuffer> {
    const result = copyOf(block);
    this.#cipher.encrypt(result);
    return result;
  }

  authenticate(bytes: Uint8Array): void {
    const all = concatBytes([this.#dataRest, bytes]);
    const whole = all.length - (all.length % BLOCK);
    for (let at = 0; at < whole; at += BLOCK) this.#addData(all.subarray(at, at + BLOCK), this.#data.next());
    this.#dataRest = all.slice(whole);
  }

  #addData(block: Uint8Array, offset: Uint8Array): void {
    const mixed = copyOf(block);
    xorInto(mixed, offset);
    xorInto(this.#sum, this.#encrypted(mixed));
  }

  update(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const all = concatBytes([this.#rest, bytes]);
    const whole = all.length - (all.length % BLOCK);
    const output = all.slice(0, whole);
    for (let at = 0; at < whole; at += BLOCK) {
      const block = output.subarray(at, at + BLOCK);
      const offset = this.#text.next();
      if (this.#encrypts) xorInto(this.#checksum, block);
      xorInto(block, offset);
      if (this.#encrypts) this.#cipher.encrypt(block);
      else this.#cipher.decrypt(block);
      xorInto(block, offset);
      if (!this.#encrypts) xorInto(this.#checksum, block);
    }
    this.#rest = all.slice(whole);
    return output;
  }

  final(): Uint8Array<ArrayBuffer> {
    /** a last part that is no whole block: its end is marked by one bit */
    const marked = (part: Uint8Array): Uint8Array => concatBytes([part, Uint8Array.of(0x80), new Uint8Array(BLOCK - 1 - part.length)]);
    if (this.#dataRest.length > 0) {
      xorInto(this.#data.offset, this.#lastMask);
      this.#addData(marked(this.#dataRest), this.#data.offset);
    }
    const output = this.#rest;
    if (output.length > 0) {
      xorInto(this.#text.offset, this.#lastMask);
      if (this.#encrypts) xorInto(this.#checksum, marked(output));
      xorInto(output, this.#encrypted(this.#text.offset));
      if (!this.#encrypts) xorInto(this.#checksum, marked(output));
    }
    xorInto(this.#checksum, this.#text.offset);
    xorInto(this.#checksum, this.#tagMask);
    this.#tag = this.#encrypted(this.#checksum);
    xorInto(this.#tag, this.#sum);
    return output;
  }

  tag(): Uint8Array<ArrayBuffer> {
    return this.#tag;
  }
}

const HALF = 8;
const WRAP_ROUNDS = 6;

/** The rounds of key wrapping, forth or back, over a check value and the halves of blocks that follow it. */
function wrapRounds(cipher: BlockFunction, bytes: Uint8Array, wraps: boolean): Uint8Array<ArrayBuffer> {
  const result = copyOf(bytes);
  const block = new Uint8Array(BLOCK);
  const count = result.length / HALF - 1;
  for (let step = 0; step < WRAP_ROUNDS * count; step++) {
    const number = wraps ? step : WRAP_ROUNDS * count - 1 - step;
    const at = HALF * (1 + (number % count));
    block.set(result.subarray(0, HALF));
    if (!wraps) xorInto(block.subarray(0, HALF), lengthBytes(number + 1, HALF));
    block.set(result.subarray(at, at + HALF), HALF);
    if (wraps) cipher.encrypt(block);
    else cipher.decrypt(block);
    if (wraps) xorInto(block.subarray(0, HALF), lengthBytes(number + 1, HALF));
    result.set(block.subarray(0, HALF));
    result.set(block.subarray(HALF), at);
  }
  return result;
}

/**
 * Key wrapping. Each piece of text is one key.
 * @param vector the check value, of eight bytes; of four for a key of any length, which is padded
 */
export function wrappingCipher(cipher: BlockFunction, vector: Uint8Array, wraps: boolean): RunningCipher {
  const pads = vector.length < HALF;
  const wrap = (key: Uint8Array): Uint8Array<ArrayBuffer> => {
    if (!pads && (key.length % HALF !== 0 || key.length < BLOCK)) throw refusedData();
    const check = pads ? concatBytes([vector, lengthBytes(key.length, 4)]) : vector;
    const whole = concatBytes([check, key, new Uint8Array((HALF - (key.length % HALF)) % HALF)]);
    if (whole.length > BLOCK) return wrapRounds(cipher, whole, true);
    cipher.encrypt(whole);
    return whole;
  };
  const unwrap = (wrapped: Uint8Array): Uint8Array<ArrayBuffer> => {
    if (wrapped.length % HALF !== 0 || wrapped.length < (pads ? BLOCK : BLOCK + HALF)) throw refusedData();
    let whole = copyOf(wrapped);
    if (whole.length === BLOCK) cipher.decrypt(whole);
    else whole = wrapRounds(cipher, whole, false);
    const key = whole.slice(HALF);
    if (!equalBytes(whole.subarray(0, vector.length), vector)) throw refusedData();
    if (!pads) return key;
    const length = new DataView(whole.buffer).getUint32(vector.length);
    if (length > key.length || length <= key.length - HALF || key.subarray(length).some((byte) => byte !== 0)) throw refusedData();
    return key.slice(0, length);
  };
  return { update: (bytes) => (bytes.length === 0 ? NOTHING() : wraps ? wrap(bytes) : unwrap(bytes)), final: NOTHING };
}
