// internalBinding('inspector'): there is no inspector in a browser worker (`config.hasInspector` is false). Programs that only
// load node:inspector go on; connecting to one, or opening one, throws (src/inspector_js_api.cc).
import type { BindingFactory } from '../environment.ts';

export const inspector: BindingFactory = (env) => {
  const refuse = (): never => {
    const { codes } = env.requireBuiltin('internal/errors') as { codes: { ERR_INSPECTOR_NOT_AVAILABLE: new () => Error } };
    throw new codes.ERR_INSPECTOR_NOT_AVAILABLE();
  };
  class Connection {
    constructor() {
      refuse();
    }
  }
  return {
    isEnabled: () => false,
    setConsoleExtensionInstaller() {},
    Connection,
    MainThreadConnection: Connection,
    open: refuse,
    url: () => undefined,
    /** nobody can be waited for: the library says that the inspector is not active */
    waitForDebugger: () => false,
    /** what it is told goes to those who are attached: nobody */
    console: Object.fromEntries(Object.keys(globalThis.console).map((name) => [name, () => {}])),
    emitProtocolEvent() {},
  };
};
