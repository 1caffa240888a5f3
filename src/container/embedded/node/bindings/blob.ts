// internalBinding('blob'): the bytes behind Blob objects (src/node_blob.cc, src/dataqueue/queue.cc), in memory or in files.
import type { FileStat } from '../../kernel/file-stat.ts';
import type { BindingFactory, Environment } from '../environment.ts';
import { bytesOf, codedError, concatBytes } from '../bytes.ts';

/** What a reader's pull tells its callback. */
const END_OF_STREAM = 0;
const CONTINUE = 1;

/** How much one pull of a reader gives. */
const READ_SIZE = 65536;

/** EINVAL, what a pull tells of a file that is not as it was. */
const FILE_CHANGED = -22;

type PullCallback = (status: number, buffer?: ArrayBuffer) => void;

/** A piece of a blob. */
interface Piece {
  readonly length: number;
  /** of a file: calls back in a later turn of the loop, as its bytes are read by another thread in Node */
  readonly later?: (callback: () => void) => void;
  /** @returns the bytes as they are now, as a view; undefined when they can't be read */
  bytes(): Uint8Array | undefined;
}

const inMemory = (bytes: Uint8Array): Piece => ({ length: bytes.length, bytes: () => bytes });

/** A file as it is now: once it is changed it can't be read any more. @param path absolute */
function fileOf({ files, loop }: Pick<Environment, 'files' | 'loop'>, path: string, was: FileStat): Piece {
  return {
    length: was.size,
    later: (callback) => loop.enqueue(callback),
    bytes() {
      const now = files.lookup(path);
      if (typeof now === 'string' || now.size !== was.size || now.mtime !== was.mtime || files.kindOf(path) !== 'file') return undefined;
      return files.viewFile(path);
    },
  };
}

const partOf = (piece: Piece, start: number, end: number): Piece => ({ ...piece, length: end - start, bytes: () => piece.bytes()?.subarray(start, end) });

/** The same bytes, those in memory that follow each other as a copy in one piece. */
function joined(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  let run: Uint8Array[] = [];
  const close = (): void => {
    if (run.length > 0) result.push(inMemory(concatBytes(run)));
    run = [];
  };
  for (const piece of pieces) {
    const bytes = piece.later === undefined ? piece.bytes() : undefined;
    if (bytes !== undefined) run.push(bytes);
    else {
      close();
      result.push(piece);
    }
  }
  close();
  return result;
}

class BlobReader {
  readonly #pieces: readonly Piece[];
  #piece = 0;
  #position = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
  }

  pull(callback: PullCallback): void {
    const piece = this.#pieces[this.#piece];
    if (piece === undefined) callback(END_OF_STREAM);
    else if (piece.later !== undefined) piece.later(() => this.#read(piece, callback));
    else this.#read(piece, callback);
  }

  #read(piece: Piece, callback: PullCallback): void {
    const bytes = piece.bytes();
    if (bytes === undefined) return callback(FILE_CHANGED);
    const chunk = bytes.slice(this.#position, this.#position + READ_SIZE);
    this.#position += chunk.length;
    if (chunk.length > 0) return callback(CONTINUE, chunk.buffer);
    this.#piece++;
    this.#position = 0;
    this.pull(callback);
  }

  /** A reader is told by its callback when there is more. */
  setWakeup(): void {}
}

/** The handle that a Blob object holds; immutable, so clones and slices share its memory. */
export class BlobHandle {
  readonly pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.pieces = pieces;
  }

  static of(bytes: Uint8Array): BlobHandle {
    return new BlobHandle([inMemory(bytes)]);
  }

  /** All bytes. @throws when a file among its pieces was changed */
  get bytes(): Uint8Array {
    const [first, ...more] = this.pieces.map((piece) => {
      const bytes = piece.bytes();
      if (bytes === undefined) throw codedError(Error, 'ERR_INVALID_STATE', 'The blob could not be read');
      return bytes;
    });
    return first !== undefined && more.length === 0 ? first : concatBytes(first === undefined ? [] : [first, ...more]);
  }

  getReader(): BlobReader {
    return new BlobReader(this.pieces);
  }

  slice(start: number, end: number): BlobHandle {
    let at = 0;
    const pieces: Piece[] = [];
    for (const piece of this.pieces) {
      const [from, to] = [Math.max(start - at, 0), Math.min(end - at, piece.length)];
      if (from < to) pieces.push(partOf(piece, from, to));
      at += piece.length;
    }
    return new BlobHandle(pieces);
  }
}

export const blob: BindingFactory = (env) => {
  /** what URL.createObjectURL has stored: id -> [handle, length, type] */
  const dataObjects = new Map<string, readonly [BlobHandle, number, string]>();

  return {
    createBlob(sources: readonly (BlobHandle | ArrayBufferView)[]) {
      return new BlobHandle(joined(sources.flatMap((source) => (source instanceof BlobHandle ? source.pieces : [inMemory(bytesOf(source))]))));
    },
    /** @returns [handle, length] @throws TypeError ERR_INVALID_ARG_VALUE when there is no such file */
    createBlobFromFilePath(given: string | Uint8Array) {
      const text = typeof given === 'string' ? given : new env.natives.TextDecoder().decode(given);
      const path = text.startsWith('/') ? text : `${env.cwd}/${text}`;
      const stat = env.files.lookup(path);
      if (typeof stat === 'string') throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Unable to open file as blob');
      return [new BlobHandle([fileOf(env, path, stat)]), stat.size];
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
