// internalBinding('heap_utils'): heap snapshots, which no browser offers to a page: all throwing stubs.
import type { BindingFactory } from '../environment.ts';

export const heapUtils: BindingFactory = () => ({});
