// What the document within a preview and the page around it tell each other, over a port that the document's script makes.
import type { PreviewPlace } from '../address.ts';

/** What the script of the page around a document finds in it. */
export interface ShellData {
  readonly place: PreviewPlace;
  /** the site's first page */
  readonly scope: string;
  readonly html: string;
}

/** How a document is told of the page around it: posted to the parent with a port. */
export const INSIDE_HELLO = 'backlot:inside';

export interface CarriedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: ArrayBuffer | null;
}

export type CarriedResponse =
  | {
      readonly ok: true;
      readonly status: number;
      readonly statusText: string;
      readonly url: string;
      readonly redirected: boolean;
      readonly headers: readonly (readonly [name: string, value: string])[];
      /** a stream where the browser can hand one over, else all of it */
      readonly body: ReadableStream<Uint8Array> | ArrayBuffer | null;
    }
  | { readonly ok: false; readonly message: string };

export type FormEntry = readonly [name: string, value: string | File];

export type InsideToShell =
  | { readonly type: 'fetch'; readonly id: number; readonly request: CarriedRequest }
  | { readonly type: 'abort'; readonly id: number }
  /** a link was followed */
  | { readonly type: 'go'; readonly url: string; readonly newTab: boolean }
  | { readonly type: 'submit'; readonly url: string; readonly method: string; readonly enctype: string; readonly entries: readonly FormEntry[]; readonly newTab: boolean }
  | { readonly type: 'title'; readonly title: string };

export type ShellToInside =
  | { readonly type: 'response'; readonly id: number; readonly response: CarriedResponse }
  /** what the page that embeds the preview has posted to it; the ports in it come with the message, in their order */
  | { readonly type: 'message'; readonly data: unknown; readonly origin: string };
