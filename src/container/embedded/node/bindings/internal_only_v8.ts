// internalBinding('internal_only_v8'): queries of the JavaScript heap, which a page can't make (src/internal_only_v8.cc).
import type { Environment } from '../environment.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';

export function internalOnlyV8(_env: Environment): Binding {
  return {
    queryObjects(): never {
      throw new NotImplementedError('v8.queryObjects()');
    },
  };
}
