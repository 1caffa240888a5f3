// Digests, HMAC and PBKDF2 over the WebAssembly of hash-wasm. A module has memory for one digest: where several are under way, each keeps
// its state while another one has the memory.
import { encode, ENCODING } from './encodings.ts';

/** What a module of hash-wasm exports (its src/*.c). */
interface HashExports {
  readonly memory: WebAssembly.Memory;
  /** where input is taken from, and where the digest is left */
  Hash_GetBuffer(): number;
  Hash_GetState(): number;
  /** address of the size of the state */
  readonly STATE_SIZE: WebAssembly.Global;
  Hash_Init(bits: number): void;
  Hash_Update(length: number): void;
  Hash_Final(padding: number): void;
}

/** MAX_HEAP of hash-wasm: so much input is taken at once. */
const BUFFER_BYTES = 16_384;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** One instance of a module. */
class HashInstance {
  readonly exports: HashExports;
  readonly buffer: Uint8Array<ArrayBuffer>;
  readonly words: Uint32Array<ArrayBuffer>;
  readonly state: Uint8Array<ArrayBuffer>;
  /** the digest whose state is in memory */
  owner: WasmDigest | undefined;

  constructor(wasm: string) {
    this.exports = new WebAssembly.Instance(new WebAssembly.Module(encode(wasm, ENCODING.base64))).exports as unknown as HashExports;
    const { memory, STATE_SIZE } = this.exports;
    const memoryBuffer = memory.buffer;
    const at = this.exports.Hash_GetBuffer();
    this.buffer = new Uint8Array(memoryBuffer, at, BUFFER_BYTES);
    this.words = new Uint32Array(memoryBuffer, at, BUFFER_BYTES / Uint32Array.BYTES_PER_ELEMENT);
    const size = new DataView(memoryBuffer).getUint32(STATE_SIZE.value as number, true);
    this.state = new Uint8Array(memoryBuffer, this.exports.Hash_GetState(), size);
  }

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += BUFFER_BYTES) {
      const part = bytes.length <= BUFFER_BYTES ? bytes : bytes.subarray(at, at + BUFFER_BYTES);
      this.buffer.set(part);
      this.exports.Hash_Update(part.length);
    }
  }
}

/** A module, which is started when it is first used. */
export class HashModule {
  readonly #wasm: string;
  #instance: HashInstance | undefined;

  /** @param wasm in Base64 */
  constructor(wasm: string) {
    this.#wasm = wasm;
  }

  get instance(): HashInstance {
    return (this.#instance ??= new HashInstance(this.#wasm));
  }
}

interface HashParameters {
  /** bytes of the digest */
  readonly length: number;
  /** bytes of a block, which HMAC fills its key up to */
  readonly blockLength: number;
  /** what the module is started with, where it knows several digests */
  readonly bits?: number;
}

/** A digest in progress. */
class WasmDigest {
  readonly #hash: WasmHash;
  #saved: Uint8Array | undefined;

  /** @param state to go on from */
  constructor(hash: WasmHash, state?: Uint8Array) {
    this.#hash = hash;
    this.#saved = state;
  }

  /** Has this digest's state put into memory. */
  #enter(): HashInstance {
    const { instance } = this.#hash;
    if (instance.owner === this) return instance;
    instance.owner?.leave(instance);
    if (this.#saved === undefined) instance.exports.Hash_Init(this.#hash.bits);
    else instance.state.set(this.#saved);
    instance.owner = this;
    return instance;
  }

  /** Keeps the state, because another digest gets the memory. */
  leave({ state }: HashInstance): void {
    this.#saved = state.slice();
  }

  update(bytes: Uint8Array): void {
    this.#enter().update(bytes);
  }

  /** The digest; nothing may follow. */
  digest(): Uint8Array<ArrayBuffer> {
    const instance = this.#enter();
    instance.exports.Hash_Final(0);
    instance.owner = undefined;
    return instance.buffer.slice(0, this.#hash.length);
  }

  /** A copy of the state. */
  state(): Uint8Array<ArrayBuffer> {
    return this.#enter().state.slice();
  }

  clone(): WasmDigest {
    return new WasmDigest(this.#hash, this.state());
  }
}

/** A digest of a module. */
export class WasmHash {
  readonly length: number;
  readonly bits: number;
  readonly #blockLength: number;
  readonly #module: HashModule;

  constructor(module: HashModule, { length, blockLength, bits = 0 }: HashParameters) {
    this.length = length;
    this.bits = bits;
    this.#blockLength = blockLength;
    this.#module = module;
  }

  get instance(): HashInstance {
    return this.#module.instance;
  }

  create(): WasmDigest {
    return new WasmDigest(this);
  }

  #digestOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const digest = this.create();
    digest.update(bytes);
    return digest.digest();
  }

  /** A digest that has taken in HMAC's key (RFC 2104, section 2). */
  #keyed(key: Uint8Array, pad: number): WasmDigest {
    const block = new Uint8Array(this.#blockLength);
    block.set(key.length > this.#blockLength ? this.#digestOf(key) : key);
    const digest = this.create();
    digest.update(block.map((byte) => byte ^ pad));
    return digest;
  }

  /** HMAC. */
  createMac(key: Uint8Array): { update(bytes: Uint8Array): void; digest(): Uint8Array<ArrayBuffer> } {
    const outer = this.#keyed(key, OUTER_PAD);
    const inner = this.#keyed(key, INNER_PAD);
    return {
      update: (bytes) => inner.update(bytes),
      digest: () => {
        outer.update(inner.digest());
        return outer.digest();
      },
    };
  }

  /** PBKDF2 with HMAC (RFC 8018, section 5.2). */
  pbkdf2(password: Uint8Array, salt: Uint8Array, iterations: number, length: number): Uint8Array<ArrayBuffer> {
    const { instance, length: size } = this;
    const { exports, state, words } = instance;
    const inner = this.#keyed(password, INNER_PAD).state();
    const outer = this.#keyed(password, OUTER_PAD).state();
    // Whoever had the memory before has its state by now; the last of the two above needs its own no more.
    instance.owner = undefined;
    /** The code of what is in the buffer, into the buffer. */
    const authenticate = (count: number): void => {
      exports.Hash_Update(count);
      exports.Hash_Final(0);
      state.set(outer);
      exports.Hash_Update(size);
      exports.Hash_Final(0);
    };
    const key = new Uint8Array(Math.ceil(length / size) * size);
    const count = size / Uint32Array.BYTES_PER_ELEMENT;
    for (let block = 0; block * size < length; block++) {
      state.set(inner);
      instance.update(salt);
      new DataView(instance.buffer.buffer, instance.buffer.byteOffset).setUint32(0, block + 1);
      authenticate(Uint32Array.BYTES_PER_ELEMENT);
      const sum = new Uint32Array(key.buffer, block * size, count);
      sum.set(words.subarray(0, count));
      for (let iteration = 1; iteration < iterations; iteration++) {
        state.set(inner);
        authenticate(size);
        for (let index = 0; index < count; index++) sum[index] = (sum[index] as number) ^ (words[index] as number);
      }
    }
    return key.slice(0, length);
  }
}
