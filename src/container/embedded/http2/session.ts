// One end of an HTTP/2 connection, as a state machine without input and output of its own: bytes of the peer go in, frames for it come out, and
// what they mean is told to a delegate. It keeps to RFC 9113, and where that leaves a choice to what nghttp2 does, the library that is behind
// Node's http2 (lib/nghttp2_session.c): which error is one of the connection and which one of a stream, what a peer is told, in which order frames leave.
// Priorities are read and not acted on (RFC 9113, 5.3.2).
import { bytesOfLatin1, latin1OfBytes } from '../../latin1.ts';
import { concatBytes } from '../kernel/concat-bytes.ts';
import { CATEGORY, STREAM_STATE, type Category, type ReceivedFrame, type SessionDelegate, type SessionOptions } from './delegate.ts';
import {
  CLIENT_MAGIC, CODE, codeOfFailure, FAILURE, FLAG, FRAME, FRAME_HEADER_SIZE, LARGEST_STREAM_ID, LARGEST_WINDOW, makeFrame, numbersPayload, read16, read31, read32,
  SETTING, settingsPayload, writeFrameHeader,
} from './frames.ts';
import { CompressionError, HpackDecoder, HpackEncoder, type HeaderField } from './hpack.ts';
import { IncomingMessage } from './messaging.ts';
import { ReceiveWindow } from './receive-window.ts';
import { flawOfSetting, INITIAL_SETTINGS, SETTING_NAMES, type Settings } from './settings.ts';

/** nghttp2's own (lib/nghttp2_session.h). */
const MOST_UNSENT_ANSWERS = 1000;
const MOST_CONTINUATIONS = 8;
/** Content of one DATA frame, whatever a peer would take (NGHTTP2_DATA_PAYLOADLEN). */
const DATA_SIZE = 16_384;
const LARGEST_PADDING = 256;

/** Ends the reading of what came: the connection is lost. */
class ConnectionFailure extends Error {
  readonly failure: number;
  constructor(failure: number) {
    super();
    this.failure = failure;
  }
}

interface Stream {
  readonly id: number;
  /** opening: its first header fields are under way; closing: RST_STREAM waits to be sent */
  phase: 'opening' | 'opened' | 'reserved' | 'closing';
  /** nothing more is received, or sent */
  shutRead: boolean;
  shutWrite: boolean;
  readonly pushed: boolean;
  sendWindow: number;
  readonly receiveWindow: ReceiveWindow;
  message: IncomingMessage;
  /** what is sent as content: nothing; waits to be asked for, or for the delegate */
  content: 'none' | 'ready' | 'deferred';
}

type Outgoing =
  | { readonly type: 'raw'; readonly frame: Uint8Array; readonly answer?: boolean }
  | { readonly type: 'rst'; readonly streamId: number; readonly code: number }
  | { readonly type: 'goaway'; readonly lastStreamId: number; readonly code: number; readonly opaque: Uint8Array; readonly terminates: boolean }
  | RequestItem
  | { readonly type: 'headers'; readonly streamId: number; readonly fields: readonly HeaderField[]; readonly content: boolean; readonly ends: boolean }
  | { readonly type: 'promise'; readonly streamId: number; readonly promisedId: number; readonly fields: readonly HeaderField[] }
  | { readonly type: 'content'; readonly streamId: number };

interface RequestItem {
  readonly type: 'request';
  readonly streamId: number;
  readonly fields: readonly HeaderField[];
  readonly content: boolean;
  /** the stream was reset before it was opened */
  canceled: number | undefined;
}

/** A header block that is being received. */
interface HeaderBlock {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly promisedId: number;
  /** undefined: nobody wants it, but the table must follow it */
  readonly category: Category | undefined;
  readonly fragments: Uint8Array[];
  continuations: number;
}

/** DATA whose payload is still coming. */
interface DataFrame {
  readonly streamId: number;
  readonly flags: number;
  readonly length: number;
  /** bytes of content, and of padding, that have not come */
  content: number;
  padding: number;
  /** nobody wants it */
  readonly ignored: boolean;
}

const EMPTY = new Uint8Array(0);

/** One end of a connection. What comes in is given to it, what is to go out is taken from it; the delegate is told what it means. */
export class Http2Connection {
  readonly #isServer: boolean;
  readonly #delegate: SessionDelegate;
  readonly #options: SessionOptions;
  readonly #encoder: HpackEncoder;
  readonly #decoder = new HpackDecoder();
  readonly local: Settings = { ...INITIAL_SETTINGS };
  readonly remote: Settings = { ...INITIAL_SETTINGS };
  readonly #unacknowledged: (readonly (readonly [id: number, value: number])[])[] = [];
  /** what was asked for and may not have been acknowledged */
  #pendingMaxConcurrentStreams = INITIAL_SETTINGS.maxConcurrentStreams;
  #pendingEnablePush = 1;

  readonly #streams = new Map<number, Stream>();
  /** streams with content that may be ready */
  readonly #ready = new Set<Stream>();
  #nextStreamId: number;
  #lastReceivedId = 0;
  #lastProcessedId = 0;
  #ownStreams = 0;
  #peerStreams = 0;
  #reservedByPeer = 0;

  #sendWindow = INITIAL_SETTINGS.initialWindowSize;
  readonly #receiveWindow = new ReceiveWindow(INITIAL_SETTINGS.initialWindowSize);

  readonly #urgent: Outgoing[] = [];
  readonly #regular: Outgoing[] = [];
  /** what opens streams, and waits while the peer allows no more of them */
  readonly #opening: Outgoing[] = [];
  #unsentAnswers = 0;
  #magicToSend: boolean;

  #goawaySent = false;
  #goawayReceived = false;
  #terminates = false;
  #terminated = false;
  /** the last stream that we have told the peer of, and it us */
  #localLastId = LARGEST_STREAM_ID;
  #remoteLastId = LARGEST_STREAM_ID;
  #resetTokens: number;
  #resetTime: number;

  #input: Uint8Array = EMPTY;
  #magicToCome: string;
  #expectsSettings = true;
  /** the peer's settings have come */
  #knowsPeer = false;
  #block: HeaderBlock | undefined;
  #data: DataFrame | undefined;
  #ignoresInput = false;

