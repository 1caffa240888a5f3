// Ciphers and asymmetric keys bring elliptic curves with them, which take time to set up: they are part of the script of a
// process, but run only when a program asks for the first of them.
import type * as Heavy from './crypto-heavy.ts';
import { NotImplementedError } from './shapes.ts';

export type HeavyCrypto = typeof Heavy;

let load: (() => HeavyCrypto) | undefined;
let loaded: HeavyCrypto | undefined;

/** Says where ciphers and keys come from; `load` is called once, when they are needed. */
export function provideHeavyCrypto(provide: () => HeavyCrypto): void {
  load = provide;
}

/** Ciphers, signatures and asymmetric keys. */
export function heavyCrypto(): HeavyCrypto {
  if (load === undefined) throw new NotImplementedError('ciphers and asymmetric keys (this script has none of crypto-heavy.ts)');
  return (loaded ??= load());
}
