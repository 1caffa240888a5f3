// internalBinding('pipe_wrap'): named pipes are not there; the class exists because net.js tells pipes from sockets by it.
import type { Environment } from '../environment.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';
import { streamWrapOf } from './stream_wrap.ts';

export function pipeWrap(env: Environment): Binding {
  const { LibuvStreamWrap } = streamWrapOf(env);
  class Pipe extends LibuvStreamWrap {
    constructor() {
      super();
      throw new NotImplementedError('a named pipe or UNIX domain socket');
    }
  }
  class PipeConnectWrap extends env.wraps.ReqWrap {}
  return { Pipe, PipeConnectWrap };
}
