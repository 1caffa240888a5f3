// internalBinding('url_pattern'): URLPattern (src/node_url_pattern.cc): the browser's own where it has one, else a throwing stub.
import type { BindingFactory } from '../environment.ts';

/** Read when the worker starts, before the page's globals are hidden. */
const URLPattern = (globalThis as { URLPattern?: unknown }).URLPattern;

export const urlPattern: BindingFactory = () => (URLPattern === undefined ? {} : { URLPattern });
