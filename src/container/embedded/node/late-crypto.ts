// The script of the late part `crypto`: internalBinding('crypto') and internalBinding('tls_wrap') with everything that they compute with. Helper
// threads run it too.
import { crypto } from './bindings/crypto.ts';
import { tlsWrap } from './bindings/tls_wrap.ts';
import { compute, type CryptoTask } from './crypto-tasks.ts';
import { provideHeavyCrypto, type HeavyCrypto } from './crypto-loader.ts';
import { serveTasks, type HelperScope } from './crypto-threads.ts';

// The bundler runs a module that is required, rather than imported, when it is required.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
provideHeavyCrypto(() => require('./crypto-heavy.ts') as HeavyCrypto);

export const bindings = { crypto, tls_wrap: tlsWrap };

/** What the script does in a helper thread. */
export function serve(scope: HelperScope & { readonly crypto: Crypto }): void {
  serveTasks<CryptoTask>(scope, (task) => compute(task, (target) => void scope.crypto.getRandomValues(target)));
}
