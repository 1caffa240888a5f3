// internalBinding('serdes'): V8's serialization format, version 15, under v8.serialize and v8.deserialize
// (src/node_serdes.cc of Node, src/objects/value-serializer.cc of V8). What V8 reads off an object's representation is told
// from its content here: an array is dense when it has no holes, its numbers are doubles when one of them is no small integer.
import { bytesOf, codedError, copyOf } from '../bytes.ts';
import { asBuffer, type BindingFactory, type Environment } from '../environment.ts';
import { isOpaque } from '../structured-clone.ts';
import { typeChecks } from './types.ts';

const LATEST_VERSION = 15;
/** the format before host objects and dense arrays; older data has no version that a program of today could have written */
const OLDEST_VERSION = 13;

/** Tags of the format (enum class SerializationTag and ErrorTag), as characters. */
const TAG = {
  version: 0xff,
  padding: 0x00,
  undefined: code('_'),
  null: code('0'),
  true: code('T'),
  false: code('F'),
  int32: code('I'),
  uint32: code('U'),
  double: code('N'),
  bigInt: code('Z'),
  utf8String: code('S'),
  oneByteString: code('"'),
  twoByteString: code('c'),
  reference: code('^'),
  object: code('o'),
  endObject: code('{'),
  sparseArray: code('a'),
  endSparseArray: code('@'),
  denseArray: code('A'),
  endDenseArray: code('$'),
  hole: code('-'),
  date: code('D'),
  trueObject: code('y'),
  falseObject: code('x'),
  numberObject: code('n'),
  bigIntObject: code('z'),
  stringObject: code('s'),
  regExp: code('R'),
  map: code(';'),
  endMap: code(':'),
  set: code("'"),
  endSet: code(','),
  arrayBuffer: code('B'),
  resizableArrayBuffer: code('~'),
  transferredArrayBuffer: code('t'),
  sharedArrayBuffer: code('u'),
  view: code('V'),
  hostObject: code('\\'),
  error: code('r'),
  message: code('m'),
  stack: code('s'),
  cause: code('c'),
  endError: code('.'),
  verifyObjectCount: code('?'),
} as const;

