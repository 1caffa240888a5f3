// The programs that the adapter runs inside StackBlitz's WebContainer, each a text for `node -e`: there they can't load a module of ours,
// so what both say of frames is put before either.
import agent from './agent.cjs?raw';
import relay from './relay.cjs?raw';
import wire from './wire.cjs?raw';

/** Carries requests of the page to the container's ports (tunnel.ts). */
export const AGENT = `${wire}${agent}`;

/** Runs a command and keeps its two outputs apart. */
export const RELAY = `${wire}${relay}`;
