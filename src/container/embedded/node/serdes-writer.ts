// Writes V8's serialization format: what is under v8.Serializer. An array is dense when it has no holes, its numbers are doubles when one of them
// is no small integer: told from its content here, since JavaScript does not see an object's representation.
import { bytesOf, codedError } from './bytes.ts';
import { typeChecks } from './bindings/types.ts';
import { asBuffer, type Environment } from './environment.ts';
import { delegateMethod, ERROR_TAGS, LATEST_VERSION, REGEXP_FLAGS, TAG, VIEW_OF_RESIZABLE, VIEW_TAGS, VIEW_TRACKS_LENGTH } from './serdes-format.ts';
import { isOpaque } from './structured-clone.ts';

// How much of a function's text V8 puts into a message (Object::NoSideEffectsToString).
const LONGEST_FUNCTION = 128;
const FUNCTION_PREFIX = 111;
const FUNCTION_SUFFIX = 2;

const isInt32 = (value: number): boolean => (value | 0) === value && !Object.is(value, -0);
const lengthTracking = (view: ArrayBufferView): boolean => {
  const { buffer } = view as { buffer: ArrayBuffer & { resizable?: boolean } };
  if (buffer.resizable !== true) return false;
  const { length, byteLength } = view as unknown as { length?: number; byteLength: number };
  const size = length === undefined ? 1 : byteLength / length;
  return view.byteOffset + byteLength > buffer.byteLength - size;
};

function describe(value: unknown): string {
  if (typeof value === 'function') {
    const text = Function.prototype.toString.call(value);
    return text.length <= LONGEST_FUNCTION ? text : `${text.slice(0, FUNCTION_PREFIX)}...<omitted>...${text.slice(-FUNCTION_SUFFIX)}`;
  }
  if (typeof value === 'symbol') return String(value);
  if (ArrayBuffer.isView(value) || typeChecks.isSymbolObject(value)) return Object.prototype.toString.call(value);
  const name = (value as { constructor?: { name?: unknown } }).constructor?.name;
  return `#<${typeof name === 'string' && name !== '' ? name : 'Object'}>`;
}

/** A growing run of bytes, with the numbers of the format. */
class ByteWriter {
  bytes = new Uint8Array(256);
  length = 0;

  reserve(size: number): number {
    const at = this.length;
    if (at + size > this.bytes.length) {
      const grown = new Uint8Array(Math.max(this.bytes.length * 2, at + size));
      grown.set(this.bytes.subarray(0, at));
      this.bytes = grown;
    }
    this.length = at + size;
    return at;
  }
  byte(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }
  raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }
  varint(value: bigint | number): void {
    let rest = BigInt(value);
    while (rest >= 0x80n) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest));
  }
  uint32(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }
  double(value: number): void {
    const at = this.reserve(8);
    new DataView(this.bytes.buffer).setFloat64(at, value, true);
  }
  release(): Uint8Array<ArrayBuffer> {
    const released = this.bytes.slice(0, this.length);
    this.length = 0;
    return released;
  }
}

