// Why StackBlitz's WebContainer can't be had here: what can be seen beforehand, and what a boot that gave no answer may mean.

export type BootProblem = 'unsupported-browser' | 'insecure' | 'not-isolated' | 'blocked-storage' | 'offline' | 'time-out' | 'refused';

/** Thrown when StackBlitz's WebContainer does not boot. The message is for people: what is wrong and what to do. */
export class WebContainerBootError extends Error {
  readonly problem: BootProblem;
  constructor(problem: BootProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WebContainerBootError';
    this.problem = problem;
  }
}

/** What of the browser matters. */
export interface Surroundings {
  readonly hasWebAssembly: boolean;
  readonly hasWorkers: boolean;
  readonly isSecureContext: boolean;
  readonly crossOriginIsolated: boolean;
  readonly hasStorage: boolean;
  readonly onLine: boolean;
}

/** The surroundings of a page. */
export function surroundingsOf(page: Window & typeof globalThis): Surroundings {
  let hasStorage = page.navigator.cookieEnabled;
  try {
    void page.localStorage.length;
  } catch {
    hasStorage = false;
  }
  return {
    hasWebAssembly: typeof page.WebAssembly === 'object',
    hasWorkers: typeof page.Worker === 'function' && typeof page.MessageChannel === 'function',
    isSecureContext: page.isSecureContext,
    crossOriginIsolated: page.crossOriginIsolated,
    hasStorage,
    onLine: page.navigator.onLine,
  };
}

/**
 * What stands in the way of a boot, if anything can be seen beforehand.
 * @param foreign whether the container is StackBlitz's own, which needs the internet and cross-origin isolation
 */
export function foreseeProblem(around: Surroundings, foreign: boolean): WebContainerBootError | undefined {
  if (!around.hasWebAssembly || !around.hasWorkers) return new WebContainerBootError('unsupported-browser', 'This browser lacks WebAssembly or workers. Current versions of Chrome, Edge, Firefox and Safari have them.');
  if (!around.isSecureContext) return new WebContainerBootError('insecure', 'The page was not loaded over https:, without which browsers refuse what it needs.');
  if (foreign && !around.onLine) return new WebContainerBootError('offline', 'The browser is offline, and it is loaded from the internet.');
  if (!around.hasStorage) return new WebContainerBootError('blocked-storage', 'The browser blocks cookies and site data for this page. Allow them for this site and for stackblitz.com, and reload.');
  if (foreign && !around.crossOriginIsolated) {
    return new WebContainerBootError('not-isolated', 'The page is not cross-origin isolated. Whoever hosts it must send the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.');
  }
  return undefined;
}

/**
 * What a boot that gave no answer means.
 * @param milliseconds how long it was waited for
 * @param said what the container's frame has said meanwhile
 */
export function noAnswer(around: Surroundings, milliseconds: number, said: readonly string[]): WebContainerBootError {
  const words = said.length === 0 ? '' : ` It said: ${said.join(' ')}`;
  if (!around.onLine) return new WebContainerBootError('offline', `The browser went offline before it was loaded.${words}`);
  return new WebContainerBootError(
    'time-out',
    `It gave no answer within ${Math.round(milliseconds / 1000)} s. The network may be slow or block stackblitz.com, or the browser blocks third-party cookies for it.${words}`,
  );
}
