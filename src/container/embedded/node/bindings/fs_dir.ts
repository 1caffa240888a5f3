// internalBinding('fs_dir'): open directories, behind fs.opendir (src/node_dir.cc of Node 24.21).
import type { BindingFactory } from '../environment.ts';
import { FileError } from '../../kernel/file-errors.ts';
import type { DirectoryEntry } from '../../kernel/file-stat.ts';
import { DIRENT_TYPES, fileSystemHost, type PathArgument } from './fs.ts';
import { systemCallError } from './fs_errors.ts';

export const fsDir: BindingFactory = (env) => {
  const { absolute, text, encode, operation } = fileSystemHost(env);

  /** A directory being read. What it lists is what was there when it was opened. */
  class DirHandle extends env.wraps.AsyncWrap {
    readonly #entries: readonly DirectoryEntry[];
    #next = 0;
    #closed = false;

    constructor(entries: readonly DirectoryEntry[]) {
      super();
      this.#entries = entries;
    }

    protected override get provider(): string {
      return 'DIRHANDLE';
    }

    /** @returns [name, type, name, type, ...] of up to `count` entries, null at the end */
    read(encoding: unknown, count: number, req?: unknown): unknown {
      return read(this, encoding, count, req);
    }

    close(req?: unknown): unknown {
      return close(this, req);
    }

    /** For the operations below. */
    static take(handle: DirHandle, encoding: unknown, count: number): unknown[] | null {
      if (handle.#closed) throw systemCallError('EBADF', 'scandir');
      const entries = handle.#entries.slice(handle.#next, handle.#next + count);
      handle.#next += entries.length;
      return entries.length === 0 ? null : entries.flatMap(({ name, kind }) => [encode(name, encoding), DIRENT_TYPES[kind]]);
    }

    static finish(handle: DirHandle): void {
      if (handle.#closed) throw systemCallError('EBADF', 'closedir');
      handle.#closed = true;
    }
  }

  const read = operation(3, (handle: DirHandle, encoding: unknown, count: number) => DirHandle.take(handle, encoding, count));
  const close = operation(1, (handle: DirHandle) => DirHandle.finish(handle));

  function open(path: PathArgument, errorPath: string | undefined): DirHandle {
    try {
      return new DirHandle(env.files.readdirWithKinds(absolute(path)));
    } catch (error) {
      if (error instanceof FileError) throw systemCallError(error.code, 'opendir', errorPath);
      throw error;
    }
  }

  return {
    DirHandle,
    opendir: operation(2, (path: PathArgument) => open(path, text(path))),
    // Unlike the other form's, its errors don't name the path.
    opendirSync: operation(1, (path: PathArgument) => open(path, undefined)),
  };
};