/** Makes the class that v8.Serializer extends. What V8 reads off an object's representation is told from its content. */
export function serializerClass(env: Environment) {
  return class Serializer {
    readonly #out = new ByteWriter();
    readonly #ids = new Map<object, number>();
    readonly #transferred = new Map<object, number>();
    #viewsAreHostObjects = false;

    writeHeader(): void {
      this.#out.byte(TAG.version);
      this.#out.byte(LATEST_VERSION);
    }
    /** @throws what `_getDataCloneError` makes when a part can't be cloned */
    writeValue(value: unknown): boolean {
      this.#write(value);
      return true;
    }
    releaseBuffer(): Uint8Array {
      return asBuffer(env, this.#out.release());
    }
    transferArrayBuffer(id: number, memory: object): void {
      if (!typeChecks.isAnyArrayBuffer(memory)) throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'arrayBuffer must be an ArrayBuffer');
      this.#transferred.set(memory, id >>> 0);
    }
    writeUint32(value: number): void {
      this.#out.uint32(value);
    }
    writeUint64(high: number, low: number): void {
      this.#out.varint((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0));
    }
    writeDouble(value: number): void {
      this.#out.double(Number(value));
    }
    writeRawBytes(source: ArrayBufferView | ArrayBuffer): void {
      if (!ArrayBuffer.isView(source) && !typeChecks.isAnyArrayBuffer(source)) {
        throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'source must be a TypedArray or a DataView');
      }
      this.#out.raw(bytesOf(source));
    }
    _setTreatArrayBufferViewsAsHostObjects(on: boolean): void {
      this.#viewsAreHostObjects = on;
    }

    #refuse(value: unknown): never {
      const message = `${describe(value)} could not be cloned.`;
      const make = delegateMethod(this, '_getDataCloneError');
      throw make === undefined ? new Error(message) : (make.call(this, message) as Error);
    }

    #write(value: unknown): void {
      const out = this.#out;
      switch (typeof value) {
        case 'undefined':
          return out.byte(TAG.undefined);
        case 'boolean':
          return out.byte(value ? TAG.true : TAG.false);
        case 'number':
          return this.#writeNumber(value, false);
        case 'bigint':
          out.byte(TAG.bigInt);
          return this.#writeBigIntContents(value);
        case 'string':
          return this.#writeString(value);
        case 'symbol':
        case 'function':
          return this.#refuse(value);
        case 'object':
          if (value === null) return out.byte(TAG.null);
          return this.#writeObject(value);
      }
    }

    #writeNumber(value: number, asDouble: boolean): void {
      if (!asDouble && isInt32(value)) {
        this.#out.byte(TAG.int32);
        return this.#out.uint32((value << 1) ^ (value >> 31));
      }
      this.#out.byte(TAG.double);
      this.#out.double(value);
    }

    #writeBigIntContents(value: bigint): void {
      let magnitude = value < 0n ? -value : value;
      const words: bigint[] = [];
      for (; magnitude > 0n; magnitude >>= 64n) words.push(magnitude & 0xffff_ffff_ffff_ffffn);
      // a bit for the sign, the number of bytes above it
      this.#out.uint32((words.length * 8 * 2) | (value < 0n ? 1 : 0));
      for (const word of words) {
        const at = this.#out.reserve(8);
        new DataView(this.#out.bytes.buffer).setBigUint64(at, word, true);
      }
    }

    #writeString(text: string): void {
      const out = this.#out;
      let wide = false;
      for (let index = 0; index < text.length && !wide; index++) wide = text.charCodeAt(index) > 0xff;
      if (!wide) {
        out.byte(TAG.oneByteString);
        out.uint32(text.length);
        const at = out.reserve(text.length);
        for (let index = 0; index < text.length; index++) out.bytes[at + index] = text.charCodeAt(index);
        return;
      }
      const byteLength = text.length * 2;
      let prefix = 2;
      for (let rest = byteLength; rest >= 0x80; rest >>>= 7) prefix++;
      if ((out.length + prefix) % 2 === 1) out.byte(TAG.padding);
      out.byte(TAG.twoByteString);
      out.uint32(byteLength);
      const at = out.reserve(byteLength);
      const view = new DataView(out.bytes.buffer);
      for (let index = 0; index < text.length; index++) view.setUint16(at + index * 2, text.charCodeAt(index), true);
    }

    #writeObject(object: object): void {
      const out = this.#out;
      // A view comes after its memory, unless the program writes views itself.
      const isView = ArrayBuffer.isView(object);
      if (isView && !this.#ids.has(object) && !this.#viewsAreHostObjects) this.#writeObject(object.buffer);
      const known = this.#ids.get(object);
      if (known !== undefined) {
        out.byte(TAG.reference);
        return out.uint32(known);
      }
      this.#ids.set(object, this.#ids.size);
      if (isView) return this.#viewsAreHostObjects ? this.#writeHostObject(object) : this.#writeView(object);
      if (typeChecks.isProxy(object)) return this.#refuse(object);
      if (Array.isArray(object)) return this.#writeArray(object as unknown[]);
      if (typeChecks.isDate(object)) {
        out.byte(TAG.date);
        return out.double(Date.prototype.valueOf.call(object));
      }
      if (typeChecks.isBoxedPrimitive(object)) return this.#writeBoxed(object);
      if (typeChecks.isRegExp(object)) {
        const { source, flags } = object as RegExp;
        out.byte(TAG.regExp);
        this.#writeString(source);
        return out.uint32([...flags].reduce((bits, flag) => bits | (1 << REGEXP_FLAGS.indexOf(flag)), 0));
      }
      if (typeChecks.isMap(object)) {
        const entries = [...Map.prototype.entries.call(object)] as [unknown, unknown][];
        out.byte(TAG.map);
        for (const pair of entries) for (const part of pair) this.#write(part);
        out.byte(TAG.endMap);
        return out.uint32(entries.length * 2);
      }
      if (typeChecks.isSet(object)) {
        const members = [...Set.prototype.values.call(object)] as unknown[];
        out.byte(TAG.set);
        for (const member of members) this.#write(member);
        out.byte(TAG.endSet);
        return out.uint32(members.length);
      }
      if (typeChecks.isAnyArrayBuffer(object)) return this.#writeArrayBuffer(object as ArrayBuffer);
      if (typeChecks.isNativeError(object)) return this.#writeError(object as Error);
      if (object instanceof env.wraps.AsyncWrap) return this.#writeHostObject(object);
      if (isOpaque(object)) return this.#refuse(object);
      out.byte(TAG.object);
      const count = this.#writeProperties(object, Object.keys(object));
      out.byte(TAG.endObject);
      out.uint32(count);
    }

    /** @returns how many were still there when it was their turn */
    #writeProperties(object: object, keys: readonly string[]): number {
      let count = 0;
      for (const key of keys) {
        if (!Object.hasOwn(object, key)) continue;
        const value = (object as Record<string, unknown>)[key];
        const index = Number(key);
        const isIndex = String(index >>> 0) === key && index < 2 ** 32 - 1;
        this.#write(isIndex ? index : key);
        this.#write(value);
        count++;
      }
      return count;
    }

    #writeArray(array: unknown[]): void {
      const out = this.#out;
      const { length } = array;
      let dense = true;
      let doubles = length > 0;
      let integers = true;
      for (let index = 0; index < length && dense; index++) {
        if (!(index in array)) dense = false;
        else if (doubles) {
          const item = array[index];
          if (typeof item !== 'number') doubles = false;
          else integers &&= isInt32(item);
        }
      }
      const keys = Object.keys(array);
      if (!dense) {
        out.byte(TAG.sparseArray);
        out.uint32(length);
        const count = this.#writeProperties(array, keys);
        out.byte(TAG.endSparseArray);
        out.uint32(count);
        return out.uint32(length);
      }
      out.byte(TAG.denseArray);
      out.uint32(length);
      for (let index = 0; index < length; index++) {
        const item = array[index];
        if (doubles && !integers && typeof item === 'number') this.#writeNumber(item, true);
        else if (item === undefined && !(index in array)) out.byte(TAG.hole);
        else this.#write(item);
      }
      const count = this.#writeProperties(array, keys.slice(length));
      out.byte(TAG.endDenseArray);
      out.uint32(count);
      out.uint32(length);
    }

    #writeBoxed(object: object): void {
      const out = this.#out;
      const value = (object as { valueOf(): unknown }).valueOf();
      switch (typeof value) {
        case 'boolean':
          return out.byte(value ? TAG.trueObject : TAG.falseObject);
        case 'number':
          out.byte(TAG.numberObject);
          return out.double(value);
        case 'bigint':
          out.byte(TAG.bigIntObject);
          return this.#writeBigIntContents(value);
        case 'string':
          out.byte(TAG.stringObject);
          return this.#writeString(value);
        default:
          return this.#refuse(object);
      }
    }

    #writeArrayBuffer(memory: ArrayBuffer & { resizable?: boolean; maxByteLength?: number; detached?: boolean }): void {
      const out = this.#out;
      if (typeChecks.isSharedArrayBuffer(memory)) {
        const idOf = delegateMethod(this, '_getSharedArrayBufferId');
        if (idOf === undefined) return this.#refuse(memory);
        out.byte(TAG.sharedArrayBuffer);
        return out.uint32(Number(idOf.call(this, memory)));
      }
      const transferred = this.#transferred.get(memory);
      if (transferred !== undefined) {
        out.byte(TAG.transferredArrayBuffer);
        return out.uint32(transferred);
      }
      if (memory.detached === true) {
        const make = delegateMethod(this, '_getDataCloneError') ?? Error;
        throw Reflect.apply(make, this, ['An ArrayBuffer is detached and could not be cloned.']);
      }
      out.byte(memory.resizable === true ? TAG.resizableArrayBuffer : TAG.arrayBuffer);
      out.uint32(memory.byteLength);
      if (memory.resizable === true) out.uint32(memory.maxByteLength ?? memory.byteLength);
      out.raw(new Uint8Array(memory));
    }

    #writeView(view: ArrayBufferView): void {
      const out = this.#out;
      const name = ((view as unknown as Record<symbol, unknown>)[Symbol.toStringTag] as string | undefined) ?? 'DataView';
      out.byte(TAG.view);
      out.byte(VIEW_TAGS[name] as number);
      out.uint32(view.byteOffset);
      const tracks = lengthTracking(view);
      out.uint32(tracks ? 0 : view.byteLength);
      const resizable = (view.buffer as ArrayBuffer & { resizable?: boolean }).resizable === true;
      out.uint32((tracks ? VIEW_TRACKS_LENGTH : 0) | (resizable ? VIEW_OF_RESIZABLE : 0));
    }

    #writeError(error: Error): void {
      const out = this.#out;
      out.byte(TAG.error);
      const own = (key: string): unknown => {
        const descriptor = Object.getOwnPropertyDescriptor(error, key);
        return descriptor === undefined ? undefined : 'value' in descriptor ? descriptor.value : (error as unknown as Record<string, unknown>)[key];
      };
      const tag = ERROR_TAGS[String(error.name)];
      if (tag !== undefined) out.byte(tag);
      const message = own('message');
      if (message !== undefined) {
        out.byte(TAG.message);
        this.#writeString(String(message));
      }
      const stack = own('stack');
      if (typeof stack === 'string') {
        out.byte(TAG.stack);
        this.#writeString(stack);
      }
      if (Object.hasOwn(error, 'cause')) {
        out.byte(TAG.cause);
        this.#write(error.cause);
      }
      out.byte(TAG.endError);
    }

    #writeHostObject(object: object): void {
      const write = delegateMethod(this, '_writeHostObject');
      if (write === undefined) return this.#refuse(object);
      this.#out.byte(TAG.hostObject);
      write.call(this, object);
    }
  };
}
