// internalBinding('diagnostics_channel'): channels that C++ publishes to (src/node_diagnostics_channel.cc). Nothing outside of
// the library publishes here, so linking a channel needs no more than its subscriber count.
import type { BindingFactory } from '../environment.ts';

export const diagnosticsChannel: BindingFactory = () => ({
  linkNativeChannel() {},
});
