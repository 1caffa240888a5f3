// The large parts of Node that a process is given only when a program may want them (kernel/late-parts.ts), as this process
// has them. They come as Blobs, which cost nothing to hand around, and are read when the library asks for them.
import type { LatePart } from '../kernel/late-parts.ts';
import type { Natives } from './natives.ts';

const TITLES: Readonly<Record<LatePart, string>> = { typescript: "Node's TypeScript stripper", sqlite: 'SQLite', brotli: 'Brotli' };

export interface LateParts {
  add(part: LatePart, contents: Blob): void;
  /** @throws when the page has not loaded the part (yet) */
  bytes(part: LatePart): Uint8Array<ArrayBuffer>;
}

/** Makes the store of one process. */
export function createLateParts(natives: Pick<Natives, 'readBlob'>): LateParts {
  const blobs = new Map<LatePart, Blob>();
  return {
    add: (part, contents) => void blobs.set(part, contents),
    bytes(part) {
      const blob = blobs.get(part);
      if (blob === undefined) throw new Error(`${TITLES[part]} has not been loaded into the page yet. It comes when a file needs it: run the program again.`);
      return new Uint8Array(natives.readBlob(blob));
    },
  };
}
