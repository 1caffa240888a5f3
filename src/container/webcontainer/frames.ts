// Frames between the page and a program of ours inside the container, over the program's input and output. Both are text, and a terminal may
// lie between (which echoes, and ends lines its own way), so a frame is a line: a prefix that tells the direction, then base64 of
//   byte 0       type, one of the letters below
//   bytes 1-4    number of the connection, big-endian
//   then         data
// wire.cjs speaks the same; what is no frame is passed over.

export const TO_PROGRAM = '@backlot<';
export const TO_PAGE = '@backlot>';

/** Types of frames of the agent (connections) and of the relay (a program's streams). */
export const FRAME = {
  /** agent, to the page: it is up; data: JSON about it */
  hello: 'H',
  /** agent, to the program: connect; data: the port, two bytes */
  open: 'O',
  accepted: 'A',
  refused: 'R',
  data: 'D',
  end: 'E',
  reset: 'X',
  /** consumed; data: how many bytes, four bytes */
  credit: 'W',
  /** relay, to the page: the program runs; data: its process id as text */
  started: 'P',
  /** relay, to the page: the program could not be started; data: the code of the error */
  failed: 'F',
  stdout: '1',
  stderr: '2',
  /** relay, to the page: the program has ended; data: its exit code as text */
  exit: 'C',
  /** relay, to the program: standard input, its end, a signal's name */
  input: 'I',
  inputEnd: 'Z',
  signal: 'S',
} as const;

export type FrameType = (typeof FRAME)[keyof typeof FRAME];

export interface Frame {
  readonly type: string;
  readonly id: number;
  readonly data: Uint8Array;
}

/** Bytes of data that one frame carries at most. */
export const FRAME_DATA = 24 * 1024;
const HEAD = 5;

/** A frame as a line. */
export function encodeFrame(prefix: string, type: FrameType, id = 0, data: Uint8Array = new Uint8Array()): string {
  const bytes = new Uint8Array(HEAD + data.length);
  bytes[0] = type.charCodeAt(0);
  new DataView(bytes.buffer).setUint32(1, id);
  bytes.set(data, HEAD);
  let latin1 = '';
  for (let at = 0; at < bytes.length; at += 0x8000) latin1 += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return `${prefix}${btoa(latin1)}\n`;
}

/** Reads frames out of a text that comes in pieces. */
export class FrameReader {
  readonly #prefix: string;
  readonly #onFrame: (frame: Frame) => void;
  readonly #onText: (text: string) => void;
  #rest = '';

  /** @param onText told lines that are no frames, with their ends */
  constructor(prefix: string, onFrame: (frame: Frame) => void, onText: (text: string) => void = () => {}) {
    this.#prefix = prefix;
    this.#onFrame = onFrame;
    this.#onText = onText;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const at = line.indexOf(this.#prefix);
      const frame = at < 0 ? undefined : decodeFrame(line.slice(at + this.#prefix.length).trimEnd());
      if (frame !== undefined) this.#onFrame(frame);
      else this.#onText(`${line}\n`);
    }
  }
}

function decodeFrame(base64: string): Frame | undefined {
  let latin1: string;
  try {
    latin1 = atob(base64);
  } catch {
    return undefined;
  }
  if (latin1.length < HEAD) return undefined;
  const bytes = new Uint8Array(latin1.length);
  for (let index = 0; index < latin1.length; index++) bytes[index] = latin1.charCodeAt(index);
  return { type: latin1.slice(0, 1), id: new DataView(bytes.buffer).getUint32(1), data: bytes.subarray(HEAD) };
}
