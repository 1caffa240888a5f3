// internalBinding('tty_wrap'): no stream of a process is a terminal (src/tty_wrap.cc).
import type { Environment } from '../environment.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';
import { streamWrapOf } from './stream_wrap.ts';

export function ttyWrap(env: Environment): Binding {
  const { LibuvStreamWrap } = streamWrapOf(env);
  class TTY extends LibuvStreamWrap {
    constructor() {
      super();
      throw new NotImplementedError('a terminal (tty.ReadStream, tty.WriteStream)');
    }
  }
  return { TTY, isTTY: () => false };
}
