// Frames of HTTP/2 (RFC 9113, section 6; ALTSVC: RFC 7838, ORIGIN: RFC 8336) and the numbers that go with them.

export const FRAME = {
  data: 0, headers: 1, priority: 2, rstStream: 3, settings: 4, pushPromise: 5, ping: 6, goaway: 7, windowUpdate: 8, continuation: 9, altsvc: 10, origin: 12,
} as const;

export const FLAG = { endStream: 0x1, ack: 0x1, endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;

/** Error codes of RST_STREAM and GOAWAY (section 7). */
export const CODE = {
  noError: 0, protocolError: 1, internalError: 2, flowControlError: 3, settingsTimeout: 4, streamClosed: 5, frameSizeError: 6, refusedStream: 7,
  cancel: 8, compressionError: 9, connectError: 10, enhanceYourCalm: 11,
} as const;

/** Identifiers of settings (section 6.5.2, RFC 8441). */
export const SETTING = {
  headerTableSize: 1, enablePush: 2, maxConcurrentStreams: 3, initialWindowSize: 4, maxFrameSize: 5, maxHeaderListSize: 6, enableConnectProtocol: 8,
} as const;

/** Numbers that nghttp2's functions give where they fail (nghttp2.h), which Node shows as `errno`. */
export const FAILURE = {
  invalidArgument: -501, protocol: -505, streamIdNotAvailable: -509, streamClosed: -510, streamClosing: -511, streamShutWrite: -512, invalidStreamState: -514,
  startStreamNotAllowed: -516, frameSize: -522, compression: -523, flowControl: -524, pushDisabled: -528, dataExists: -529, sessionClosing: -530,
  httpHeader: -531, httpMessaging: -532, refusedStream: -533, tooManySettings: -537,
  callback: -902, badClientMagic: -903, flooded: -904, tooManyContinuations: -905,
} as const;

export const FRAME_HEADER_SIZE = 9;
export const LARGEST_WINDOW = 0x7fff_ffff;
export const LARGEST_STREAM_ID = 0x7fff_ffff;
export const CLIENT_MAGIC = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** The code by which a peer is told of a failure. */
export function codeOfFailure(failure: number): number {
  switch (failure) {
    case FAILURE.streamClosed:
      return CODE.streamClosed;
    case FAILURE.compression:
      return CODE.compressionError;
    case FAILURE.frameSize:
      return CODE.frameSizeError;
    case FAILURE.flowControl:
      return CODE.flowControlError;
    case FAILURE.refusedStream:
      return CODE.refusedStream;
    case FAILURE.protocol:
    case FAILURE.httpHeader:
    case FAILURE.httpMessaging:
      return CODE.protocolError;
    case FAILURE.tooManySettings:
      return CODE.enhanceYourCalm;
    default:
      return CODE.internalError;
  }
}

/** A number of 16 bits, most significant byte first. */
export const read16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
/** A number of 32 bits, most significant byte first. */
export const read32 = (bytes: Uint8Array, at: number): number => read16(bytes, at) * 65_536 + read16(bytes, at + 2);
/** 31 bits: the first is reserved. */
export const read31 = (bytes: Uint8Array, at: number): number => read32(bytes, at) & 0x7fff_ffff;

/** The inverse of `read32`. */
export function write32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** The nine bytes before a payload. */
export function writeFrameHeader(target: Uint8Array, length: number, type: number, flags: number, streamId: number): void {
  target[0] = length >>> 16;
  target[1] = length >>> 8;
  target[2] = length;
  target[3] = type;
  target[4] = flags;
  write32(target, 5, streamId);
}

/** A whole frame. */
export function makeFrame(type: number, flags: number, streamId: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(FRAME_HEADER_SIZE + payload.length);
  writeFrameHeader(frame, payload.length, type, flags, streamId);
  frame.set(payload, FRAME_HEADER_SIZE);
  return frame;
}

/** The payload of SETTINGS. @param entries identifiers and values */
export function settingsPayload(entries: readonly (readonly [id: number, value: number])[]): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(entries.length * 6);
  for (const [index, [id, value]] of entries.entries()) {
    payload[index * 6] = id >>> 8;
    payload[index * 6 + 1] = id;
    write32(payload, index * 6 + 2, value);
  }
  return payload;
}

/** A payload of numbers of 32 bits, and what follows them. */
export function numbersPayload(numbers: readonly number[], rest: Uint8Array = new Uint8Array(0)): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(numbers.length * 4 + rest.length);
  for (const [index, number] of numbers.entries()) write32(payload, index * 4, number);
  payload.set(rest, numbers.length * 4);
  return payload;
}