const ERROR_TAGS: Readonly<Record<string, number>> = {
  EvalError: code('E'),
  RangeError: code('R'),
  ReferenceError: code('F'),
  SyntaxError: code('S'),
  TypeError: code('T'),
  URIError: code('U'),
};
const ERROR_CLASSES = new Map<number, ErrorConstructor>(
  [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((Class) => [ERROR_TAGS[Class.name] as number, Class]),
);

/** the constructor's name -> its sub tag, and back */
const VIEW_TAGS: Readonly<Record<string, number>> = {
  Int8Array: code('b'),
  Uint8Array: code('B'),
  Uint8ClampedArray: code('C'),
  Int16Array: code('w'),
  Uint16Array: code('W'),
  Int32Array: code('d'),
  Uint32Array: code('D'),
  Float16Array: code('h'),
  Float32Array: code('f'),
  Float64Array: code('F'),
  BigInt64Array: code('q'),
  BigUint64Array: code('Q'),
  DataView: code('?'),
};
const VIEW_NAMES = new Map(Object.entries(VIEW_TAGS).map(([name, tag]) => [tag, name]));
const VIEW_TRACKS_LENGTH = 1;
const VIEW_OF_RESIZABLE = 2;

/** JSRegExp::Flag, by bit */
const REGEXP_FLAGS = ['g', 'i', 'm', 'y', 'u', 's', 'l', 'd', 'v'];

// How much of a function's text V8 puts into a message (Object::NoSideEffectsToString).
const LONGEST_FUNCTION = 128;
const FUNCTION_PREFIX = 111;
const FUNCTION_SUFFIX = 2;

function code(character: string): number {
  return character.charCodeAt(0);
}

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

type Delegate = Readonly<Record<string, unknown>>;

function delegateMethod(owner: object, name: string): ((...args: unknown[]) => unknown) | undefined {
  const method = (owner as Delegate)[name];
  return typeof method === 'function' ? (method as (...args: unknown[]) => unknown) : undefined;
}

function serializerClass(env: Environment) {
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

function deserializerClass() {
  const malformed = (): Error => new Error('Unable to deserialize cloned data.');

  class Deserializer {
    /** what is read; the library's `readRawBytes` makes views of it */
    readonly buffer: ArrayBufferView;
    readonly #bytes: Uint8Array<ArrayBuffer>;
    readonly #view: DataView;
    #at = 0;
    #version = 0;
    #nextId = 0;
    readonly #objects = new Map<number, object>();
    readonly #transferred = new Map<number, object>();

    constructor(buffer: ArrayBufferView) {
      if (!ArrayBuffer.isView(buffer)) throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'buffer must be a TypedArray or a DataView');
      this.buffer = buffer;
      this.#bytes = bytesOf(buffer);
      this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
    }

    readHeader(): boolean {
      if (this.#bytes[this.#at] === TAG.version) {
        this.#at++;
        this.#version = this.#attempt(() => this.#uint32()) ?? 0;
      }
      if (this.#version < OLDEST_VERSION || this.#version > LATEST_VERSION) {
        throw new Error('Unable to deserialize cloned data due to invalid or unsupported version.');
      }
      return true;
    }
    readValue(): unknown {
      return this.#readObject();
    }
    getWireFormatVersion(): number {
      return this.#version;
    }
    transferArrayBuffer(id: number, memory: object): void {
      if (!typeChecks.isAnyArrayBuffer(memory)) {
        throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'arrayBuffer must be an ArrayBuffer or SharedArrayBuffer');
      }
      this.#transferred.set(id >>> 0, memory);
    }
    readUint32(): number {
      return this.#orFail('ReadUint32', () => this.#uint32());
    }
    /** [high, low] */
    readUint64(): [number, number] {
      const value = this.#orFail('ReadUint64', () => this.#varint());
      return [Number((value >> 32n) & 0xffff_ffffn), Number(value & 0xffff_ffffn)];
    }
    readDouble(): number {
      return this.#orFail('ReadDouble', () => this.#double());
    }
    /** Passes over bytes; answers where they begin. */
    _readRawBytes(length: number): number {
      const at = this.#at;
      if (!(length >= 0) || at + length > this.#bytes.length) throw new Error('ReadRawBytes() failed');
      this.#at += length;
      return at;
    }

    #attempt<T>(read: () => T): T | undefined {
      try {
        return read();
      } catch {
        return undefined;
      }
    }
    #orFail<T>(name: string, read: () => T): T {
      const value = this.#attempt(read);
      if (value === undefined) throw new Error(`${name}() failed`);
      return value;
    }

    #byte(): number {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw malformed();
      this.#at++;
      return byte;
    }
    #varint(): bigint {
      let value = 0n;
      for (let shift = 0n; ; shift += 7n) {
        const byte = this.#byte();
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) return BigInt.asUintN(64, value);
      }
    }
    #uint32(): number {
      return Number(this.#varint() & 0xffff_ffffn);
    }
    #zigzag(): number {
      const value = this.#uint32();
      return (value >>> 1) ^ -(value & 1);
    }
    #double(): number {
      this.#need(8);
      const value = this.#view.getFloat64(this.#at, true);
      this.#at += 8;
      return value;
    }
    #need(size: number): void {
      if (size > this.#bytes.length - this.#at) throw malformed();
    }
    #raw(size: number): Uint8Array<ArrayBuffer> {
      this.#need(size);
      const bytes = this.#bytes.subarray(this.#at, this.#at + size);
      this.#at += size;
      return bytes;
    }
    #tag(): number {
      let tag = this.#byte();
      while (tag === TAG.padding) tag = this.#byte();
      return tag;
    }
    #peek(): number | undefined {
      let at = this.#at;
      while (this.#bytes[at] === TAG.padding) at++;
      return this.#bytes[at];
    }
    #take(tag: number): boolean {
      if (this.#peek() !== tag) return false;
      this.#tag();
      return true;
    }

    #readObject(): unknown {
      const value = this.#readTagged(this.#tag());
      // A view follows its memory, and is the value.
      if (typeChecks.isAnyArrayBuffer(value) && this.#take(TAG.view)) return this.#readView(value as ArrayBuffer);
      return value;
    }

    #remember<T extends object>(id: number, object: T): T {
      this.#objects.set(id, object);
      return object;
    }

    #readTagged(tag: number): unknown {
      switch (tag) {
        case TAG.verifyObjectCount:
          this.#uint32();
          return this.#readObject();
        case TAG.undefined:
          return undefined;
        case TAG.null:
          return null;
        case TAG.true:
          return true;
        case TAG.false:
          return false;
        case TAG.int32:
          return this.#zigzag();
        case TAG.uint32:
          return this.#uint32();
        case TAG.double:
          return this.#double();
        case TAG.bigInt:
          return this.#readBigInt();
        case TAG.utf8String:
        case TAG.oneByteString:
        case TAG.twoByteString:
          return this.#readString(tag);
        case TAG.reference: {
          const object = this.#objects.get(this.#uint32());
          if (object === undefined) throw malformed();
          return object;
        }
        case TAG.hostObject:
          return this.#readHostObject();
      }
      return this.#readNew(tag, this.#nextId++);
    }

    #readNew(tag: number, id: number): unknown {
      switch (tag) {
        case TAG.object: {
          const object = this.#remember(id, {});
          const count = this.#readProperties(object, TAG.endObject);
          if (this.#uint32() !== count) throw malformed();
          return object;
        }
        case TAG.sparseArray: {
          const array = this.#remember(id, new Array<unknown>(this.#uint32()));
          const count = this.#readProperties(array, TAG.endSparseArray);
          if (this.#uint32() !== count || this.#uint32() !== array.length) throw malformed();
          return array;
        }
        case TAG.denseArray:
          return this.#readDenseArray(id);
        case TAG.date:
          return this.#remember(id, new Date(this.#double()));
        case TAG.trueObject:
        case TAG.falseObject:
          return this.#remember(id, Object(tag === TAG.trueObject) as object);
        case TAG.numberObject:
          return this.#remember(id, Object(this.#double()) as object);
        case TAG.bigIntObject:
          return this.#remember(id, Object(this.#readBigInt()) as object);
        case TAG.stringObject:
          return this.#remember(id, Object(this.#readString(this.#tag())) as object);
        case TAG.regExp: {
          const source = this.#readString(this.#tag());
          const bits = this.#uint32();
          return this.#remember(id, new RegExp(source, REGEXP_FLAGS.filter((_flag, index) => bits & (1 << index)).join('')));
        }
        case TAG.map: {
          const map = this.#remember(id, new Map<unknown, unknown>());
          while (!this.#take(TAG.endMap)) map.set(this.#readObject(), this.#readObject());
          if (this.#uint32() !== map.size * 2) throw malformed();
          return map;
        }
        case TAG.set: {
          const set = this.#remember(id, new Set<unknown>());
          while (!this.#take(TAG.endSet)) set.add(this.#readObject());
          if (this.#uint32() !== set.size) throw malformed();
          return set;
        }
        case TAG.arrayBuffer:
          return this.#remember(id, copyOf(this.#raw(this.#uint32())).buffer);
        case TAG.resizableArrayBuffer:
          return this.#readResizable(id);
        case TAG.transferredArrayBuffer: {
          const memory = this.#transferred.get(this.#uint32());
          if (memory === undefined) throw malformed();
          return this.#remember(id, memory);
        }
        case TAG.sharedArrayBuffer: {
          const read = delegateMethod(this, '_getSharedArrayBuffer');
          const memory = read?.call(this, this.#uint32());
          if (!typeChecks.isSharedArrayBuffer(memory)) throw malformed();
          return this.#remember(id, memory as object);
        }
        case TAG.error:
          return this.#readError(id);
      }
      throw malformed();
    }

    #readString(tag: number): string {
      const bytes = this.#raw(this.#uint32());
      if (tag === TAG.utf8String) return new TextDecoder().decode(bytes);
      let text = '';
      if (tag === TAG.oneByteString) {
        for (const byte of bytes) text += String.fromCharCode(byte);
        return text;
      }
      if (tag !== TAG.twoByteString || bytes.length % 2 !== 0) throw malformed();
      for (let at = 0; at < bytes.length; at += 2) text += String.fromCharCode((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
      return text;
    }

    #readBigInt(): bigint {
      const bits = this.#uint32();
      let value = 0n;
      for (const byte of this.#raw(bits >>> 1).toReversed()) value = (value << 8n) | BigInt(byte);
      return bits & 1 ? -value : value;
    }

    #readProperties(object: object, end: number): number {
      let count = 0;
      for (; !this.#take(end); count++) {
        const key = this.#readObject();
        if (typeof key !== 'string' && typeof key !== 'number') throw malformed();
        Object.defineProperty(object, key, { value: this.#readObject(), writable: true, enumerable: true, configurable: true });
      }
      return count;
    }

    #readDenseArray(id: number): unknown[] {
      const length = this.#uint32();
      this.#need(length);
      const array = this.#remember(id, new Array<unknown>(length));
      for (let index = 0; index < length; index++) {
        if (!this.#take(TAG.hole)) array[index] = this.#readObject();
      }
      const count = this.#readProperties(array, TAG.endDenseArray);
      if (this.#uint32() !== count || this.#uint32() !== array.length) throw malformed();
      return array;
    }

    #readResizable(id: number): ArrayBuffer {
      const length = this.#uint32();
      const maxByteLength = this.#uint32();
      if (length > maxByteLength) throw malformed();
      const bytes = this.#raw(length);
      const Memory = ArrayBuffer as unknown as new (length: number, options: { maxByteLength: number }) => ArrayBuffer;
      const memory = new Memory(length, { maxByteLength });
      new Uint8Array(memory).set(bytes);
      return this.#remember(id, memory);
    }

    #readView(memory: ArrayBuffer): ArrayBufferView {
      const id = this.#nextId++;
      const name = VIEW_NAMES.get(this.#byte());
      const offset = this.#uint32();
      const byteLength = this.#uint32();
      const flags = this.#version >= 14 ? this.#uint32() : 0;
      const View = (globalThis as unknown as Record<string, unknown>)[name ?? ''] as
        | ((new (buffer: ArrayBuffer, offset: number, length?: number) => ArrayBufferView) & { BYTES_PER_ELEMENT?: number })
        | undefined;
      if (View === undefined || offset + byteLength > memory.byteLength) throw malformed();
      const size = View.BYTES_PER_ELEMENT ?? 1;
      if (offset % size !== 0 || byteLength % size !== 0) throw malformed();
      return this.#remember(id, new View(memory, offset, flags & VIEW_TRACKS_LENGTH ? undefined : byteLength / size));
    }

    #readError(id: number): Error {
      let ErrorClass: ErrorConstructor = Error;
      const parts: { message?: string; stack?: string; cause?: unknown } = {};
      let hasCause = false;
      // The error comes to be when its class is known, before a cause that may lead back to it.
      let error: Error | undefined;
      const make = (): Error => {
        if (error === undefined) {
          error = new ErrorClass();
          this.#remember(id, error);
        }
        return error;
      };
      for (let tag = this.#tag(); tag !== TAG.endError; tag = this.#tag()) {
        const known = ERROR_CLASSES.get(tag);
        if (known !== undefined) ErrorClass = known;
        else if (tag === TAG.message) parts.message = this.#readString(this.#tag());
        else if (tag === TAG.stack) parts.stack = this.#readString(this.#tag());
        else if (tag === TAG.cause) {
          make();
          hasCause = true;
          parts.cause = this.#readObject();
        } else throw malformed();
      }
      const made = make();
      const set = (key: string, value: unknown): void => {
        Object.defineProperty(made, key, { value, writable: true, configurable: true, enumerable: false });
      };
      set('stack', parts.stack);
      if (parts.message !== undefined) set('message', parts.message);
      if (hasCause) set('cause', parts.cause);
      return made;
    }

    #readHostObject(): object {
      const id = this.#nextId++;
      const read = delegateMethod(this, '_readHostObject');
      if (read === undefined) throw malformed();
      const object = read.call(this);
      if ((typeof object !== 'object' && typeof object !== 'function') || object === null) {
        throw new TypeError('readHostObject must return an object');
      }
      return this.#remember(id, object);
    }
  }
  return Deserializer;
}

export const serdes: BindingFactory = (env) => {
  const Serializer = serializerClass(env);
  const Deserializer = deserializerClass();
  // Node's classes say what is wrong in its own words when they are called without `new`.
  return { Serializer: constructOnly(Serializer, 'Serializer'), Deserializer: constructOnly(Deserializer, 'Deserializer') };
};

/** A class that answers a call without `new` with Node's error (src/node_errors.h, ERR_CONSTRUCT_CALL_REQUIRED). */
function constructOnly<Class extends abstract new (...args: never[]) => object>(Wrapped: Class, name: string): Class {
  const construct = function (this: unknown, ...args: never[]): object {
    if (new.target === undefined) {
      throw codedError(TypeError, 'ERR_CONSTRUCT_CALL_REQUIRED', `Class constructor ${name} cannot be invoked without 'new'`);
    }
    return Reflect.construct(Wrapped, args, new.target) as object;
  };
  const prototype = Wrapped.prototype as object;
  Object.defineProperties(construct, { name: { value: name }, prototype: { value: prototype } });
  Object.defineProperty(prototype, 'constructor', { value: construct, writable: true, configurable: true, enumerable: false });
  return construct as unknown as Class;
}
