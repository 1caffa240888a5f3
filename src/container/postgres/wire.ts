// The messages of PostgreSQL's frontend/backend protocol, version 3: taken apart and put together.
// Facts: https://www.postgresql.org/docs/18/protocol-message-formats.html
import { concatBytes } from '../embedded/kernel/concat-bytes.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A message: its type's letter, and what stands after the length. */
export interface WireMessage {
  readonly type: string;
  readonly body: Uint8Array;
}

/** Protocol numbers that the first packet of a connection begins with. */
export const STARTUP_CODE = { protocol3: 196_608, cancel: 80_877_102, ssl: 80_877_103, gss: 80_877_104 } as const;

/** No client sends more in one message: the server's own limit (pq_getmessage of PostgreSQL, PQ_LARGE_MESSAGE_LIMIT). */
const LONGEST_MESSAGE = 0x3fff_ffff;

/** Thrown by MessageReader when what came can't be a message. */
export class ProtocolError extends Error {}

/** Finds the messages in a stream of bytes. */
export class MessageReader {
  #bytes: Uint8Array = new Uint8Array();

  /** Takes bytes as they come. */
  add(bytes: Uint8Array): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : concatBytes([this.#bytes, bytes]);
  }

  /** The first packet of a connection, which has no type. @returns undefined while it has not come whole @throws ProtocolError */
  startup(): Uint8Array | undefined {
    return this.#take(0);
  }

  /** The next message. @returns undefined while it has not come whole @throws ProtocolError */
  next(): WireMessage | undefined {
    const type = this.#bytes[0];
    const body = this.#take(1);
    return type === undefined || body === undefined ? undefined : { type: String.fromCharCode(type), body };
  }

  #take(offset: number): Uint8Array | undefined {
    const bytes = this.#bytes;
    if (bytes.length < offset + 4) return undefined;
    const length = viewOf(bytes).getInt32(offset);
    if (length < 4 || length > LONGEST_MESSAGE) throw new ProtocolError(`invalid message length ${length}`);
    if (bytes.length < offset + length) return undefined;
    this.#bytes = bytes.subarray(offset + length);
    return bytes.subarray(offset + 4, offset + length);
  }
}

/** All messages of a whole number of them. @throws ProtocolError */
export function readMessages(bytes: Uint8Array): WireMessage[] {
  const reader = new MessageReader();
  reader.add(bytes);
  const messages: WireMessage[] = [];
  for (let message = reader.next(); message !== undefined; message = reader.next()) messages.push(message);
  return messages;
}

/** Puts a message together. @param parts text is ended by a NUL */
export function encodeMessage(type: string, ...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const body = concatBytes(parts.map((part) => (typeof part === 'string' ? encoder.encode(`${part}\0`) : part)));
  const bytes = new Uint8Array(5 + body.length);
  bytes[0] = type.charCodeAt(0);
  viewOf(bytes).setInt32(1, 4 + body.length);
  bytes.set(body, 5);
  return bytes;
}

/** The first packet of a client. */
export function encodeStartup(parameters: Readonly<Record<string, string>>): Uint8Array {
  const text = encoder.encode(Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`).join('') + '\0');
  const bytes = new Uint8Array(8 + text.length);
  viewOf(bytes).setInt32(0, bytes.length);
  viewOf(bytes).setInt32(4, STARTUP_CODE.protocol3);
  bytes.set(text, 8);
  return bytes;
}

/** Reads the fields of a message's body in turn. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** what has not been read */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  int16(): number {
    this.#at += 2;
    return viewOf(this.#bytes).getInt16(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return viewOf(this.#bytes).getInt32(this.#at - 4);
  }

  /** Text up to a NUL, or to the end where there is none. */
  text(): string {
    const end = this.#bytes.indexOf(0, this.#at);
    const to = end < 0 ? this.#bytes.length : end;
    const text = decoder.decode(this.#bytes.subarray(this.#at, to));
    this.#at = to + 1;
    return text;
  }

  bytes(length: number): Uint8Array {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** The fields of an ErrorResponse or NoticeResponse by their letters: S severity, C SQLSTATE, M message, D detail, H hint, P position, ... */
export type ErrorFields = Readonly<Record<string, string>>;

export function readErrorFields(body: Uint8Array): ErrorFields {
  const fields: Record<string, string> = {};
  const reader = new FieldReader(body);
  for (let letter = reader.byte(); letter !== 0; letter = reader.byte()) fields[String.fromCharCode(letter)] = reader.text();
  return fields;
}

export function encodeError(fields: ErrorFields): Uint8Array {
  return encodeMessage('E', ...Object.entries(fields).map(([letter, text]) => `${letter}${text}`), Uint8Array.of(0));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
