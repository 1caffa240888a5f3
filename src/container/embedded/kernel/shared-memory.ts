// Memory that the kernel shares with a process, where the page is cross-origin isolated (SharedArrayBuffer exists there alone). Through
// it a process that blocks its thread gets an answer all the same, and the kernel sees which changes of files have arrived.
//
// An answer comes in pieces, each waited for by the process: the kernel writes one and wakes the thread, which copies it and asks for
// the next. Only the process waits (Atomics.wait); the kernel's thread never does.
import { concatBytes } from './concat-bytes.ts';
import type { FileChange } from './protocol.ts';

// Taken when this file is loaded: a program may put others in their place.
const { Atomics } = globalThis;

// Words of the header.
const CHANGES_SEEN = 0;
const STATE = 1;
const LENGTH = 2;
const HEADER_BYTES = 16;
const PIECE_BYTES = 128 * 1024;

// Values of STATE.
const EMPTY = 0;
const MORE_FOLLOWS = 1;
const LAST = 2;

/** @returns the memory of one process, or undefined where the page is not cross-origin isolated */
export function createSharedMemory(): SharedArrayBuffer | undefined {
  return typeof SharedArrayBuffer === 'undefined' ? undefined : new SharedArrayBuffer(HEADER_BYTES + PIECE_BYTES);
}

/** The kernel's side of a process's shared memory. */
export class AnsweringSide {
  readonly #header: Int32Array;
  readonly #piece: Uint8Array;
  #rest: Uint8Array = new Uint8Array();

  constructor(memory: SharedArrayBuffer) {
    this.#header = new Int32Array(memory, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#piece = new Uint8Array(memory, HEADER_BYTES);
  }

  /** number of the last change of files that the process has seen */
  get changesSeen(): number {
    return Atomics.load(this.#header, CHANGES_SEEN);
  }

  /** Begins with an answer; the process asks for what does not fit into one piece. */
  answer(bytes: Uint8Array): void {
    this.#rest = bytes;
    this.next();
  }

  /** Gives the next piece. */
  next(): void {
    const piece = this.#rest.subarray(0, PIECE_BYTES);
    this.#rest = this.#rest.subarray(piece.length);
    this.#piece.set(piece);
    this.#header[LENGTH] = piece.length;
    Atomics.store(this.#header, STATE, this.#rest.length > 0 ? MORE_FOLLOWS : LAST);
    Atomics.notify(this.#header, STATE);
  }
}

/** The process's side of its shared memory. */
export class WaitingSide {
  readonly #header: Int32Array;
  readonly #piece: Uint8Array;

  constructor(memory: SharedArrayBuffer) {
    this.#header = new Int32Array(memory, 0, HEADER_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.#piece = new Uint8Array(memory, HEADER_BYTES);
  }

  set changesSeen(number: number) {
    Atomics.store(this.#header, CHANGES_SEEN, number);
  }

  /**
   * Blocks the thread until the kernel has answered.
   * @param askForMore tells the kernel to give the next piece
   * @param timeout milliseconds until `late` is called, once; 0: never
   */
  wait(askForMore: () => void, timeout: number, late: () => void): Uint8Array {
    const pieces: Uint8Array[] = [];
    if (timeout > 0 && Atomics.wait(this.#header, STATE, EMPTY, timeout) === 'timed-out') late();
    for (;;) {
      Atomics.wait(this.#header, STATE, EMPTY);
      const state = Atomics.load(this.#header, STATE);
      pieces.push(this.#piece.slice(0, this.#header[LENGTH]));
      Atomics.store(this.#header, STATE, EMPTY);
      if (state === LAST) return concatBytes(pieces);
      askForMore();
    }
  }
}

/** What stands for bytes in the text of an encoded answer. */
interface BytesPlace {
  readonly $bytes: readonly [offset: number, length: number];
}

const isBytesPlace = (value: unknown): value is BytesPlace => typeof value === 'object' && value !== null && '$bytes' in value;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const LENGTH_BYTES = 4;

/** Encodes plain data with bytes in it: the length of a JSON text, that text, and the bytes that it speaks of. */
export function encodeAnswer(answer: unknown): Uint8Array {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const text = encoder.encode(
    JSON.stringify(answer, (_key, value: unknown) => {
      if (!(value instanceof Uint8Array)) return value;
      parts.push(value);
      offset += value.length;
      return { $bytes: [offset - value.length, value.length] } satisfies BytesPlace;
    }),
  );
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, text.length);
  return concatBytes([length, text, ...parts]);
}

/** The inverse of `encodeAnswer`. */
export function decodeAnswer(bytes: Uint8Array): unknown {
  const textEnd = LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  return JSON.parse(decoder.decode(bytes.subarray(LENGTH_BYTES, textEnd)), (_key, value: unknown) => {
    if (!isBytesPlace(value)) return value;
    const [offset, length] = value.$bytes;
    return bytes.slice(textEnd + offset, textEnd + offset + length);
  }) as unknown;
}

/**
 * The changes of files that one process was told of and that it may not have seen yet: a thread that is blocked sees nothing of what
 * is posted to it, and gets them with its answer.
 */
export class UnseenChanges {
  readonly #memory: AnsweringSide;
  readonly #changes: FileChange[] = [];

  constructor(memory: AnsweringSide) {
    this.#memory = memory;
  }

  /** Keeps a change. Their numbers follow each other. */
  add(change: FileChange): void {
    this.#changes.push(change);
    this.forgetSeen();
  }

  forgetSeen(): void {
    const [first] = this.#changes;
    if (first === undefined) return;
    const seen = this.#memory.changesSeen - first.number + 1;
    // Not one by one: that would move what is left each time.
    if (seen * 2 >= this.#changes.length) this.#changes.splice(0, seen);
  }

  /** What the process has not seen; asked while it waits. */
  list(): readonly FileChange[] {
    const seen = this.#memory.changesSeen;
    return this.#changes.filter(({ number }) => number > seen);
  }
}
