// What an HTTP/2 connection (session.ts) asks of whoever uses it, and tells them.
import type { HeaderField } from './hpack.ts';

/** What a header block is (nghttp2_headers_category). */
export const CATEGORY = { request: 0, response: 1, pushResponse: 2, headers: 3 } as const;
export type Category = (typeof CATEGORY)[keyof typeof CATEGORY];

/** nghttp2_stream_proto_state. */
export const STREAM_STATE = { idle: 1, open: 2, reservedLocal: 3, reservedRemote: 4, halfClosedLocal: 5, halfClosedRemote: 6, closed: 7 } as const;

/** How a connection is to behave where RFC 9113 leaves a choice. */
export interface SessionOptions {
  readonly maxDeflateDynamicTableSize: number;
  readonly maxReservedRemoteStreams: number;
  readonly maxSendHeaderBlockLength: number;
  /** how many streams the peer is taken to allow until it says so */
  readonly peerMaxConcurrentStreams: number;
  /** entries of one SETTINGS frame */
  readonly maxSettings: number;
  /** streams that a client may reset at once, and how many more each second */
  readonly streamResetBurst: number;
  readonly streamResetRate: number;
  readonly lenientWhitespace: boolean;
  /** How many bytes a frame's payload is to have, padding included. @param most what it may have */
  readonly pad: (length: number, most: number) => number;
  /** seconds, counted from anywhere */
  readonly now: () => number;
}

/** What there is to send on a stream. */
export interface ContentRead {
  readonly chunks: readonly Uint8Array[];
  readonly length: number;
  /** nothing follows */
  readonly ended: boolean;
  /** header fields follow: the stream stays open */
  readonly trailers: boolean;
}

/** A frame that was taken. */
export type ReceivedFrame =
  | { readonly type: 'headers'; readonly streamId: number; readonly category: Category; readonly flags: number }
  | { readonly type: 'data'; readonly streamId: number; readonly length: number; readonly ended: boolean }
  | { readonly type: 'settings'; readonly ack: boolean; readonly entries: readonly (readonly [id: number, value: number])[] }
  | { readonly type: 'ping'; readonly ack: boolean; readonly payload: Uint8Array }
  | { readonly type: 'goaway'; readonly lastStreamId: number; readonly code: number; readonly opaque: Uint8Array }
  | { readonly type: 'altsvc'; readonly streamId: number; readonly origin: string; readonly value: string }
  | { readonly type: 'origin'; readonly origins: readonly string[] }
  | { readonly type: 'other' };

/** Who is told. Its functions may call the session. */
export interface SessionDelegate {
  /** A header block begins. @returns whether it is wanted (else the delegate has reset the stream); 'failed': give the connection up */
  beginHeaders(streamId: number, category: Category): 'wanted' | 'unwanted' | 'failed';
  /** @returns whether the rest of the block is wanted: else the delegate has reset the stream */
  header(streamId: number, field: HeaderField): boolean;
  /** @returns false: give the connection up */
  frame(frame: ReceivedFrame): boolean;
  /** Content of a message. The delegate says by `consumeStream` when it wants more. */
  content(streamId: number, bytes: Uint8Array): void;
  streamClosed(streamId: number, code: number): void;
  /** A frame that the state of things does not let out. @param failure of nghttp2 */
  frameNotSent(type: number, streamId: number, failure: number): void;
  /** A frame that breaks the rules; the session has dealt with it. @returns false: give the connection up */
  invalidFrame(failure: number): boolean;
  /** The peer's first frame is no SETTINGS: it may not speak HTTP/2. */
  settingsExpected(): void;
  /**
   * Content to send.
   * @param most bytes
   * @returns undefined: there is none until `resumeContent`
   */
  readContent(streamId: number, most: number): ContentRead | undefined;
}
