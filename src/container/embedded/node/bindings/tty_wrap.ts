// internalBinding('tty_wrap'): the terminal that a process was started with (src/tty_wrap.cc).
import type { Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';
import { pipeWrapOf } from './pipe_wrap.ts';
import { UV } from './stream_wrap.ts';

export function ttyWrap(env: Environment): Binding {
  const { DescriptorWrap } = pipeWrapOf(env);
  const isTTY = (fd: number): boolean => env.options.descriptors.some(([number, kind]) => number === fd && kind === 'terminal');

  class TTY extends DescriptorWrap {
    /** @param context gets `code` and `message` when the descriptor is no terminal */
    constructor(fd: number, context: { code?: string; message?: string; errno?: number }) {
      super('TTYWRAP');
      if (isTTY(fd)) this.open(fd);
      else Object.assign(context, { errno: UV.EINVAL, code: 'EINVAL', message: 'invalid argument', syscall: 'uv_tty_init' });
    }

    /** @param size gets columns and rows */
    getWindowSize(size: number[]): number {
      const { terminal } = env.kernel;
      if (terminal === undefined) return UV.ENOTSUP;
      size[0] = terminal.cols;
      size[1] = terminal.rows;
      return 0;
    }

    setRawMode(raw: boolean): number {
      env.kernel.setRawMode(this.fd, Boolean(raw));
      return 0;
    }
  }
  return { TTY, isTTY };
}
