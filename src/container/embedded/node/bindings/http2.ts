// internalBinding('http2') over the protocol engine (../../http2/session.ts): what node::http2::Http2Session and Http2Stream do between it, the socket
// and the library. Facts: src/node_http2.cc, lib/internal/http2/core.js and util.js of the pinned Node. It comes as a late part: classes of other
// bindings are asked for by internalBinding.
import { bytesOf } from '../bytes.ts';
import { asBuffer, type Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';
import type { ReqWrapInstance } from '../wraps.ts';
import { CATEGORY, STREAM_STATE, type Category, type ContentRead, type ReceivedFrame, type SessionDelegate } from '../../http2/delegate.ts';
import { Http2Connection } from '../../http2/session.ts';
import type { Settings } from '../../http2/settings.ts';
import { CODE, codeOfFailure, FAILURE, SETTING, settingsPayload } from '../../http2/frames.ts';
import type { HeaderField } from '../../http2/hpack.ts';
import { FAILURE_TEXTS } from '../../http2/failure-texts.ts';
import { makeStreamPipe, type StreamWrapBinding } from './stream_pipe.ts';

type Handle = InstanceType<StreamWrapBinding['LibuvStreamWrap']>;

// Negative errno values, as libuv gives them.
const UV_EOF = -4095;
const UV_ECANCELED = -125;
const UV_EPIPE = -32;

// Bits of the options of a request, response or push.
const EMPTY_PAYLOAD = 1;
const GET_TRAILERS = 2;

const PADDING_ALIGNED = 1;
const PADDING_MAX = 2;

// Http2Session#fields (SessionJSFields in src/node_http2.h).
const BITFIELD = 0;
const FRAME_ERROR_LISTENERS = 2;
const MAX_INVALID_FRAMES = 4;
const MAX_REJECTED_STREAMS = 8;
const FIELDS_SIZE = 12;
const HAS_REMOTE_SETTINGS_LISTENERS = 1 << 0;
const REMOTE_SETTINGS_UP_TO_DATE = 1 << 1;
const HAS_PING_LISTENERS = 1 << 2;
const HAS_ALTSVC_LISTENERS = 1 << 3;

/** Where the settings stand in `settingsBuffer`; a bit of each in FLAGS says that it is set. */
const SETTINGS_LAYOUT: readonly (keyof Settings)[] = [
  'headerTableSize', 'enablePush', 'initialWindowSize', 'maxFrameSize', 'maxConcurrentStreams', 'maxHeaderListSize', 'enableConnectProtocol',
];
const SETTINGS_FLAGS = SETTINGS_LAYOUT.length;
/** how many others there are; then pairs of identifier and value */
const CUSTOM_COUNT = SETTINGS_FLAGS + 1;
const DEFAULT_SETTINGS = [4096, 1, 65_535, 16_384, 0xffff_ffff, 65_535, 0];

/** Constants of the library's own, which programs that list them do not see. */
const HIDDEN_CONSTANTS = /^NGHTTP2_(?:HCAT|NV_FLAG)_|^STREAM_OPTION_|^NGHTTP2_ERR_(?!FRAME_SIZE)/;

// Places in `optionsBuffer` (util.js: IDX_OPTIONS_*), with what holds where they are not set.
const OPTIONS = {
  maxDeflateDynamicTableSize: [0, 4096],
  maxReservedRemoteStreams: [1, 200],
  maxSendHeaderBlockLength: [2, 65_536],
  peerMaxConcurrentStreams: [3, 100],
  paddingStrategy: [4, 0],
  maxHeaderListPairs: [5, 128],
  maxOutstandingPings: [6, 10],
  maxOutstandingSettings: [7, 10],
  maxSessionMemory: [8, 10],
  maxSettings: [9, 32],
  streamResetRate: [10, 33],
  streamResetBurst: [11, 1000],
  lenientWhitespace: [12, 0],
} as const;
const OPTIONS_FLAGS = 13;

const LEAST_REQUEST_HEADERS = 4;
const LARGEST_HEADER_LIST = 16_777_215;
/** Characters of a field count with this much more (RFC 9113, 6.5.2). */
const FIELD_OVERHEAD = 32;
/** Failures that are the session's error; what else is wrong with a frame is a matter of its stream. */
const TOLD_FAILURES: ReadonlySet<number> = new Set([FAILURE.streamClosed, FAILURE.protocol, FAILURE.flowControl]);
/** Content received or waiting that makes a session send at once what its streams have written. */
const EAGER_SEND = 4096;

/** The library's header lists: names, values and flags, divided by zeros. @param count how many there must be */
function parseFields([text, count]: readonly [text: string, count: number]): HeaderField[] {
  const fields: HeaderField[] = [];
  for (let at = 0; at < text.length; ) {
    // A zero within a value: nghttp2 is given a field that its peer refuses.
    if (fields.length === count) return [{ name: '\0', value: '\0', sensitive: false }];
    const nameEnd = text.indexOf('\0', at);
    const valueEnd = text.indexOf('\0', nameEnd + 1);
    fields.push({ name: text.slice(at, nameEnd), value: text.slice(nameEnd + 1, valueEnd), sensitive: (text.charCodeAt(valueEnd + 1) & 1) !== 0 });
    at = valueEnd + 2;
  }
  return fields;
}

export function http2(env: Environment): Binding {
  const { AsyncWrap } = env.wraps;
  const streamWrapBinding = env.internalBinding('stream_wrap') as unknown as StreamWrapBinding;
  const { LibuvStreamWrap, WriteWrap, streamBaseState, kReadBytesOrError, kArrayBufferOffset, kBytesWritten, kLastWriteWasAsync } = streamWrapBinding;

  const sessionState = new Float64Array(9);
  const streamState = new Float64Array(6);
  const settingsBuffer = new Uint32Array(29);
  const optionsBuffer = new Uint32Array(OPTIONS_FLAGS + 1);

  /** What the library is called by, in the order of setCallbackFunctions. */
  let callbacks: readonly unknown[] = [];
  const CALLBACK = { error: 0, priority: 1, settings: 2, ping: 3, headers: 4, frameError: 5, goaway: 6, altsvc: 7, origin: 8, trailers: 9, streamClose: 10 } as const;

  const now = (): number => env.natives.performance.now();

  const option = (name: keyof typeof OPTIONS): number => {
    const [index, initial] = OPTIONS[name];
    return ((optionsBuffer[OPTIONS_FLAGS] as number) & (1 << index)) !== 0 ? (optionsBuffer[index] as number) : initial;
  };

  /** What the library has put into `settingsBuffer`, as entries of a SETTINGS frame. */
  function settingsEntries(): [id: number, value: number][] {
    const flags = settingsBuffer[SETTINGS_FLAGS] as number;
    const entries = SETTINGS_LAYOUT.flatMap((name, index): [number, number][] => ((flags & (1 << index)) !== 0 ? [[SETTING[name], settingsBuffer[index] as number]] : []));
    return [...entries.sort(([one], [other]) => one - other), ...customSettings()];
  }

  function customSettings(): [id: number, value: number][] {
    return Array.from({ length: settingsBuffer[CUSTOM_COUNT] as number }, (_, index) => {
      const at = CUSTOM_COUNT + 1 + 2 * index;
      return [settingsBuffer[at] as number, settingsBuffer[at + 1] as number];
    });
  }

  function showSettings(settings: Settings, custom: ReadonlyMap<number, number>): void {
    for (const [index, name] of SETTINGS_LAYOUT.entries()) settingsBuffer[index] = settings[name];
    settingsBuffer[CUSTOM_COUNT] = custom.size;
    let at = CUSTOM_COUNT + 1;
    for (const pair of custom) {
      settingsBuffer.set(pair, at);
      at += 2;
    }
  }

  /** Calls into the library from within the engine; what is thrown there ends the program, not the engine's work. */
  function guarded<T>(call: () => T): T | undefined {
    try {
      return call();
    } catch (error) {
      env.triggerUncaughtException(error, false);
      return undefined;
    }
  }

  /** A PING or SETTINGS frame whose acknowledgement is waited for. */
  class Acknowledged extends AsyncWrap {
    readonly #done: unknown;
    readonly #started = now();

    constructor(provider: 'HTTP2PING' | 'HTTP2SETTINGS', done: unknown) {
      super(provider);
      this.#done = done;
    }

    done(acknowledged: boolean, payload?: Uint8Array): void {
      guarded(() => this.makeCallback(this.#done, acknowledged, now() - this.#started, payload && asBuffer(env, payload.slice())));
    }
  }

  interface QueuedWrite {
    bytes: Uint8Array;
    /** completed when all its bytes were written */
    readonly request: ReqWrapInstance | undefined;
  }

  class Http2Stream extends LibuvStreamWrap {
    readonly #session: Http2Session;
    readonly #id: number;
    #destroyed = false;
    #writable = true;
    #hasTrailers: boolean;
    #reading = false;
    /** reset with this code, as soon as what was written before is sent */
    #code: number = CODE.noError;
    readonly #queue: QueuedWrite[] = [];
    #available = 0;
    #unconsumed = 0;
    #category: Category = CATEGORY.headers;
    #headers: HeaderField[] = [];
    #headersLength = 0;
    /** what writes into this stream when it wants more (StreamPipe) */
    pipe: { wantsWrite(): void; sinkDestroyed(): void } | undefined;

    constructor(session: Http2Session, id: number, options: number) {
      super('HTTP2STREAM');
      this.#session = session;
      this.#id = id;
      this.#hasTrailers = (options & GET_TRAILERS) !== 0;
      if ((options & EMPTY_PAYLOAD) !== 0) this.#writable = false;
    }

    id(): number {
      return this.#id;
    }

    get isDestroyed(): boolean {
      return this.#destroyed;
    }

    get available(): number {
      return this.#available;
    }

    // --- header fields ---

    startHeaders(category: Category): void {
      this.#category = category;
      this.#headers = [];
      this.#headersLength = 0;
    }

    /** @returns whether the field is within what the session takes */
    addHeader(field: HeaderField): boolean {
      if (field.name === '') return true;
      const length = field.name.length + field.value.length + FIELD_OVERHEAD;
      const { maxHeaderPairs, maxHeaderLength } = this.#session;
      if (this.#headers.length >= maxHeaderPairs || this.#headersLength + length > maxHeaderLength || !this.#session.hasMemoryFor(length)) return false;
      this.#headers.push(field);
      this.#headersLength += length;
      return true;
    }

    takeHeaders(): { readonly category: Category; readonly fields: readonly HeaderField[] } {
      const taken = { category: this.#category, fields: this.#headers };
      this.#headers = [];
      return taken;
    }

    // --- what the library asks for ---

    respond(list: readonly [string, number], options: number): number {
      return this.#session.within(() => {
        if ((options & GET_TRAILERS) !== 0) this.#hasTrailers = true;
        const content = this.#writable && (options & EMPTY_PAYLOAD) === 0;
        return this.#session.connection.submitHeaders(this.#id, parseFields(list), { content, ends: !content });
      });
    }

    info(list: readonly [string, number]): number {
      return this.#session.within(() => this.#session.connection.submitHeaders(this.#id, parseFields(list), { content: false, ends: false }));
    }

    trailers(list: readonly [string, number]): number {
      return this.#session.within(() => {
        const { connection } = this.#session;
        // No fields: an empty DATA frame ends the stream.
        if (list[1] === 0) return connection.submitContent(this.#id);
        return connection.submitHeaders(this.#id, parseFields(list), { content: false, ends: true });
      });
    }

    pushPromise(list: readonly [string, number], options: number): Http2Stream | number {
      return this.#session.within(() => {
        const id = this.#session.connection.submitPushPromise(this.#id, parseFields(list));
        return id < 0 ? id : this.#session.addStream(id, options);
      });
    }

    // Priorities went out of HTTP/2 with RFC 9113; the library does not send them any more.
    priority(): void {}

    rstStream(code: number): void {
      this.#code = code;
      this.#session.resetStream(this);
    }

    /** Submits the reset that rstStream was asked for. */
    flushReset(): void {
      if (this.#destroyed) return;
      this.#session.within(() => this.#session.connection.submitReset(this.#id, this.#code));
    }

    refreshState(): void {
      const state = this.#session.connection.streamState(this.#id);
      streamState.fill(0);
      streamState[0] = state?.state ?? STREAM_STATE.idle;
      if (state === undefined) return;
      streamState[1] = DEFAULT_WEIGHT;
      streamState[3] = Number(state.shutWrite);
      streamState[4] = Number(state.shutRead);
      streamState[5] = state.localWindow;
    }

    destroy(): void {
      if (this.#destroyed) return;
      if (this.#session.takePendingReset(this.#id)) this.flushReset();
      this.#destroyed = true;
      this.#session.removeStream(this.#id);
      this.pipe?.sinkDestroyed();
      env.loop.enqueueCheck(() => {
        for (const { request } of this.#queue.splice(0)) request?.complete(UV_ECANCELED, this, undefined);
        this.#session.addMemory(-this.#available);
        this.#available = 0;
      });
    }

    // --- reading ---

    override readStart(): number {
      this.#reading = true;
      return this.#session.within(() => {
        this.#session.connection.consumeStream(this.#id, this.#unconsumed);
        this.#unconsumed = 0;
        return 0;
      });
    }

    override readStop(): number {
      this.#reading = false;
      return 0;
    }

    /** Content has come. */
    receive(bytes: Uint8Array): void {
      this.bytesRead += bytes.length;
      this.#read(bytes.length, bytes);
      if (this.#reading) this.#session.connection.consumeStream(this.#id, bytes.length);
      else this.#unconsumed += bytes.length;
    }

    receiveEnd(): void {
      this.#read(UV_EOF);
    }

    #read(result: number, bytes?: Uint8Array): void {
      streamBaseState[kReadBytesOrError] = result;
      streamBaseState[kArrayBufferOffset] = bytes?.byteOffset ?? 0;
      guarded(() => this.makeCallback(this.onread, bytes?.buffer));
    }

    // --- writing ---

    protected override writeBytes(request: ReqWrapInstance, bytes: Uint8Array): number {
      streamBaseState[kBytesWritten] = bytes.length;
      streamBaseState[kLastWriteWasAsync] = 0;
      if (!this.#writable || this.#destroyed) return UV_EOF;
      this.queueWrite(bytes, request);
      streamBaseState[kLastWriteWasAsync] = 1;
      return 0;
    }

    /** Puts bytes into the queue. @param request is completed when they were written */
    queueWrite(bytes: Uint8Array, request: ReqWrapInstance): void {
      this.#session.within(() => {
        env.loop.hold(request);
        this.bytesWritten += bytes.length;
        this.#queue.push({ bytes, request });
        this.#available += bytes.length;
        this.#session.addMemory(bytes.length);
        this.#session.connection.resumeContent(this.#id);
      });
    }

    /** @returns 1: it is done */
    override shutdown(): number {
      if (this.#destroyed) return UV_EPIPE;
      this.endWriting();
      return 1;
    }

    /** Nothing follows what was written. */
    endWriting(): void {
      this.#session.within(() => {
        this.#writable = false;
        this.#session.connection.resumeContent(this.#id);
      });
    }

    /** What of the queue goes into the next DATA frame. @param written gets the requests that are complete with it */
    readContent(most: number, written: ReqWrapInstance[]): ContentRead | undefined {
      // An empty write tells its writer that there is a use for more.
      while (this.#queue[0]?.bytes.length === 0) this.#queue.shift()?.request?.completeNext(0, this, undefined);
      const length = Math.min(this.#available, most);
      if (length === 0 && this.#writable) {
        this.pipe?.wantsWrite();
        return undefined;
      }
      const chunks = this.#takeQueued(length, written);
      const ended = this.#available === 0 && !this.#writable;
      const trailers = ended && this.#hasTrailers;
      if (trailers) {
        this.#hasTrailers = false;
        guarded(() => this.makeCallback(callbacks[CALLBACK.trailers]));
      }
      return { chunks, length, ended, trailers };
    }

    #takeQueued(length: number, written: ReqWrapInstance[]): Uint8Array[] {
      const chunks: Uint8Array[] = [];
      for (let left = length; left > 0; ) {
        const first = this.#queue[0] as QueuedWrite;
        const chunk = first.bytes.subarray(0, left);
        chunks.push(chunk);
        left -= chunk.length;
        first.bytes = first.bytes.subarray(chunk.length);
        if (first.bytes.length > 0) break;
        this.#queue.shift();
        if (first.request !== undefined) written.push(first.request);
      }
      this.#available -= length;
      this.#session.addMemory(-length);
      return chunks;
    }
  }

  class Http2Session extends AsyncWrap implements SessionDelegate {
    readonly fields = new Uint8Array(FIELDS_SIZE);
    /** set by the library */
    ondone?: unknown;
    ongracefulclosecomplete?: unknown;
    chunksSentSinceLastWrite?: number;
    readonly connection: Http2Connection;
    readonly maxHeaderPairs: number;
    readonly #maxPings = option('maxOutstandingPings');
    readonly #maxSettings = option('maxOutstandingSettings');
    readonly #maxMemory = option('maxSessionMemory') * 1e6;
    readonly #limits = new DataView(this.fields.buffer);
    /** identifiers of other settings that the library wants to know of */
    readonly #remoteCustomIds = customSettings().map(([id]) => id);
    readonly #remoteCustom = new Map<number, number>();
    readonly #localCustom = new Map<number, number>();
    readonly #streams = new Map<number, Http2Stream>();
    readonly #pings: Acknowledged[] = [];
    readonly #settings: Acknowledged[] = [];
    #socket: Handle | undefined;
    #memory = 0;
    #invalidFrames = 0;
    #rejectedStreams = 0;
    #customError: string | undefined;
    /** what the library is told once the received bytes are dealt with */
    #failure: number | undefined;
    #chunksSent = 0;

    #closed = false;
    #destroyed = false;
    #closesGracefully = false;
    #hasScope = false;
    #writeScheduled = false;
    #sending = false;
    #writeInProgress = false;
    #readingStopped = false;
    /** of streams, complete with what is being written */
    #written: ReqWrapInstance[] = [];
    #pendingResets: number[] = [];
    readonly #incoming: Uint8Array[] = [];
    #receiving: Generator<undefined, number> | undefined;
    #ownsScope = false;

    constructor(type: number) {
      super('HTTP2SESSION');
      this.#limits.setUint32(MAX_INVALID_FRAMES, 1000, true);
      this.#limits.setUint32(MAX_REJECTED_STREAMS, 100, true);
      const isServer = type === 0;
      this.maxHeaderPairs = Math.max(option('maxHeaderListPairs'), isServer ? LEAST_REQUEST_HEADERS : 1);
      const strategy = option('paddingStrategy');
      this.connection = new Http2Connection(isServer ? 'server' : 'client', this, {
        maxDeflateDynamicTableSize: option('maxDeflateDynamicTableSize'),
        maxReservedRemoteStreams: option('maxReservedRemoteStreams'),
        maxSendHeaderBlockLength: option('maxSendHeaderBlockLength'),
        peerMaxConcurrentStreams: option('peerMaxConcurrentStreams'),
        maxSettings: option('maxSettings'),
        streamResetBurst: option('streamResetBurst'),
        streamResetRate: option('streamResetRate'),
        lenientWhitespace: option('lenientWhitespace') !== 0,
        pad: (length, most) => (strategy === PADDING_MAX ? most : strategy === PADDING_ALIGNED ? aligned(length, most) : length),
        now: () => Math.floor(now() / 1000),
      });
    }

    get #bits(): number {
      return this.fields[BITFIELD] as number;
    }

    get maxHeaderLength(): number {
      return Math.min(this.connection.local.maxHeaderListSize, LARGEST_HEADER_LIST);
    }

    hasMemoryFor(length: number): boolean {
      return this.#memory + length <= this.#maxMemory;
    }

    addMemory(length: number): void {
      this.#memory += length;
    }

    #call(callback: keyof typeof CALLBACK, ...args: unknown[]): void {
      guarded(() => this.makeCallback(callbacks[CALLBACK[callback]], ...args));
    }

    // --- streams ------------------------------------------------------------------------------------------------------

    addStream(id: number, options: number): Http2Stream {
      const stream = new Http2Stream(this, id, options);
      this.#streams.set(id, stream);
      return stream;
    }

    removeStream(id: number): void {
      this.#streams.delete(id);
    }

    takePendingReset(id: number): boolean {
      const at = this.#pendingResets.indexOf(id);
      if (at >= 0) this.#pendingResets.splice(at, 1);
      return at >= 0;
    }

    /** Resets a stream once what was written before is out: RST_STREAM would overtake it. */
    resetStream(stream: Http2Stream): void {
      if (this.#receiving !== undefined || this.#sendPending()) this.#pendingResets.push(stream.id());
      else stream.flushReset();
    }

    request(list: readonly [string, number], options: number): Http2Stream | number {
      return this.within(() => {
        const id = this.connection.submitRequest(parseFields(list), (options & EMPTY_PAYLOAD) === 0);
        return id < 0 ? id : this.addStream(id, options);
      });
    }

    // --- what the library asks for ------------------------------------------------------------------------------------

    consume(socket: Handle): void {
      this.#socket = socket;
      socket.consumer = this;
    }

    /** Bytes that the socket has read before. */
    receive(bytes: ArrayBufferView): void {
      this.onBytes(bytesOf(bytes).slice());
    }

    ping(payload: Uint8Array | undefined, callback: unknown): boolean {
      const ping = new Acknowledged('HTTP2PING', callback);
      if (this.#pings.length >= this.#maxPings) {
        ping.done(false);
        return false;
      }
      this.#pings.push(ping);
      this.within(() => this.connection.submitPing(payload === undefined ? clockPayload(now()) : bytesOf(payload).slice()));
      return true;
    }

    settings(callback: unknown): boolean {
      const settings = new Acknowledged('HTTP2SETTINGS', callback);
      if (this.#settings.length >= this.#maxSettings) {
        settings.done(false);
        return false;
      }
      this.#settings.push(settings);
      const entries = settingsEntries();
      this.within(() => this.connection.submitSettings(entries));
      return true;
    }

    goaway(code: number, lastStreamId: number, opaque: ArrayBufferView | undefined): void {
      if (this.#destroyed) return;
      const last = lastStreamId > 0 ? lastStreamId : this.connection.lastProcessedId;
      this.within(() => this.connection.submitGoaway(last, code >>> 0, opaque === undefined ? new Uint8Array(0) : bytesOf(opaque).slice()));
    }

    altsvc(streamId: number, origin: string, value: string): void {
      this.within(() => this.connection.submitAltsvc(streamId, origin, value));
    }

    origin(origins: string): void {
      this.within(() => this.connection.submitOrigin(origins.split('\0').slice(0, -1)));
    }

    setNextStreamID(id: number): boolean {
      return this.connection.setNextStreamId(id);
    }

    setLocalWindowSize(size: number): number {
      return this.within(() => {
        this.connection.setLocalWindowSize(size);
        return 0;
      });
    }

    setGracefulClose(): void {
      this.#closesGracefully = true;
    }

    hasPendingData(): boolean {
      return this.connection.wantsWrite || this.connection.wantsRead;
    }

    updateChunksSent(): number {
      return (this.chunksSentSinceLastWrite = this.#chunksSent);
    }

    localSettings(): void {
      showSettings(this.connection.local, this.#localCustom);
    }

    remoteSettings(): void {
      showSettings(this.connection.remote, this.#remoteCustom);
    }

    refreshState(): void {
      const { receiveWindow, tableSizes, nextStreamId, lastProcessedId, sendWindow, outgoingCount } = this.connection;
      const received = Math.max(0, receiveWindow.received);
      sessionState.set([
        receiveWindow.size, received, nextStreamId, Math.max(0, receiveWindow.size - receiveWindow.received), lastProcessedId, sendWindow, outgoingCount,
        tableSizes.encoder, tableSizes.decoder,
      ]);
    }

    /** Ends the session. @param socketIsDestroyed there is nobody to tell */
    destroy(code: number, socketIsDestroyed: boolean): void {
      if (this.#closed) return;
      this.#closed = true;
      if (socketIsDestroyed) this.#letSocketGo();
      else {
        this.within(() => {
          this.connection.terminate((code ?? 0) >>> 0);
          this.#sendPending();
        });
      }
      this.#destroyed = true;
      if (!this.#writeInProgress) this.#done();
      for (const ping of this.#pings.splice(0)) env.loop.enqueueCheck(() => ping.done(false));
    }

    /** A session that waits for nothing more of its peer does not read what it sends. */
    #stopReadingIfOver(): void {
      if (this.#readingStopped || this.#closed || this.connection.wantsRead) return;
      this.#readingStopped = true;
      this.#socket?.readStop();
    }

    #letSocketGo(): void {
      if (this.#socket?.consumer === this) this.#socket.consumer = undefined;
      this.#socket = undefined;
    }

    #done(): void {
      guarded(() => this.makeCallback(this.ondone));
      // The library waits for the end of the other side.
      this.#socket?.readStart();
    }

    // --- sending ------------------------------------------------------------------------------------------------------

    /** Does what may put frames into the queue; they are sent in the loop's check phase, with all that comes until then. */
    within<T>(action: () => T): T {
      if (this.#hasScope || this.#writeScheduled) return action();
      this.#hasScope = true;
      try {
        return action();
      } finally {
        this.#hasScope = false;
        this.#scheduleWrite();
      }
    }

    #scheduleWrite(): void {
      if (this.#writeScheduled || this.#destroyed || !this.connection.wantsWrite) return;
      this.#writeScheduled = true;
      env.loop.hold(this);
      env.loop.enqueueCheck(() => {
        env.loop.release(this);
        if (this.#writeScheduled) this.#sendPending();
      });
    }

    /** @returns whether it must wait: a write is in progress */
    #sendPending(): boolean {
      if (this.#destroyed) return false;
      this.#writeScheduled = false;
      if (this.#sending) return true;
      this.#sending = true;
      const chunks: Uint8Array[] = [];
      this.connection.takeOutput(chunks);
      const socket = this.#socket;
      if (socket === undefined || chunks.length === 0) {
        this.#afterSending(socket === undefined ? UV_ECANCELED : 0);
        return false;
      }
      this.#chunksSent++;
      this.#writeInProgress = true;
      const request = new WriteWrap() as ReqWrapInstance;
      request.oncomplete = (status: number) => this.#afterWrite(status);
      const failure = socket.writev(request, chunks, true);
      if (failure !== 0 || streamBaseState[kLastWriteWasAsync] !== 1) {
        this.#writeInProgress = false;
        this.#afterSending(failure);
      }
      this.#stopReadingIfOver();
      this.#notifyGracefulClose();
      return false;
    }

    #afterSending(status: number): void {
      this.#sending = false;
      for (const request of this.#written.splice(0)) request.completeNext(status, undefined, undefined);
      if (this.#pendingResets.length === 0) return;
      const resets = this.#pendingResets;
      this.#pendingResets = [];
      this.#sendPending();
      for (const id of resets) this.#streams.get(id)?.flushReset();
    }

    #afterWrite(status: number): void {
      this.#writeInProgress = false;
      this.#afterSending(status);
      if (this.#destroyed) return this.#done();
      this.#notifyGracefulClose();
      this.#scheduleWrite();
    }

    #notifyGracefulClose(): void {
      if (this.#closesGracefully && !this.#closed && !this.#writeInProgress && !this.hasPendingData()) guarded(() => this.makeCallback(this.ongracefulclosecomplete));
    }

    // --- receiving ----------------------------------------------------------------------------------------------------

    onBytes(bytes: Uint8Array): void {
      this.#incoming.push(bytes);
      if (this.#receiving === undefined) this.#receive();
    }

    /** Takes what has come, and lets ticks and microtasks run after each call into the library. */
    #receive(): void {
      for (;;) {
        if (this.#receiving === undefined) {
          const bytes = this.#incoming.shift();
          if (bytes === undefined) return;
          this.#customError = undefined;
          this.#receiving = this.connection.receive(bytes);
          this.#ownsScope = !this.#hasScope && !this.#writeScheduled;
          if (this.#ownsScope) this.#hasScope = true;
        }
        const { done, value } = this.#receiving.next();
        if (done !== true) return env.loop.enqueueRest(() => this.#receive());
        this.#finishReceiving(value);
        this.#receiving = undefined;
        this.#stopReadingIfOver();
        if (this.#ownsScope) {
          this.#hasScope = false;
          this.#scheduleWrite();
        }
      }
    }

    /** Sends what came of the received bytes, or tells the library that the connection is broken. */
    #finishReceiving(result: number): void {
      const failure = result !== 0 ? result : (this.#failure ?? (this.connection.terminates ? FAILURE.protocol : 0));
      this.#failure = undefined;
      if (failure === 0) this.#sendPending();
      else if (!this.#closed) this.#call('error', failure, this.#customError ?? null);
    }

    beginHeaders(streamId: number, category: Category): 'wanted' | 'unwanted' | 'failed' {
      let stream = this.#streams.get(streamId);
      if (stream === undefined) {
        if (this.#streams.size >= this.connection.local.maxConcurrentStreams || !this.hasMemoryFor(0)) {
          if (this.#rejectedStreams++ > this.#limits.getUint32(MAX_REJECTED_STREAMS, true)) return 'failed';
          this.connection.submitReset(streamId, CODE.enhanceYourCalm);
          return 'unwanted';
        }
        this.#rejectedStreams = 0;
        stream = this.addStream(streamId, 0);
      }
      stream.startHeaders(category);
      return 'wanted';
    }

    header(streamId: number, field: HeaderField): boolean {
      const stream = this.#streams.get(streamId);
      if (stream === undefined) return false;
      if (stream.isDestroyed || stream.addHeader(field)) return true;
      this.connection.submitReset(streamId, CODE.enhanceYourCalm);
      return false;
    }

    content(streamId: number, bytes: Uint8Array): void {
      this.connection.consumeConnection(bytes.length);
      const stream = this.#streams.get(streamId);
      if (stream === undefined || stream.isDestroyed) return;
      stream.receive(bytes);
      if (stream.available > EAGER_SEND) this.#sendPending();
    }

    frame(frame: ReceivedFrame): boolean {
      switch (frame.type) {
        case 'headers':
          this.#onHeaders(frame.streamId, frame.flags);
          break;
        case 'data':
          return this.#onData(frame);
        case 'settings':
          this.#onSettings(frame);
          break;
        case 'ping':
          this.#onPing(frame);
          break;
        case 'goaway':
          this.#call('goaway', frame.code, frame.lastStreamId, frame.opaque.length > 0 ? asBuffer(env, frame.opaque.slice()) : undefined);
          break;
        case 'altsvc':
          if ((this.#bits & HAS_ALTSVC_LISTENERS) !== 0) this.#call('altsvc', frame.streamId, frame.origin, frame.value);
          break;
        case 'origin':
          this.#call('origin', frame.origins);
          break;
        case 'other':
          break;
      }
      return true;
    }

    #onHeaders(streamId: number, flags: number): void {
      const stream = this.#streams.get(streamId);
      if (stream === undefined || stream.isDestroyed) return;
      const { category, fields } = stream.takeHeaders();
      const sensitive = fields.filter((field) => field.sensitive).map(({ name }) => name);
      this.#call('headers', stream, streamId, category, flags, fields.flatMap(({ name, value }) => [name, value]), sensitive);
    }

    #onData({ streamId, length, ended }: ReceivedFrame & { type: 'data' }): boolean {
      if (ended) this.#streams.get(streamId)?.receiveEnd();
      // A flood of empty frames costs the receiver more than the sender.
      else if (length === 0) return this.#countInvalidFrame();
      return true;
    }

    #countInvalidFrame(): boolean {
      if (this.#invalidFrames++ <= this.#limits.getUint32(MAX_INVALID_FRAMES, true)) return true;
      this.#customError = 'ERR_HTTP2_TOO_MANY_INVALID_FRAMES';
      return false;
    }

    #onSettings({ ack, entries }: ReceivedFrame & { type: 'settings' }): void {
      if (ack) {
        for (const [id, value] of entries) if (!KNOWN_SETTINGS.has(id)) this.#localCustom.set(id, value);
        return this.#settings.shift()?.done(true);
      }
      for (const [id, value] of entries) if (this.#remoteCustomIds.includes(id)) this.#remoteCustom.set(id, value);
      this.fields[BITFIELD] = this.#bits & ~REMOTE_SETTINGS_UP_TO_DATE;
      if ((this.#bits & HAS_REMOTE_SETTINGS_LISTENERS) !== 0) this.#call('settings');
    }

    #onPing({ ack, payload }: ReceivedFrame & { type: 'ping' }): void {
      if (ack) {
        const ping = this.#pings.shift();
        if (ping !== undefined) ping.done(true, payload);
        else this.#failure ??= FAILURE.protocol;
      } else if ((this.#bits & HAS_PING_LISTENERS) !== 0) {
        this.#call('ping', asBuffer(env, payload.slice()));
      }
    }

    streamClosed(streamId: number, code: number): void {
      const stream = this.#streams.get(streamId);
      if (stream === undefined || stream.isDestroyed) return;
      // The library answers false where it has not heard of the stream.
      if (guarded(() => stream.makeCallback(callbacks[CALLBACK.streamClose], code)) === false) stream.destroy();
    }

    frameNotSent(type: number, streamId: number, failure: number): void {
      const isEnd = failure === FAILURE.sessionClosing || failure === FAILURE.streamClosed || failure === FAILURE.streamClosing;
      if (isEnd || (this.fields[FRAME_ERROR_LISTENERS] as number) === 0) return;
      this.#call('frameError', streamId, type, codeOfFailure(failure));
    }

    invalidFrame(failure: number): boolean {
      if (!this.#countInvalidFrame()) return false;
      if (TOLD_FAILURES.has(failure)) this.#failure ??= failure;
      return true;
    }

    settingsExpected(): void {
      this.#failure ??= FAILURE.protocol;
    }

    readContent(streamId: number, most: number): ContentRead | undefined {
      return this.#streams.get(streamId)?.readContent(most, this.#written) ?? undefined;
    }
  }

  const KNOWN_SETTINGS = new Set<number>(Object.values(SETTING));
  const DEFAULT_WEIGHT = 16;

  return {
    sessionState,
    streamState,
    settingsBuffer,
    optionsBuffer,
    constants: constantsOf(env),
    Http2Session,
    Http2Stream,
    StreamPipe: makeStreamPipe(env, streamWrapBinding),
    setCallbackFunctions(...functions: unknown[]): void {
      callbacks = functions;
    },
    nghttp2ErrorString: (failure: number): string => FAILURE_TEXTS[failure] ?? 'Unknown error code',
    refreshDefaultSettings(): void {
      settingsBuffer.set(DEFAULT_SETTINGS);
      settingsBuffer[SETTINGS_FLAGS] = (1 << SETTINGS_LAYOUT.length) - 1;
      settingsBuffer[CUSTOM_COUNT] = 0;
    },
    packSettings: () => asBuffer(env, settingsPayload(settingsEntries())),
  };
}

/** What `http2.constants` is. */
function constantsOf(env: Environment): Record<string, unknown> {
  const { members } = env.shapes['http2']?.['constants'] as { members: Readonly<Record<string, { value: unknown }>> };
  const constants = Object.fromEntries(Object.entries(members).map(([name, { value }]) => [name, value]));
  for (const name of Object.keys(constants)) if (HIDDEN_CONSTANTS.test(name)) Object.defineProperty(constants, name, { enumerable: false });
  return constants;
}

/** Padding that makes a frame with its header a multiple of 8 bytes. */
function aligned(length: number, most: number): number {
  const over = (length + 9) % 8;
  return over === 0 ? length : Math.min(most, length + 8 - over);
}

/** What a PING carries where the program gives nothing: the time, in nanoseconds. */
function clockPayload(milliseconds: number): Uint8Array {
  const payload = new Uint8Array(8);
  new DataView(payload.buffer).setBigUint64(0, BigInt(Math.round(milliseconds * 1e6)), true);
  return payload;
}
