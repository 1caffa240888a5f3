// internalBinding('block_list'): net.BlockList and net.SocketAddress (src/node_sockaddr.cc): throwing stubs so far.
import type { BindingFactory } from '../environment.ts';

export const blockList: BindingFactory = () => ({});