  constructor(role: 'server' | 'client', delegate: SessionDelegate, options: SessionOptions) {
    this.#isServer = role === 'server';
    this.#delegate = delegate;
    this.#options = options;
    this.#encoder = new HpackEncoder(options.maxDeflateDynamicTableSize);
    this.#nextStreamId = this.#isServer ? 2 : 1;
    this.#magicToSend = !this.#isServer;
    this.#magicToCome = this.#isServer ? CLIENT_MAGIC : '';
    this.#resetTokens = options.streamResetBurst;
    this.#resetTime = options.now();
  }

  // --- state --------------------------------------------------------------------------------------------------------

  /** Whether the connection has a use for more of the peer's bytes. */
  get wantsRead(): boolean {
    if (this.#terminated) return false;
    return this.#streams.size > 0 || !(this.#goawaySent || this.#goawayReceived);
  }

  /** Whether `takeOutput` has something to give. */
  get wantsWrite(): boolean {
    if (this.#terminated) return false;
    if (this.#magicToSend || this.#urgent.length > 0 || this.#regular.length > 0) return true;
    return (this.#opening.length > 0 && !this.#opensNoMore) || (this.#sendWindow > 0 && this.#nextReady() !== undefined);
  }

  /** Whether the connection is at its end, and GOAWAY the last that the peer hears. */
  get terminates(): boolean {
    return this.#terminates;
  }
  get nextStreamId(): number {
    return this.#nextStreamId;
  }
  get lastProcessedId(): number {
    return this.#lastProcessedId;
  }
  get sendWindow(): number {
    return this.#sendWindow;
  }
  get receiveWindow(): Readonly<ReceiveWindow> {
    return this.#receiveWindow;
  }
  get outgoingCount(): number {
    return this.#urgent.length + this.#regular.length + this.#opening.length;
  }
  get tableSizes(): { readonly encoder: number; readonly decoder: number } {
    return { encoder: this.#encoder.tableSize, decoder: this.#decoder.tableSize };
  }

  /** Of a stream as nghttp2 has it; undefined: it has none by that id. */
  streamState(id: number): { readonly state: number; readonly shutWrite: boolean; readonly shutRead: boolean; readonly localWindow: number } | undefined {
    const stream = this.#streams.get(id);
    if (stream === undefined) return undefined;
    const { pushed, shutRead, shutWrite, receiveWindow } = stream;
    const state = pushed && stream.phase === 'reserved'
      ? this.#isServer ? STREAM_STATE.reservedLocal : STREAM_STATE.reservedRemote
      : shutRead ? STREAM_STATE.halfClosedRemote : shutWrite ? STREAM_STATE.halfClosedLocal : STREAM_STATE.open;
    return { state, shutWrite, shutRead, localWindow: Math.max(0, receiveWindow.size - receiveWindow.received) };
  }

  #isOwn(id: number): boolean {
    return id !== 0 && (id % 2 === 0) === this.#isServer;
  }

  #isIdle(id: number): boolean {
    return this.#isOwn(id) ? id >= this.#nextStreamId : id > this.#lastReceivedId;
  }

  get #opensNoMore(): boolean {
    return this.#ownStreams >= (this.#knowsPeer ? this.remote.maxConcurrentStreams : this.#options.peerMaxConcurrentStreams);
  }

  get #isClosing(): boolean {
    return this.#terminates || (!this.wantsRead && !this.wantsWrite);
  }

  // --- what is asked of the session -----------------------------------------------------------------------------------

  /** @returns whether the id can be the next one */
  setNextStreamId(id: number): boolean {
    if (id < this.#nextStreamId || id > LARGEST_STREAM_ID || !this.#isOwn(id)) return false;
    this.#nextStreamId = id;
    return true;
  }

  /** SETTINGS, which hold once they are acknowledged. */
  submitSettings(entries: readonly (readonly [id: number, value: number])[]): void {
    this.#unacknowledged.push(entries);
    for (const [id, value] of entries) {
      if (id === SETTING.maxConcurrentStreams) this.#pendingMaxConcurrentStreams = value;
      if (id === SETTING.enablePush) this.#pendingEnablePush = value;
    }
    this.#urgent.push({ type: 'raw', frame: makeFrame(FRAME.settings, 0, 0, settingsPayload(entries)) });
  }

  submitPing(payload: Uint8Array): void {
    this.#urgent.push({ type: 'raw', frame: makeFrame(FRAME.ping, 0, 0, payload) });
  }

  submitAltsvc(streamId: number, origin: string, value: string): void {
    const payload = concatBytes([Uint8Array.of(origin.length >>> 8, origin.length), bytesOfLatin1(origin), bytesOfLatin1(value)]);
    this.#regular.push({ type: 'raw', frame: makeFrame(FRAME.altsvc, 0, streamId, payload) });
  }

  submitOrigin(origins: readonly string[]): void {
    const payload = concatBytes(origins.flatMap((origin) => [Uint8Array.of(origin.length >>> 8, origin.length), bytesOfLatin1(origin)]));
    this.#regular.push({ type: 'raw', frame: makeFrame(FRAME.origin, 0, 0, payload) });
  }

  /**
   * A request, with content from `readContent` or none.
   * @returns the stream's id, or a failure of nghttp2
   */
  submitRequest(fields: readonly HeaderField[], content: boolean): number {
    const streamId = this.#nextStreamId;
    if (streamId > LARGEST_STREAM_ID) return FAILURE.streamIdNotAvailable;
    this.#nextStreamId += 2;
    this.#opening.push({ type: 'request', streamId, fields, content, canceled: undefined });
    return streamId;
  }

  /** Header fields on a stream: of a response, informational ones, or trailers. */
  submitHeaders(streamId: number, fields: readonly HeaderField[], { content, ends }: { readonly content: boolean; readonly ends: boolean }): number {
    const item: Outgoing = { type: 'headers', streamId, fields, content, ends };
    // What fulfils a promise counts as a stream that is opened.
    if (this.#streams.get(streamId)?.phase === 'reserved') this.#opening.push(item);
    else this.#regular.push(item);
    return 0;
  }

  /** Content alone: the end of a stream whose trailers are none. */
  submitContent(streamId: number): number {
    this.#regular.push({ type: 'content', streamId });
    return 0;
  }

  /** Promises a request that the client has not made. @returns the new stream's id, or a failure */
  submitPushPromise(streamId: number, fields: readonly HeaderField[]): number {
    const promisedId = this.#nextStreamId;
    if (promisedId > LARGEST_STREAM_ID) return FAILURE.streamIdNotAvailable;
    this.#nextStreamId += 2;
    this.#regular.push({ type: 'promise', streamId, promisedId, fields });
    return promisedId;
  }

  /** Resets a stream; before its request is sent, that takes it back. */
  submitReset(streamId: number, code: number): void {
    const request = this.#opening.find((item): item is RequestItem => item.type === 'request' && item.streamId === streamId);
    if (request !== undefined) {
      request.canceled ??= code;
      return;
    }
    const stream = this.#streams.get(streamId);
    if (stream?.phase === 'closing') return;
    if (stream !== undefined) stream.phase = 'closing';
    this.#unsentAnswers++;
    this.#regular.push({ type: 'rst', streamId, code });
  }

  /** Tells the peer that no stream after `lastStreamId` is taken; nothing else changes until that is sent. */
  submitGoaway(lastStreamId: number, code: number, opaque: Uint8Array): void {
    if (this.#terminates || this.#isOwn(lastStreamId)) return;
    this.#regular.push({ type: 'goaway', lastStreamId: Math.min(lastStreamId, this.#localLastId), code, opaque, terminates: false });
  }

  /** Ends the connection: GOAWAY is the last frame, and nothing is read any more. */
  terminate(code: number, reason = ''): void {
    if (this.#terminates) return;
    this.#ignoresInput = true;
    this.#terminates = true;
    const lastStreamId = Math.min(this.#lastProcessedId, this.#localLastId);
    this.#regular.push({ type: 'goaway', lastStreamId, code, opaque: bytesOfLatin1(reason), terminates: true });
  }

  /** There is content to send on a stream again, or its end. */
  resumeContent(streamId: number): void {
    const stream = this.#streams.get(streamId);
    if (stream?.content !== 'deferred') return;
    stream.content = 'ready';
    this.#ready.add(stream);
  }

  consumeConnection(length: number): void {
    const opened = this.#receiveWindow.consume(length);
    if (opened > 0) this.#submitWindowUpdate(0, opened);
  }

  consumeStream(streamId: number, length: number): void {
    const stream = this.#streams.get(streamId);
    if (stream === undefined || length === 0) return;
    const opened = stream.receiveWindow.consume(length);
    if (opened > 0 && !stream.shutRead && stream.phase !== 'closing') this.#submitWindowUpdate(streamId, opened);
  }

  /** The window of the whole connection. */
  setLocalWindowSize(size: number): void {
    const window = this.#receiveWindow;
    const difference = size - window.size;
    window.size = size;
    // A smaller window can't be taken back: what comes counts until it has become that.
    if (difference > 0) this.#submitWindowUpdate(0, difference);
    else window.received += difference;
  }

  #submitWindowUpdate(streamId: number, increment: number): void {
    this.#regular.push({ type: 'raw', frame: makeFrame(FRAME.windowUpdate, 0, streamId, numbersPayload([increment])) });
  }

  // --- streams --------------------------------------------------------------------------------------------------------

  #open(id: number, phase: Stream['phase'], pushed = false): Stream {
    const stream: Stream = {
      id, phase, pushed,
      shutRead: pushed && this.#isServer,
      shutWrite: pushed && !this.#isServer,
      sendWindow: this.remote.initialWindowSize,
      receiveWindow: new ReceiveWindow(this.local.initialWindowSize),
      message: this.#message(this.#isServer || phase === 'reserved', pushed),
      content: 'none',
    };
    this.#streams.set(id, stream);
    if (pushed && !this.#isServer) this.#reservedByPeer++;
    else if (!pushed && this.#isOwn(id)) this.#ownStreams++;
    else if (!pushed) this.#peerStreams++;
    return stream;
  }

  #message(isRequest: boolean, promised: boolean): IncomingMessage {
    const { lenientWhitespace } = this.#options;
    return new IncomingMessage({ isRequest, promised, connectProtocol: this.#pendingConnectProtocol, lenientWhitespace });
  }

  get #pendingConnectProtocol(): boolean {
    return this.local.enableConnectProtocol === 1 || this.#unacknowledged.some((entries) => entries.some(([id, value]) => id === SETTING.enableConnectProtocol && value === 1));
  }

  #close(streamId: number, code: number): void {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return;
    this.#delegate.streamClosed(streamId, code);
    this.#streams.delete(streamId);
    this.#ready.delete(stream);
    if (stream.pushed && stream.phase === 'reserved') {
      if (!this.#isServer) this.#reservedByPeer--;
    } else if (this.#isOwn(streamId)) this.#ownStreams--;
    else this.#peerStreams--;
  }

  #closeIfOver(stream: Stream): void {
    if (stream.shutRead && stream.shutWrite) this.#close(stream.id, CODE.noError);
  }

  /** The streams that a GOAWAY leaves out: the peer has not looked at them. */
  #closeAfterGoaway(lastStreamId: number, own: boolean): void {
    for (const id of [...this.#streams.keys()]) if (id > lastStreamId && this.#isOwn(id) === own) this.#close(id, CODE.refusedStream);
  }

  // --- output ---------------------------------------------------------------------------------------------------------

  /**
   * Takes the frames that are to be sent now, as far as the windows let them.
   * @param output gets their bytes, in pieces
   */
  takeOutput(output: Uint8Array[]): void {
    if (this.#magicToSend) {
      this.#magicToSend = false;
      output.push(bytesOfLatin1(CLIENT_MAGIC));
    }
    while (!this.#terminated) {
      const item = this.#urgent.shift() ?? this.#regular.shift() ?? (this.#opensNoMore ? undefined : this.#opening.shift());
      if (item !== undefined) this.#send(item, output);
      else if (!this.#sendContent(output)) return;
    }
  }

  #send(item: Outgoing, output: Uint8Array[]): void {
    switch (item.type) {
      case 'raw':
        if (item.answer === true) this.#unsentAnswers--;
        // All that a connection which is being ended says is GOAWAY.
        if (this.#terminates) return;
        output.push(item.frame);
        break;
      case 'rst':
        this.#unsentAnswers--;
        if (this.#terminates) return;
        output.push(makeFrame(FRAME.rstStream, 0, item.streamId, numbersPayload([item.code])));
        return this.#close(item.streamId, item.code);
      case 'goaway':
        this.#localLastId = item.lastStreamId;
        output.push(makeFrame(FRAME.goaway, 0, 0, numbersPayload([item.lastStreamId, item.code], item.opaque)));
        this.#goawaySent = true;
        if (item.terminates) this.#terminated = true;
        return this.#closeAfterGoaway(item.lastStreamId, false);
      case 'request':
        return this.#sendRequest(item, output);
      case 'promise':
        return this.#sendPromise(item, output);
      case 'headers':
        return this.#sendHeaders(item, output);
      case 'content': {
        const stream = this.#streams.get(item.streamId);
        if (stream === undefined || stream.shutWrite || stream.phase === 'closing') return this.#delegate.frameNotSent(FRAME.data, item.streamId, FAILURE.streamClosed);
        return this.#startContent(stream);
      }
    }
  }

  #startContent(stream: Stream): void {
    stream.content = 'ready';
    this.#ready.add(stream);
  }

  /** nghttp2 judges by what a block takes at most (nghttp2_hd_deflate_bound). */
  #isTooLong(fields: readonly HeaderField[]): boolean {
    const length = fields.reduce((sum, { name, value }) => sum + name.length + value.length + 12, 12);
    return length > this.#options.maxSendHeaderBlockLength;
  }

  #sendRequest({ streamId, fields, content, canceled }: RequestItem, output: Uint8Array[]): void {
    const stream = this.#open(streamId, 'opening');
    const failure = canceled !== undefined ? FAILURE.streamClosing
      : this.#isClosing ? FAILURE.sessionClosing
      : this.#goawayReceived || this.#goawaySent ? FAILURE.startStreamNotAllowed
      : this.#isTooLong(fields) ? FAILURE.frameSize : 0;
    if (failure !== 0) {
      this.#delegate.frameNotSent(FRAME.headers, streamId, failure);
      return this.#close(streamId, canceled ?? CODE.refusedStream);
    }
    stream.message.answers(fields.find(({ name }) => name === ':method')?.value ?? '');
    this.#pushHeaders(FRAME.headers, streamId, EMPTY, fields, !content, output);
    if (content) return this.#startContent(stream);
    stream.shutWrite = true;
    this.#closeIfOver(stream);
  }

  #sendPromise({ streamId, promisedId, fields }: Outgoing & { type: 'promise' }, output: Uint8Array[]): void {
    const associated = this.#streams.get(streamId);
    const promised = this.#open(promisedId, 'reserved', true);
    const failure = associated === undefined ? FAILURE.streamClosed
      : this.#isClosing ? FAILURE.sessionClosing
      : this.remote.enablePush === 0 ? FAILURE.pushDisabled
      : associated.phase === 'closing' ? FAILURE.streamClosing
      : this.#goawayReceived ? FAILURE.startStreamNotAllowed
      : this.#isTooLong(fields) ? FAILURE.frameSize : 0;
    if (failure !== 0) {
      this.#delegate.frameNotSent(FRAME.pushPromise, streamId, failure);
      return this.#close(promisedId, CODE.internalError);
    }
    promised.message.answers(fields.find(({ name }) => name === ':method')?.value ?? '');
    this.#pushHeaders(FRAME.pushPromise, streamId, numbersPayload([promisedId]), fields, false, output);
  }

  #sendHeaders({ streamId, fields, content, ends }: Outgoing & { type: 'headers' }, output: Uint8Array[]): void {
    const stream = this.#streams.get(streamId);
    const failure = stream === undefined ? FAILURE.streamClosed
      : this.#isClosing ? FAILURE.sessionClosing
      : stream.shutWrite ? FAILURE.streamShutWrite
      : stream.phase === 'closing' ? FAILURE.streamClosing
      : this.#isTooLong(fields) ? FAILURE.frameSize : 0;
    if (stream === undefined || failure !== 0) return this.#delegate.frameNotSent(FRAME.headers, streamId, failure);
    if (stream.phase === 'reserved') this.#ownStreams++;
    // A request's stream is opened by its answer, not by trailers.
    if (stream.phase === 'reserved' || !this.#isOwn(streamId)) stream.phase = 'opened';
    this.#pushHeaders(FRAME.headers, streamId, EMPTY, fields, ends, output);
    if (content) return this.#startContent(stream);
    if (!ends) return;
    stream.shutWrite = true;
    this.#closeIfOver(stream);
  }

  /** A header block, over as many frames as it takes. @param before what the first payload begins with */
  #pushHeaders(type: number, streamId: number, before: Uint8Array, fields: readonly HeaderField[], ends: boolean, output: Uint8Array[]): void {
    const block = concatBytes([before, this.#encoder.encode(fields)]);
    const most = this.remote.maxFrameSize;
    const first = block.subarray(0, most);
    const more = block.length > most;
    const padded = more ? first.length : this.#options.pad(first.length, Math.min(most, first.length + LARGEST_PADDING));
    const flags = (ends ? FLAG.endStream : 0) | (more ? 0 : FLAG.endHeaders);
    this.#pushPadded(type, flags, streamId, [first], first.length, padded, output);
    for (let at = most; at < block.length; at += most) {
      output.push(makeFrame(FRAME.continuation, at + most < block.length ? 0 : FLAG.endHeaders, streamId, block.subarray(at, at + most)));
    }
  }

  #pushPadded(type: number, flags: number, streamId: number, chunks: readonly Uint8Array[], length: number, padded: number, output: Uint8Array[]): void {
    const hasPadding = padded > length;
    const header = new Uint8Array(FRAME_HEADER_SIZE + (hasPadding ? 1 : 0));
    writeFrameHeader(header, padded, type, flags | (hasPadding ? FLAG.padded : 0), streamId);
    if (hasPadding) header[FRAME_HEADER_SIZE] = padded - length - 1;
    output.push(header, ...chunks);
    if (padded > length + 1) output.push(new Uint8Array(padded - length - 1));
  }

  /** The stream whose turn it is: the first that was opened, as for streams of one urgency (RFC 9218). */
  #nextReady(): Stream | undefined {
    let next: Stream | undefined;
    for (const stream of this.#ready) if (stream.sendWindow > 0 && (next === undefined || stream.id < next.id)) next = stream;
    return next;
  }

  /** @returns whether there may be more */
  #sendContent(output: Uint8Array[]): boolean {
    const stream = this.#sendWindow > 0 ? this.#nextReady() : undefined;
    if (stream === undefined) return false;
    if (stream.phase === 'closing' || stream.shutWrite) {
      stream.content = 'none';
      this.#ready.delete(stream);
      return true;
    }
    const most = Math.min(DATA_SIZE, this.remote.maxFrameSize, this.#sendWindow, stream.sendWindow);
    const read = this.#delegate.readContent(stream.id, most);
    if (read === undefined) {
      // The delegate may have had content, or have ended, while it was asked.
      if (this.#streams.get(stream.id) === stream) stream.content = 'deferred';
      this.#ready.delete(stream);
      return true;
    }
    const { chunks, length, ended, trailers } = read;
    const endsStream = ended && !trailers;
    if (length > 0 || !ended || endsStream) {
      const padded = this.#options.pad(length, Math.min(most, length + LARGEST_PADDING));
      this.#pushPadded(FRAME.data, endsStream ? FLAG.endStream : 0, stream.id, chunks, length, padded, output);
      this.#sendWindow -= padded;
      stream.sendWindow -= padded;
    }
    if (!ended) return true;
    stream.content = 'none';
    this.#ready.delete(stream);
    if (endsStream) {
      stream.shutWrite = true;
      this.#closeIfOver(stream);
    }
    return true;
  }

  // --- input ----------------------------------------------------------------------------------------------------------

  /**
   * Takes bytes of the peer. It stops (yields) after everything that the delegate was told, where Node runs ticks and microtasks.
   * @param bytes are kept as long as content in them is
   * @returns 0, or a failure of nghttp2 after which the connection is of no use
   */
  *receive(bytes: Uint8Array): Generator<undefined, number> {
    this.#input = this.#input.length === 0 ? bytes : concatBytes([this.#input, bytes]);
    try {
      if (this.#magicToCome !== '' && !this.#takeMagic()) return 0;
      while (!this.#ignoresInput) {
        if (this.#data !== undefined) {
          if (!(yield* this.#takeData(this.#data))) return 0;
          continue;
        }
        const frame = this.#takeFrame();
        if (frame === undefined) return 0;
        yield* this.#dispatch(frame);
      }
      this.#input = EMPTY;
      return 0;
    } catch (error) {
      if (error instanceof ConnectionFailure) return error.failure;
      throw error;
    }
  }

  #takeMagic(): boolean {
    const come = latin1OfBytes(this.#input.subarray(0, this.#magicToCome.length));
    if (!this.#magicToCome.startsWith(come)) throw new ConnectionFailure(FAILURE.badClientMagic);
    this.#magicToCome = this.#magicToCome.slice(come.length);
    this.#input = this.#input.subarray(come.length);
    return this.#magicToCome === '';
  }

  /** The next frame, whole; of DATA only what stands before its content. */
  #takeFrame(): { readonly type: number; readonly flags: number; readonly streamId: number; readonly payload: Uint8Array } | undefined {
    const input = this.#input;
    if (input.length < FRAME_HEADER_SIZE) return undefined;
    const length = read16(input, 0) * 256 + (input[2] as number);
    const [type, flags] = [input[3] as number, input[4] as number];
    const streamId = read31(input, 5);
    if (this.#expectsSettings && (type !== FRAME.settings || (flags & FLAG.ack) !== 0)) {
      this.#delegate.settingsExpected();
      this.terminate(CODE.protocolError, 'SETTINGS expected');
      return undefined;
    }
    this.#expectsSettings = false;
    if (length > this.local.maxFrameSize) {
      this.terminate(CODE.frameSizeError, 'too large frame size');
      return undefined;
    }
    const block = this.#block;
    if (block !== undefined && (type !== FRAME.continuation || streamId !== block.streamId)) {
      this.#breakConnection(FAILURE.protocol, 'unexpected non-CONTINUATION frame or stream_id is invalid');
      return undefined;
    }
    if (type === FRAME.data) {
      const hasPadding = (flags & FLAG.padded) !== 0;
      if (hasPadding && length > 0 && input.length <= FRAME_HEADER_SIZE) return undefined;
      const payload = input.subarray(FRAME_HEADER_SIZE, FRAME_HEADER_SIZE + (hasPadding ? Math.min(1, length) : 0));
      this.#input = input.subarray(FRAME_HEADER_SIZE + payload.length);
      this.#beginData(streamId, flags, length, payload);
      return { type: -1, flags, streamId, payload };
    }
    if (input.length < FRAME_HEADER_SIZE + length) return undefined;
    const payload = input.subarray(FRAME_HEADER_SIZE, FRAME_HEADER_SIZE + length);
    this.#input = input.subarray(FRAME_HEADER_SIZE + length);
    return { type, flags, streamId, payload };
  }

  #breakConnection(failure: number, reason: string): void {
    if (!this.#delegate.invalidFrame(failure)) throw new ConnectionFailure(FAILURE.callback);
    this.terminate(codeOfFailure(failure), reason);
  }

  #breakStream(streamId: number, failure: number): void {
    this.submitReset(streamId, codeOfFailure(failure));
    if (!this.#delegate.invalidFrame(failure)) throw new ConnectionFailure(FAILURE.callback);
  }

  #tell(frame: ReceivedFrame): void {
    if (!this.#delegate.frame(frame)) throw new ConnectionFailure(FAILURE.callback);
  }

  #answer(frame: Uint8Array): void {
    if (this.#unsentAnswers >= MOST_UNSENT_ANSWERS) throw new ConnectionFailure(FAILURE.flooded);
    this.#unsentAnswers++;
    this.#urgent.push({ type: 'raw', frame, answer: true });
  }

  *#dispatch({ type, flags, streamId, payload }: { readonly type: number; readonly flags: number; readonly streamId: number; readonly payload: Uint8Array }): Generator<undefined, void> {
    switch (type) {
      case FRAME.headers:
      case FRAME.pushPromise:
        this.#beginBlock(type, flags, streamId, payload);
        break;
      case FRAME.continuation:
        this.#continueBlock(flags, payload);
        break;
      case FRAME.priority:
        return payload.length === 5 ? undefined : this.terminate(CODE.frameSizeError);
      case FRAME.rstStream:
        return yield* this.#onReset(streamId, payload);
      case FRAME.settings:
        return yield* this.#onSettings(flags, streamId, payload);
      case FRAME.ping:
        return yield* this.#onPing(flags, streamId, payload);
      case FRAME.goaway:
        return yield* this.#onGoaway(streamId, payload);
      case FRAME.windowUpdate:
        return this.#onWindowUpdate(streamId, payload);
      case FRAME.altsvc:
        return yield* this.#onAltsvc(streamId, payload);
      case FRAME.origin:
        return yield* this.#onOrigin(streamId, payload);
      default:
        // DATA goes on in #takeData; other types are none that we know of (RFC 9113, 5.5).
        return;
    }
    const block = this.#block;
    if (block === undefined || ((block.flags | flags) & FLAG.endHeaders) === 0) return;
    this.#block = undefined;
    yield* this.#endBlock(block);
  }

  // --- content --------------------------------------------------------------------------------------------------------

  #beginData(streamId: number, flags: number, length: number, paddingLength: Uint8Array): void {
    if (streamId === 0) return this.terminate(CODE.protocolError, 'DATA: stream_id == 0');
    if (this.#isIdle(streamId)) return this.terminate(CODE.protocolError, 'DATA: stream in idle');
    const hasPadding = (flags & FLAG.padded) !== 0;
    const padding = paddingLength[0] ?? 0;
    if (hasPadding && paddingLength.length === 0) return this.terminate(CODE.protocolError, 'DATA: insufficient padding space');
    if (padding > length - paddingLength.length) return this.terminate(CODE.protocolError, 'DATA: invalid padding');
    const stream = this.#streams.get(streamId);
    if (stream?.shutRead === true) return this.terminate(CODE.streamClosed, 'DATA: stream in half-closed(remote)');
    if (stream !== undefined && stream.phase !== 'closing' && stream.phase !== 'opened') {
      const isOpening = stream.phase === 'opening';
      if (!isOpening) return this.terminate(CODE.protocolError, 'DATA: stream in reserved');
      if (this.#isOwn(streamId)) return this.terminate(CODE.protocolError, 'DATA: stream not opened');
    }
    const ignored = stream === undefined || stream.phase === 'closing';
    this.#data = { streamId, flags, length, content: length - paddingLength.length - padding, padding, ignored };
    // Padding counts as content that is consumed at once.
    this.#receiveContent(stream, paddingLength.length);
    this.#consumePadding(stream, paddingLength.length);
  }

  #receiveContent(stream: Stream | undefined, length: number): void {
    if (!this.#receiveWindow.receive(length)) return this.terminate(CODE.flowControlError);
    if (stream !== undefined && stream.phase !== 'closing' && !stream.receiveWindow.receive(length)) this.submitReset(stream.id, CODE.flowControlError);
  }

  #consumePadding(stream: Stream | undefined, length: number): void {
    if (length === 0) return;
    this.consumeConnection(length);
    if (stream !== undefined) this.consumeStream(stream.id, length);
  }

  /** @returns false: more must come first */
  *#takeData(data: DataFrame): Generator<undefined, boolean> {
    const stream = this.#streams.get(data.streamId);
    if (data.content > 0) {
      if (this.#input.length === 0) return false;
      const bytes = this.#input.subarray(0, data.content);
      this.#input = this.#input.subarray(bytes.length);
      data.content -= bytes.length;
      this.#receiveContent(stream, bytes.length);
      if (this.#ignoresInput) return true;
      if (data.ignored || stream === undefined || stream.phase === 'closing') this.consumeConnection(bytes.length);
      else if (!stream.message.content(bytes.length)) {
        this.consumeConnection(bytes.length);
        this.#breakStream(data.streamId, FAILURE.protocol);
      } else {
        this.#delegate.content(data.streamId, bytes);
        yield;
      }
      return true;
    }
    const padding = Math.min(data.padding, this.#input.length);
    this.#input = this.#input.subarray(padding);
    data.padding -= padding;
    this.#receiveContent(stream, padding);
    this.#consumePadding(stream, padding);
    if (data.padding > 0) return false;
    this.#data = undefined;
    if (data.ignored || stream === undefined || stream.phase === 'closing') return true;
    const ended = (data.flags & FLAG.endStream) !== 0;
    if (ended && !stream.message.end()) {
      this.submitReset(data.streamId, CODE.protocolError);
      return true;
    }
    this.#tell({ type: 'data', streamId: data.streamId, length: data.length, ended });
    if (!ended) return true;
    yield;
    yield* this.#endOfStream(stream);
    return true;
  }

  *#endOfStream(stream: Stream): Generator<undefined, void> {
    if (this.#streams.get(stream.id) !== stream) return;
    stream.shutRead = true;
    if (!stream.shutWrite) return;
    this.#closeIfOver(stream);
    yield;
  }

  // --- header fields --------------------------------------------------------------------------------------------------

  #beginBlock(type: number, flags: number, streamId: number, payload: Uint8Array): void {
    const name = type === FRAME.headers ? 'HEADERS' : 'PUSH_PROMISE';
    let at = 0;
    let end = payload.length;
    if ((flags & FLAG.padded) !== 0) {
      if (payload.length < 1) return this.#breakConnection(FAILURE.protocol, `${name}: insufficient padding space`);
      at = 1;
      end -= payload[0] as number;
    }
    const fixed = type === FRAME.pushPromise ? 4 : (flags & FLAG.priority) !== 0 ? 5 : 0;
    if (payload.length < at + fixed) return this.terminate(CODE.frameSizeError);
    if (end < at + fixed) return this.#breakConnection(FAILURE.protocol, `${name}: invalid padding`);
    if (fixed === 5 && read31(payload, at) === streamId) return this.#breakConnection(FAILURE.protocol, 'request HEADERS: depend on itself');
    const promisedId = type === FRAME.pushPromise ? read31(payload, at) : 0;
    const category = type === FRAME.headers ? this.#categoryOf(streamId) : this.#promiseOf(streamId, promisedId);
    this.#block = { type, flags, streamId, promisedId, category, fragments: [payload.subarray(at + fixed, end)], continuations: 0 };
  }

  #continueBlock(flags: number, payload: Uint8Array): void {
    const block = this.#block;
    if (block === undefined) return this.#breakConnection(FAILURE.protocol, 'CONTINUATION: unexpected');
    if (++block.continuations > MOST_CONTINUATIONS) throw new ConnectionFailure(FAILURE.tooManyContinuations);
    block.fragments.push(payload);
    this.#block = { ...block, flags: block.flags | (flags & FLAG.endHeaders) };
  }

  *#endBlock(block: HeaderBlock): Generator<undefined, void> {
    const { streamId, promisedId, type, flags, category } = block;
    let fields: HeaderField[];
    try {
      fields = this.#decoder.decode(concatBytes(block.fragments));
    } catch (error) {
      if (!(error instanceof CompressionError)) throw error;
      this.terminate(CODE.compressionError);
      return;
    }
    if (category === undefined || this.#ignoresInput) return;
    const id = type === FRAME.headers ? streamId : promisedId;
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    const { message } = stream;
    message.begin();
    const reception = this.#delegate.beginHeaders(id, category);
    if (reception === 'failed') throw new ConnectionFailure(FAILURE.callback);
    if (reception === 'unwanted') return this.submitReset(id, CODE.internalError);
    const trailer = category === CATEGORY.headers && !message.expectsFinal;
    for (const field of fields) {
      const verdict = message.field(field, trailer);
      if (verdict === 'malformed') return this.#breakStream(id, FAILURE.httpHeader);
      if (verdict === 'valid' && !this.#delegate.header(id, field)) return this.submitReset(id, CODE.internalError);
    }
    const ended = type === FRAME.headers && (flags & FLAG.endStream) !== 0;
    const isRequest = category === CATEGORY.request;
    const wellFormed = isRequest ? message.requestComplete() : trailer ? ended : message.responseComplete();
    if (!wellFormed || (ended && !message.end())) return this.#breakStream(id, FAILURE.httpMessaging);
    if (type === FRAME.pushPromise) {
      stream.message = this.#message(false, false);
      stream.message.answers(fields.find(({ name }) => name === ':method')?.value ?? '');
    }
    this.#tell({ type: 'headers', streamId: id, category, flags });
    yield;
    if (ended) yield* this.#endOfStream(stream);
  }

  /** What HEADERS on a stream are. @returns undefined: nobody wants them, or they are an error */
  #categoryOf(streamId: number): Category | undefined {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return this.#onRequest(streamId);
    if (streamId === 0) return undefined;
    if (this.#isOwn(streamId) && stream.phase === 'opening') {
      if (stream.shutRead) return this.#refuseClosed('response HEADERS: stream closed');
      stream.phase = 'opened';
      return CATEGORY.response;
    }
    if (stream.phase === 'reserved') {
      if (this.#goawaySent || this.#terminates) return undefined;
      if (this.#peerStreams >= this.local.maxConcurrentStreams) {
        this.#breakConnection(FAILURE.protocol, 'push response HEADERS: max concurrent streams exceeded');
        return undefined;
      }
      stream.phase = 'opened';
      this.#reservedByPeer--;
      this.#peerStreams++;
      return CATEGORY.pushResponse;
    }
    if (stream.shutRead) return this.#refuseClosed(`HEADERS: stream closed`);
    if (stream.phase === 'closing') return undefined;
    return CATEGORY.headers;
  }

  #refuseClosed(reason: string): undefined {
    this.#breakConnection(FAILURE.streamClosed, reason);
  }

  #onRequest(streamId: number): Category | undefined {
    const refuse = (reason: string): undefined => void this.#breakConnection(FAILURE.protocol, `request HEADERS: ${reason}`);
    if (streamId === 0) return refuse('stream_id == 0');
    if (!this.#isServer) return this.#isIdle(streamId) ? refuse('client received request') : undefined;
    if (this.#isOwn(streamId)) return refuse('invalid stream_id');
    // A closed stream: the peer may not have known yet.
    if (streamId <= this.#lastReceivedId) return undefined;
    this.#lastReceivedId = streamId;
    if (this.#peerStreams >= this.local.maxConcurrentStreams) return refuse('max concurrent streams exceeded');
    if (this.#goawaySent || this.#terminates) return undefined;
    if (this.#peerStreams >= this.#pendingMaxConcurrentStreams) {
      this.#breakStream(streamId, FAILURE.refusedStream);
      return undefined;
    }
    this.#open(streamId, 'opening');
    this.#lastProcessedId = streamId;
    return CATEGORY.request;
  }

  #promiseOf(streamId: number, promisedId: number): Category | undefined {
    const refuse = (reason: string): undefined => void this.#breakConnection(FAILURE.protocol, `PUSH_PROMISE: ${reason}`);
    if (streamId === 0) return refuse('stream_id == 0');
    if (this.#isServer || this.#pendingEnablePush === 0) return refuse('push disabled');
    if (!this.#isOwn(streamId)) return refuse('invalid stream_id');
    if (this.#goawaySent || this.#terminates) return undefined;
    if (this.#isIdle(streamId)) return refuse('stream in idle');
    if (this.#isOwn(promisedId) || promisedId === 0 || promisedId <= this.#lastReceivedId) return refuse('invalid promised_stream_id');
    this.#lastReceivedId = promisedId;
    const associated = this.#streams.get(streamId);
    if (associated === undefined || associated.phase === 'closing' || this.#reservedByPeer >= this.#options.maxReservedRemoteStreams) {
      this.submitReset(promisedId, CODE.cancel);
      return undefined;
    }
    if (associated.shutRead) {
      this.#breakConnection(FAILURE.streamClosed, 'PUSH_PROMISE: stream closed');
      return undefined;
    }
    this.#open(promisedId, 'reserved', true);
    this.#lastProcessedId = promisedId;
    return CATEGORY.request;
  }

  // --- the other frames -----------------------------------------------------------------------------------------------

  *#onReset(streamId: number, payload: Uint8Array): Generator<undefined, void> {
    if (payload.length !== 4) return this.terminate(CODE.frameSizeError);
    if (streamId === 0) return this.#breakConnection(FAILURE.protocol, 'RST_STREAM: stream_id == 0');
    if (this.#isIdle(streamId)) return this.#breakConnection(FAILURE.protocol, 'RST_STREAM: stream in idle');
    const stream = this.#streams.get(streamId);
    if (stream !== undefined) stream.shutRead = true;
    this.#tell({ type: 'other' });
    this.#close(streamId, read32(payload, 0));
    this.#limitResets();
    yield;
  }

  /** A client that opens streams only to reset them makes a server work for nothing (CVE-2023-44487). */
  #limitResets(): void {
    const { now, streamResetBurst, streamResetRate } = this.#options;
    if (!this.#isServer || this.#goawaySent) return;
    const time = now();
    this.#resetTokens = Math.min(streamResetBurst, this.#resetTokens + Math.floor(time - this.#resetTime) * streamResetRate);
    if (time - this.#resetTime >= 1) this.#resetTime = time;
    if (this.#resetTokens > 0) this.#resetTokens--;
    else this.terminate(CODE.internalError);
  }

  *#onSettings(flags: number, streamId: number, payload: Uint8Array): Generator<undefined, void> {
    const isAck = (flags & FLAG.ack) !== 0;
    if (payload.length % 6 !== 0) return this.terminate(CODE.frameSizeError);
    if (streamId !== 0) return this.#breakConnection(FAILURE.protocol, 'SETTINGS: stream_id != 0');
    if (isAck) {
      if (payload.length > 0) return this.terminate(CODE.frameSizeError);
      const entries = this.#unacknowledged.shift();
      if (entries === undefined) return this.#breakConnection(FAILURE.protocol, 'SETTINGS: unexpected ACK');
      this.#applyLocal(entries);
      this.#tell({ type: 'settings', ack: true, entries });
      yield;
      return;
    }
    if (payload.length / 6 > this.#options.maxSettings) return this.terminate(CODE.enhanceYourCalm, 'SETTINGS: too many setting entries');
    const entries: [id: number, value: number][] = [];
    for (let at = 0; at < payload.length; at += 6) entries.push([read16(payload, at), read32(payload, at + 2)]);
    for (const [id, value] of entries) {
      const [failure, reason] = flawOfSetting(id, value, this.#isServer, this.remote) ?? [];
      if (failure !== undefined && reason !== undefined) return this.#breakConnection(failure, `SETTINGS: ${reason}`);
      this.#applyRemote(id, value);
      if (this.#terminates) return;
    }
    this.#knowsPeer = true;
    this.#answer(makeFrame(FRAME.settings, FLAG.ack, 0, EMPTY));
    this.#tell({ type: 'settings', ack: false, entries });
    yield;
  }

  #applyRemote(id: number, value: number): void {
    const name = SETTING_NAMES.get(id);
    if (name === undefined) return;
    if (name === 'headerTableSize') this.#encoder.setLimit(value);
    if (name === 'initialWindowSize') {
      const difference = value - this.remote.initialWindowSize;
      for (const stream of this.#streams.values()) {
        stream.sendWindow += difference;
        if (stream.sendWindow > LARGEST_WINDOW) this.terminate(CODE.flowControlError);
      }
    }
    this.remote[name] = value;
  }

  #applyLocal(entries: readonly (readonly [id: number, value: number])[]): void {
    for (const [id, value] of entries) {
      const name = SETTING_NAMES.get(id);
      if (name === undefined) continue;
      if (name === 'headerTableSize') this.#decoder.setLimit(value);
      if (name === 'initialWindowSize') {
        const difference = value - this.local.initialWindowSize;
        for (const { id: streamId, receiveWindow } of this.#streams.values()) {
          receiveWindow.size += difference;
          this.consumeStream(streamId, 0);
        }
      }
      this.local[name] = value;
    }
  }

  *#onPing(flags: number, streamId: number, payload: Uint8Array): Generator<undefined, void> {
    if (payload.length !== 8) return this.terminate(CODE.frameSizeError);
    if (streamId !== 0) return this.#breakConnection(FAILURE.protocol, 'PING: stream_id != 0');
    const ack = (flags & FLAG.ack) !== 0;
    if (!ack && !this.#isClosing) this.#answer(makeFrame(FRAME.ping, FLAG.ack, 0, payload));
    this.#tell({ type: 'ping', ack, payload });
    yield;
  }

  *#onGoaway(streamId: number, payload: Uint8Array): Generator<undefined, void> {
    if (payload.length < 8) return this.terminate(CODE.frameSizeError);
    if (streamId !== 0) return this.#breakConnection(FAILURE.protocol, 'GOAWAY: stream_id != 0');
    const lastStreamId = read31(payload, 0);
    if ((lastStreamId > 0 && !this.#isOwn(lastStreamId)) || lastStreamId > this.#remoteLastId) {
      return this.#breakConnection(FAILURE.protocol, 'GOAWAY: invalid last_stream_id');
    }
    this.#goawayReceived = true;
    this.#remoteLastId = lastStreamId;
    this.#tell({ type: 'goaway', lastStreamId, code: read32(payload, 4), opaque: payload.subarray(8) });
    yield;
    this.#closeAfterGoaway(lastStreamId, true);
  }

  #onWindowUpdate(streamId: number, payload: Uint8Array): void {
    if (payload.length !== 4) return this.terminate(CODE.frameSizeError);
    const increment = read31(payload, 0);
    if (streamId !== 0 && this.#isIdle(streamId)) return this.#breakConnection(FAILURE.protocol, 'WINDOW_UPDATE to idle stream');
    const stream = this.#streams.get(streamId);
    if (streamId !== 0 && stream === undefined) return;
    if (stream?.phase === 'reserved' && !this.#isServer) return this.#breakConnection(FAILURE.protocol, 'WINDOW_UPADATE to reserved stream');
    if (increment === 0) return this.#breakConnection(FAILURE.protocol, 'WINDOW_UPDATE: window_size_increment == 0');
    const window = (stream ?? { sendWindow: this.#sendWindow }).sendWindow + increment;
    if (window > LARGEST_WINDOW) return this.#breakConnection(FAILURE.flowControl, stream === undefined ? '' : 'WINDOW_UPDATE: window size overflow');
    if (stream === undefined) this.#sendWindow = window;
    else stream.sendWindow = window;
    this.#tell({ type: 'other' });
  }

  *#onAltsvc(streamId: number, payload: Uint8Array): Generator<undefined, void> {
    if (this.#isServer) return;
    if (payload.length < 2) return this.terminate(CODE.frameSizeError);
    const valueAt = 2 + read16(payload, 0);
    if (valueAt > payload.length) return this.terminate(CODE.frameSizeError);
    const origin = latin1OfBytes(payload.subarray(2, valueAt));
    // An origin is named exactly where no stream tells it.
    if ((streamId === 0) !== (origin !== '') || valueAt === payload.length) return;
    this.#tell({ type: 'altsvc', streamId, origin, value: latin1OfBytes(payload.subarray(valueAt)) });
    yield;
  }

  *#onOrigin(streamId: number, payload: Uint8Array): Generator<undefined, void> {
    if (this.#isServer || streamId !== 0) return;
    const origins: string[] = [];
    for (let at = 0; at < payload.length; ) {
      const end = at + 2 <= payload.length ? at + 2 + read16(payload, at) : payload.length + 1;
      if (end > payload.length) return this.terminate(CODE.frameSizeError);
      if (end > at + 2) origins.push(latin1OfBytes(payload.subarray(at + 2, end)));
      at = end;
    }
    this.#tell({ type: 'origin', origins });
    yield;
  }
}
