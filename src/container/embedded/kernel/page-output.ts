// What a program prints on its way to the page, with back-pressure: writers are told that it was taken while the page keeps up.

/** How many bytes may be under way to the page before a writer waits. */
const WINDOW = 512 * 1024;

interface Lane {
  inFlight: number;
  readonly waiting: (() => void)[];
}

export class PageOutput {
  readonly #send: (fd: 1 | 2, bytes: Uint8Array) => void;
  readonly #lanes: Readonly<Record<1 | 2, Lane>> = { 1: { inFlight: 0, waiting: [] }, 2: { inFlight: 0, waiting: [] } };

  /** @param send gets the bytes as its own */
  constructor(send: (fd: 1 | 2, bytes: Uint8Array) => void) {
    this.#send = send;
  }

  show(fd: 1 | 2, bytes: Uint8Array, taken: () => void): void {
    const lane = this.#lanes[fd];
    lane.inFlight += bytes.length;
    // Part of a larger buffer can't be moved.
    this.#send(fd, bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice());
    if (lane.inFlight <= WINDOW) taken();
    else lane.waiting.push(taken);
  }

  /** The page has so many bytes more. */
  consumed(fd: 1 | 2, byteLength: number): void {
    const lane = this.#lanes[fd];
    lane.inFlight -= byteLength;
    while (lane.waiting.length > 0 && lane.inFlight <= WINDOW) lane.waiting.shift()?.();
  }
}
