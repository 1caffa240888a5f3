// Files of the cache, which builds and programs beside each other read and make.
import { randomUUID } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';

/**
 * Writes a file aside and moves it to its place: whoever looks there finds the whole of it or nothing, also when this is broken off.
 * @throws what the file system throws
 */
export function writeWhole(path: string, contents: string | Uint8Array): void {
  const partial = `${path}.${randomUUID()}`;
  writeFileSync(partial, contents);
  renameSync(partial, path);
}
