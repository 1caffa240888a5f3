// Types of the modules that tools/service-worker/build.ts puts into the worker's script.
/* eslint-disable @typescript-eslint/consistent-type-imports -- an import declaration with a relative path means nothing in an ambient module */

declare module 'virtual:msw-worker' {
  /** MSW's own worker script, unchanged, in a function whose parameters are the globals that it would find. */
  export function runMsw(self: unknown, addEventListener: (type: string, listener: (event: never) => void) => void): void;
}

declare module 'virtual:preview-shell' {
  /** The script of the page around a previewed document, as text. */
  export const shellScript: string;
}

declare module 'virtual:site-files' {
  /** What the built site consists of; empty while developing. */
  export const site: import('./site-cache.ts').SiteFiles;
}
