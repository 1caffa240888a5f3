// internalBinding('http2'): the http2 module can be loaded (many packages probe it) and servers can be made; sessions are not
// implemented, which a server says when it is about to listen (tools/node-library/patches.ts) and a client when it connects.
import type { BindingFactory } from '../environment.ts';
import { NotImplementedError } from '../shapes.ts';

export const http2: BindingFactory = () => ({
  setCallbackFunctions() {},
  Http2Session: class Http2Session {
    constructor() {
      throw new NotImplementedError('HTTP/2');
    }
  },
});
