// internalBinding('js_stream'): a handle that is a stream of JavaScript (src/js_stream.cc). It is only ever read by TLS, which does not
// exist here (tls_wrap.ts): packages make one when they are loaded, to get at the class behind it.
import type { BindingFactory } from '../environment.ts';

export const jsStream: BindingFactory = (env) => ({
  JSStream: class JSStream extends env.wraps.AsyncWrap {
    protected override get provider(): string {
      return 'JSSTREAM';
    }
    get isStreamBase(): boolean {
      return true;
    }
    readStart(): number {
      return 0;
    }
    readStop(): number {
      return 0;
    }
    readBuffer(): void {}
    emitEOF(): void {}
    finishWrite(): void {}
    finishShutdown(): void {}
    close(callback?: () => void): void {
      env.loop.enqueueClose(() => this.makeCallback(callback));
    }
  },
});
