// What is put into HTML pages that previews show: the script that the embedding app asked for (`setPreviewScript` of the client), and one
// of ours, which reports the page's errors (`forwardPreviewErrors`).
import type { WireResponse } from '../container.ts';
import type { BuildOptions, PreviewScriptOptions } from './protocol.ts';

/** What a preview reports to the container's page, as `PreviewMessage` of the client. */
export interface PreviewReport {
  readonly type: (typeof REPORT_TYPES)[number];
  readonly previewId: string;
  readonly port: number;
  readonly pathname: string;
  readonly search: string;
  readonly hash: string;
  readonly message?: string;
  readonly stack?: string;
  readonly args?: readonly unknown[];
}

const REPORT_TYPES = ['PREVIEW_UNCAUGHT_EXCEPTION', 'PREVIEW_UNHANDLED_REJECTION', 'PREVIEW_CONSOLE_ERROR'] as const;

/** How far into a page its head is looked for, in bytes. */
const HEAD_SEARCH = 64 * 1024;
/** After which of these the scripts go, the first that is found; they must run before the page's own. */
const PLACES = [/<head(?:\s[^>]*)?>/i, /<html(?:\s[^>]*)?>/i, /<!doctype[^>]*>/i];

/** Runs in the preview. Everything that it needs comes in as arguments. */
function reporter(token: string, port: number, prefix: string, consoleErrors: boolean): void {
  const previewId = Math.random().toString(36).slice(2);
  const plain = (value: unknown): unknown => {
    try {
      return structuredClone(value);
    } catch {
      return String(value);
    }
  };
  const report = (type: string, fields: object): void => {
    // The document itself may stand in a frame without an address (preview/shell/); its base has the one that it was asked for by.
    const { pathname, search, hash } = new URL(document.baseURI);
    const path = pathname.startsWith(prefix) ? `/${pathname.slice(prefix.length)}` : pathname;
    const message = { type: 'backlot-preview', token, report: { type, previewId, port, pathname: path, search, hash, ...fields } };
    // The container's page is a frame of the app that shows this one. Whoever else gets the message can't use its token for anything.
    for (let at: Window = window; at.parent !== at; at = at.parent) {
      for (let index = 0; index < at.parent.length; index++) at.parent[index]?.postMessage(message, '*');
    }
  };
  window.addEventListener('error', (event) => {
    if (event instanceof ErrorEvent) report('PREVIEW_UNCAUGHT_EXCEPTION', { message: event.message, stack: (event.error as { stack?: string } | null)?.stack });
  });
  window.addEventListener('unhandledrejection', ({ reason }) => {
    const error = reason as { message?: string; stack?: string } | null;
    report('PREVIEW_UNHANDLED_REJECTION', { message: String(error?.message ?? reason), stack: error?.stack });
  });
  if (consoleErrors) {
    const original = console.error;
    console.error = (...args: unknown[]) => {
      report('PREVIEW_CONSOLE_ERROR', { args: args.map(plain), stack: new Error().stack ?? '' });
      original.apply(console, args);
    };
  }
}

/** Text that may stand inside a script element (HTML, "Restrictions for contents of script elements"). */
const insideScript = (code: string): string => code.replace(/<(?=\/script|!--|script)/gi, '\\x3c');

/** The scripts of one container's previews, and what they report. */
export class PreviewScripts {
  readonly #errors: boolean;
  readonly #consoleErrors: boolean;
  /** known to this container's previews only, so that no other page's message is taken for a report */
  readonly #token: string = crypto.randomUUID();
  #element = '';

  constructor(forward: BuildOptions['forwardPreviewErrors'] = false) {
    this.#errors = forward !== false;
    this.#consoleErrors = forward === true;
  }

  /** Sets the script that every page shown from now on gets. @param source its text */
  set(source: string, { type, defer, async }: PreviewScriptOptions = {}): void {
    const attributes = [type === undefined ? '' : ` type="${type}"`, defer === true ? ' defer' : '', async === true ? ' async' : ''].join('');
    this.#element = source === '' ? '' : `<script${attributes}>${type === 'importmap' ? source : insideScript(source)}</script>`;
  }

  /** @param prefix path that the port's pages lie under, for example `/port/3000/` */
  html(port: number, prefix: string): string {
    const values = [this.#token, port, prefix, this.#consoleErrors].map((value) => JSON.stringify(value)).join();
    const reporting = this.#errors ? `<script>${insideScript(`(${reporter.toString()})(${values})`)}</script>` : '';
    return reporting + this.#element;
  }

  /** @returns what a window message reports, if it comes from one of these previews */
  read(data: unknown): PreviewReport | undefined {
    const { type, token, report } = (typeof data === 'object' && data !== null ? data : {}) as { type?: unknown; token?: unknown; report?: PreviewReport | null };
    if (type !== 'backlot-preview' || token !== this.#token) return undefined;
    return typeof report === 'object' && report !== null && REPORT_TYPES.includes(report.type) ? report : undefined;
  }
}

/** Where in the page the scripts go: behind its head's start tag, or what comes closest; undefined: not seen yet. */
function placeIn(text: string): number | undefined {
  for (const place of PLACES) {
    const found = place.exec(text);
    if (found !== null) return found.index + found[0].length;
  }
  return undefined;
}

/** Whether scripts can be put into a response: it is a whole page, and its bytes are ASCII where tags are. */
function isPage({ status, headers }: WireResponse, method: string): boolean {
  const header = (name: string): string => headers.find(([given]) => given.toLowerCase() === name)?.[1].toLowerCase() ?? '';
  const type = header('content-type');
  if (method === 'HEAD' || [101, 204, 205, 206, 304].includes(status)) return false;
  return type.startsWith('text/html') && !type.includes('utf-16') && ['', 'identity', 'gzip', 'deflate'].includes(header('content-encoding'));
}

/** Puts HTML into a page behind the start of its head, while the page streams by. Other responses stay as they are. */
export function withScripts(response: WireResponse, method: string, html: string): WireResponse {
  if (html === '' || !isPage(response, method)) return response;
  const encoding = response.headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1].toLowerCase();
  const plain =
    encoding === 'gzip' || encoding === 'deflate' ? response.body.pipeThrough(new DecompressionStream(encoding) as ReadableWritablePair<Uint8Array, Uint8Array>) : response.body;
  let held: Uint8Array | undefined = new Uint8Array();
  const insert = (bytes: Uint8Array, at: number, controller: TransformStreamDefaultController<Uint8Array>): void => {
    controller.enqueue(bytes.subarray(0, at));
    controller.enqueue(new TextEncoder().encode(html));
    controller.enqueue(bytes.subarray(at));
    held = undefined;
  };
  const body = plain.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        if (held === undefined) return controller.enqueue(chunk);
        const bytes = new Uint8Array(held.length + chunk.length);
        bytes.set(held);
        bytes.set(chunk, held.length);
        held = bytes;
        // latin1: one character a byte
        const text = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_SEARCH));
        const head = PLACES[0]?.exec(text);
        if (head) insert(bytes, head.index + head[0].length, controller);
        else if (bytes.length >= HEAD_SEARCH) insert(bytes, placeIn(text) ?? 0, controller);
      },
      flush(controller) {
        if (held !== undefined) insert(held, placeIn(new TextDecoder('latin1').decode(held)) ?? 0, controller);
      },
    }),
  );
  // The page has got longer, and is not compressed any more.
  const headers = response.headers.filter(([name]) => !['content-length', 'content-encoding', 'etag'].includes(name.toLowerCase()));
  return { ...response, headers, body };
}
