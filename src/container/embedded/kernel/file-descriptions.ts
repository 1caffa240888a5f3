// A file of the container as the standard input or output of a process (`node script.js > log.txt`).
import { FileError } from './file-errors.ts';
import type { FileTree } from './files.ts';
import { OpenFlags } from './open-file.ts';
import type { Description } from './pipes.ts';
import type { FileSpec } from './protocol.ts';

const READ_SIZE = 64 * 1024;

/**
 * Opens a file that a parent has open, for a child.
 * @param position where reading and writing begin; ignored for writing in append mode
 */
export function fileDescription(files: FileTree, { path, position, append }: FileSpec): Description {
  let at = position;
  return {
    kind: 'file',
    file: { path, position, append },
    source: {
      read(deliver) {
        deliver(readAt());
        return () => {};
      },
      openForReading() {},
      closeForReading() {},
    },
    sink: {
      write(bytes, taken) {
        const written = attempt(() => {
          const file = files.open(path, OpenFlags.WRITE_ONLY | OpenFlags.CREATE | (append ? OpenFlags.APPEND : 0));
          at += file.write(bytes, append ? null : at);
        });
        taken();
        return written;
      },
      openForWriting() {},
      closeForWriting() {},
    },
  };

  function readAt(): Uint8Array | null {
    let bytes: Uint8Array | null = null;
    attempt(() => {
      const target = new Uint8Array(READ_SIZE);
      bytes = target.slice(0, files.open(path, OpenFlags.READ_ONLY).read(target, at));
    });
    const read = bytes as Uint8Array | null;
    if (read === null || read.length === 0) return null;
    at += read.length;
    return read;
  }

  function attempt(action: () => void): boolean {
    try {
      action();
      return true;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return false;
    }
  }
}
