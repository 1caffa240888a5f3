// internalBinding('async_context_frame'): the slot of AsyncLocalStorage (src/async_context_frame.cc).
import type { Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';

export function asyncContextFrame({ asyncContext }: Environment): Binding {
  return {
    getContinuationPreservedEmbedderData: () => asyncContext.current,
    setContinuationPreservedEmbedderData(frame: unknown) {
      asyncContext.current = frame;
    },
  };
}
