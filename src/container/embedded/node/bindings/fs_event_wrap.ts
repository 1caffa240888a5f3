// internalBinding('fs_event_wrap'): change events, behind fs.watch (src/fs_event_wrap.cc of Node 24.21).
import type { BindingFactory } from '../environment.ts';
import { FileError } from '../../kernel/file-errors.ts';
import { fileSystemHost, type PathArgument } from './fs.ts';

export const fsEventWrap: BindingFactory = (env) => {
  const { absolute, encode } = fileSystemHost(env);

  class FSEvent extends env.wraps.HandleWrap {
    /** (status, 'rename' | 'change', filename) */
    onchange?: unknown;
    #stop: (() => void) | undefined;
    /** the newest event that has not been told yet */
    #newest: string | undefined;

    protected override get provider(): string {
      return 'FSEVENTWRAP';
    }

    get initialized(): boolean {
      return this.#stop !== undefined && !this.closed;
    }

    /** @returns 0 or a negative errno */
    start(path: PathArgument, persistent: boolean, recursive: boolean, encoding: unknown): number {
      try {
        this.#stop = env.files.watch(absolute(path), { recursive: recursive === true }, (event, filename) => {
          // As inotify does: a change equal to the one before it, which nobody has seen yet, says nothing new. Two events
          // `rename` are never equal there: something came, or went.
          const key = `${event} ${filename}`;
          if (event === 'change' && this.#newest === key) return;
          this.#newest = key;
          // Changes come from the program's own calls and from other processes: either way the event is told by the loop.
          env.loop.enqueue(() => {
            if (this.#newest === key) this.#newest = undefined;
            if (!this.closed) this.makeCallback(this.onchange, 0, event, encode(filename, encoding));
          });
        });
      } catch (error) {
        if (error instanceof FileError) return error.errno;
        throw error;
      }
      if (!persistent) this.unref();
      this.setActive(true);
      return 0;
    }

    protected override onClose(): void {
      this.#stop?.();
    }
  }

  return { FSEvent };
};
