// internalBinding('worker'), as the main thread sees it (src/node_worker.cc). Worker itself is left out and says so.
import type { Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';

export function worker(_env: Environment): Binding {
  return {
    isMainThread: true,
    isInternalThread: false,
    ownsProcessState: true,
    threadId: 0,
    threadName: '',
    getEnvMessagePort: () => undefined,
  };
}
