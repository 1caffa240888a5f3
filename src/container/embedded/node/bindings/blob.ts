// internalBinding('blob'): the bytes behind Blob objects (src/node_blob.cc). All are in memory; blobs over files
// (fs.openAsBlob) are left to the throwing stub.
import type { BindingFactory } from '../environment.ts';
import { bytesOf, concatBytes } from '../bytes.ts';

/** What a reader's pull tells its callback. */
const END_OF_STREAM = 0;
const CONTINUE = 1;

/** How much one pull of a reader gives. */
const READ_SIZE = 65536;

type PullCallback = (status: number, buffer?: ArrayBuffer) => void;

class BlobReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  pull(callback: PullCallback): void {
    if (this.#position >= this.#bytes.length) return callback(END_OF_STREAM);
    const chunk = this.#bytes.slice(this.#position, this.#position + READ_SIZE);
    this.#position += chunk.length;
    callback(CONTINUE, chunk.buffer);
  }

  /** Bytes in memory never make a reader wait. */
  setWakeup(): void {}
}

/** The handle that a Blob object holds; immutable, so clones and slices share its memory. */
export class BlobHandle {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  getReader(): BlobReader {
    return new BlobReader(this.#bytes);
  }

  slice(start: number, end: number): BlobHandle {
    return new BlobHandle(this.#bytes.subarray(start, end));
  }
}

export const blob: BindingFactory = () => {
  /** what URL.createObjectURL has stored: id -> [handle, length, type] */
  const dataObjects = new Map<string, readonly [BlobHandle, number, string]>();

  return {
    createBlob(sources: readonly (BlobHandle | ArrayBufferView)[]) {
      const pieces = sources.map((source) => (source instanceof BlobHandle ? source.bytes : bytesOf(source)));
      return new BlobHandle(concatBytes(pieces));
    },
    concat: (buffers: readonly (ArrayBufferView | ArrayBuffer)[]) => concatBytes(buffers.map(bytesOf)).buffer,
    storeDataObject(id: string, handle: BlobHandle, length: number, type: string) {
      dataObjects.set(id, [handle, length, type]);
    },
    getDataObject: (id: string) => dataObjects.get(id),
    revokeObjectURL(objectUrl: string) {
      const id = /^blob:nodedata:([^?#]+)/.exec(objectUrl)?.[1];
      if (id !== undefined) dataObjects.delete(id);
    },
  };
};
