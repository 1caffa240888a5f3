// internalBinding('crypto'): throwing stubs so far.
import type { BindingFactory } from '../environment.ts';

export const crypto: BindingFactory = () => ({});
