// The script of the late part `crypto`: internalBinding('crypto') with everything that it computes with.
import { crypto } from './bindings/crypto.ts';
import { provideHeavyCrypto, type HeavyCrypto } from './crypto-loader.ts';

// The bundler runs a module that is required, rather than imported, when it is required.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
provideHeavyCrypto(() => require('./crypto-heavy.ts') as HeavyCrypto);

export const binding = crypto;
