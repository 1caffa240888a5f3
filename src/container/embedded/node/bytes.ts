// What every binding over bytes needs: a plain Uint8Array over any view (Buffer.prototype.slice is a view, not a copy, so
// no binding may work on the library's Buffers directly), and errors in the form that Node's C++ throws (src/node_errors.h).

export { concatBytes } from '../kernel/concat-bytes.ts';

/**
 * The bytes of a view or buffer, as a plain Uint8Array over the same memory.
 * @throws TypeError when `source` is neither
 */
export function bytesOf(source: ArrayBufferView | ArrayBufferLike): Uint8Array<ArrayBuffer> {
  // Of memory that was transferred there is no view; to C++ it is empty (ArrayBufferViewContents).
  if (source.byteLength === 0) return new Uint8Array(0);
  if (ArrayBuffer.isView(source)) {
    if (Object.getPrototypeOf(source) === Uint8Array.prototype) return source as Uint8Array<ArrayBuffer>;
    return new Uint8Array(source.buffer as ArrayBuffer, source.byteOffset, source.byteLength);
  }
  return new Uint8Array(source as ArrayBuffer);
}

/** A copy of the bytes in memory of its own (never shared). */
export function copyOf(source: ArrayBufferView | ArrayBufferLike): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytesOf(source));
}

type ErrorClass = new (message: string) => Error;

/** An error as C++ makes them: the class, a message, and an enumerable `code`. */
export function codedError(ErrorType: ErrorClass, code: string, message: string): Error & { code: string } {
  return Object.assign(new ErrorType(message), { code });
}

/**
 * Reads an index argument as ParseArrayIndex (src/node_buffer.cc) does.
 * @throws RangeError ERR_OUT_OF_RANGE when it is negative
 */
export function arrayIndex(value: unknown, whenUndefined: number): number {
  if (value === undefined) return whenUndefined;
  const index = Math.trunc(Number(value)) || 0;
  if (index < 0) throw codedError(RangeError, 'ERR_OUT_OF_RANGE', 'Index out of range');
  return index;
}

/** Whether the memory is shared between threads; decoders of the browser refuse such memory. */
export function isShared(bytes: Uint8Array): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && (bytes.buffer) instanceof SharedArrayBuffer;
}

/** Compares in a time that does not depend on where bytes differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= (a[index] as number) ^ (b[index] as number);
  return difference === 0;
}
