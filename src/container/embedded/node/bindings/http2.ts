// internalBinding('http2'): the http2 module can be loaded (many packages probe it); sessions are throwing stubs.
import type { BindingFactory } from '../environment.ts';

export const http2: BindingFactory = () => ({
  setCallbackFunctions() {},
});
