// What pages and the service worker tell each other, beside MSW's own messages (which are plain strings).

/** How a page that is cross-origin isolated was sent (Cross-Origin-Embedder-Policy); documents in it must be sent so too. */
export type EmbedderPolicy = 'require-corp' | 'credentialless';

export type PageToWorker =
  /** this page owns a container; `embedderPolicy` is undefined where it is not isolated */
  | { readonly type: 'backlot:container'; readonly id: string; readonly embedderPolicy: EmbedderPolicy | undefined }
  /** its container is gone */
  | { readonly type: 'backlot:container-gone'; readonly id: string }
  /** take control of pages that were loaded without the worker */
  | { readonly type: 'backlot:claim' }
  /** keep the whole site for use without a network */
  | { readonly type: 'backlot:keep' }
  /** let a version that waits take over */
  | { readonly type: 'backlot:take-over' };

export type WorkerToPage =
  /** whoever owns a container, say so again: the worker was started anew and knows nobody */
  | { readonly type: 'backlot:who' }
  | { readonly type: 'backlot:keeping'; readonly done: number; readonly total: number }
  /** every file of this version is kept */
  | { readonly type: 'backlot:kept' }
  /** the site can't be kept; the message is for people */
  | { readonly type: 'backlot:not-kept'; readonly message: string };

/** The channel over which pages of ours hear that a port was opened: a preview that waits for its program loads itself again. */
export const PORT_CHANNEL = 'backlot:ports';

/** Marks a request as the navigation of a tab or of a frame, between the worker and the page that answers. */
export const NAVIGATION_HEADER = 'x-backlot-navigation';
/** Marks an answer that is not the program's: why there is none. */
export const PROBLEM_HEADER = 'x-backlot-problem';
/** The address that a preview itself sees as its page's, sent by the preview's page for a request of the document within. */
export const REFERRER_HEADER = 'x-backlot-referrer';

/** Whether a message is one of these, whatever else is posted to and by the worker. */
export function isBacklotMessage(data: unknown): data is PageToWorker | WorkerToPage {
  return typeof data === 'object' && data !== null && 'type' in data && typeof data.type === 'string' && data.type.startsWith('backlot:');
}
