// internalBinding('inspector'): there is no inspector in a browser worker (`config.hasInspector` is false); what little the
// library asks all the same.
import type { BindingFactory } from '../environment.ts';

export const inspector: BindingFactory = () => ({
  isEnabled: () => false,
  setConsoleExtensionInstaller() {},
});
