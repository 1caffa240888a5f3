// Type of the module that tools/service-worker/build.ts puts into the shell's script.

declare module 'virtual:preview-inside' {
  /** The script that runs first in a previewed document, as text. */
  export const insideScript: string;
}
