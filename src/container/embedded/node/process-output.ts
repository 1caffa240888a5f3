// What a program prints, on its way to the kernel: at once as long as it prints at a human pace, so that nothing is missing
// when it then loops without end; in large pieces when it floods, so that the page is not flooded with messages.
import { concatBytes } from '../kernel/concat-bytes.ts';

/** How many writes go out at once in one period. */
const WRITES_PER_PERIOD = 200;
const PERIOD_MS = 100;
/** A flood goes out in pieces of about this many bytes. */
const PIECE = 64 * 1024;

export interface ProcessOutput {
  print(fd: number, bytes: Uint8Array): void;
  /** Sends what is held back: before anything else that the outside may set beside it, an exit code for one. */
  flush(): void;
}

/**
 * @param send gets the bytes as its own
 * @param clock a time in milliseconds, and a way to be called in the loop's next turn
 */
export function createOutput(
  send: (fd: number, bytes: Uint8Array) => void,
  clock: { now(): number; later(callback: () => void): void },
): ProcessOutput {
  let periodStart = -Infinity;
  let writes = 0;
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let heldFd = 1;

  function flush(): void {
    if (held.length === 0) return;
    const joined = concatBytes(held);
    held = [];
    heldBytes = 0;
    send(heldFd, joined);
  }

  return {
    print(fd, bytes) {
      const now = clock.now();
      if (now - periodStart >= PERIOD_MS) {
        periodStart = now;
        writes = 0;
      }
      if (++writes <= WRITES_PER_PERIOD && held.length === 0) return send(fd, bytes.slice());
      if (fd !== heldFd) flush();
      heldFd = fd;
      if (held.length === 0) clock.later(flush);
      held.push(bytes.slice());
      heldBytes += bytes.length;
      if (heldBytes >= PIECE) flush();
    },
    flush,
  };
}
