// What goes over the wire between the client package `@webcontainer/api` 1.6.4 and this page. The client speaks Comlink 4.3.0
// (numeric message types; its copy of Comlink is dist/vendor/index.js); the methods are those that its dist/index.js calls.

/** The client that this protocol was observed with. */
export const CLIENT_VERSION = '1.6.4';

// ---- Comlink 4.3.0 ----

export const MESSAGE = { GET: 0, SET: 1, APPLY: 2, CONSTRUCT: 3, ENDPOINT: 4, RELEASE: 5 } as const;
export const VALUE = { RAW: 0, HANDLER: 3 } as const;

/** An error as Comlink's `throw` handler carries it. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

/** A value on the wire: as it is, a port that a function or object is behind, or something thrown. */
export type WireValue =
  | { readonly type: typeof VALUE.RAW; readonly value: unknown }
  | { readonly type: typeof VALUE.HANDLER; readonly name: 'proxy'; readonly value: MessagePort }
  | { readonly type: typeof VALUE.HANDLER; readonly name: 'throw'; readonly value: { readonly isError: true; readonly value: WireError } };

/** What one end asks the other. */
export interface WireRequest {
  readonly id: string;
  readonly type: (typeof MESSAGE)[keyof typeof MESSAGE];
  readonly path?: readonly string[];
  readonly argumentList?: readonly WireValue[];
}

export type WireResponse = WireValue & { readonly id: string };

// ---- what the client asks for ----

/** `server.build` */
export interface BuildOptions {
  readonly host?: string;
  readonly version?: string;
  readonly workdirName?: string;
  readonly forwardPreviewErrors?: boolean | 'exceptions-only';
}

/** `instance.run` */
export interface RunOptions {
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | number | boolean>>;
  readonly terminal?: { readonly cols: number; readonly rows: number };
}

/** `instance.serialize` */
export interface SerializeOptions {
  readonly format?: 'json' | 'binary' | 'zip';
  readonly includes?: readonly string[];
  readonly excludes?: readonly string[];
}

/** `instance.setPreviewScript` */
export interface PreviewScriptOptions {
  readonly type?: 'module' | 'importmap';
  readonly defer?: boolean;
  readonly async?: boolean;
}

/** A directory entry of `fs.readdir` with `withFileTypes`; the client looks at this very key. */
export interface WireDirEntry {
  readonly name: string | Uint8Array;
  readonly 'Symbol(type)': (typeof ENTRY_TYPE)[keyof typeof ENTRY_TYPE];
}

// libuv's UV_DIRENT_*, as Node's fs has them
export const ENTRY_TYPE = { file: 1, directory: 2, link: 3 } as const;

export const INSTANCE_EVENTS = ['port', 'server-ready', 'error', 'preview-message', 'xdg-open', 'code'] as const;
export type InstanceEvent = (typeof INSTANCE_EVENTS)[number];

// ---- between this page and the one that embeds it (window messages) ----

export type PageToEmbedder =
  /** with the port of the server */
  | { readonly type: 'init' }
  /** the client prints it to its console */
  | { readonly type: 'warning'; readonly level: 'info' | 'warn' | 'error'; readonly message: string };
