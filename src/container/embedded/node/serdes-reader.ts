// Reads V8's serialization format: what is under v8.Deserializer. Versions 13 to 15 are read; data that is not of the format is refused.
import { bytesOf, codedError, copyOf } from './bytes.ts';
import { typeChecks } from './bindings/types.ts';
import { delegateMethod, ERROR_CLASSES, LATEST_VERSION, OLDEST_VERSION, REGEXP_FLAGS, TAG, VIEW_NAMES, VIEW_TRACKS_LENGTH } from './serdes-format.ts';

/** Makes the class that v8.Deserializer extends. */
export function deserializerClass() {
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
