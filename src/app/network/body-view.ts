// What a recorded body is, and how it can be shown. Facts: RFC 8259 and RFC 6839 (JSON media types), WHATWG HTML (event streams), WHATWG
// Encoding (charsets), RFC 9110 8.4 (content codings).
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { concatBytes } from '../../checks/hurl/concat-bytes.ts';
import type { RecordedHeaders } from '../../container/exchange.ts';

export type BodyView =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: unknown; readonly text: string }
  | { readonly kind: 'events'; readonly events: readonly EventSourceMessage[]; readonly text: string }
  | { readonly kind: 'html'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'image'; readonly type: string }
  | { readonly kind: 'binary' };

/** The last value of a header; null where there is none. */
export function headerOf(headers: RecordedHeaders, name: string): string | null {
  return headers.findLast(([given]) => given.toLowerCase() === name)?.[1] ?? null;
}

/** Undoes a content coding as far as the bytes go. @returns null for a coding that this browser cannot undo */
export async function decoded(bytes: Uint8Array, encoding: string | null): Promise<Uint8Array | null> {
  const coding = encoding?.trim().toLowerCase() ?? '';
  if (coding === '' || coding === 'identity' || bytes.length === 0) return bytes;
  let stream: DecompressionStream;
  try {
    // `br` is known to some browsers, under a name that the types do not have yet.
    stream = new DecompressionStream((coding === 'x-gzip' ? 'gzip' : coding === 'br' ? 'brotli' : coding) as CompressionFormat);
  } catch {
    return null;
  }
  const writer = stream.writable.getWriter();
  writer.write(bytes as Uint8Array<ArrayBuffer>).then(() => writer.close()).catch(() => undefined);
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = (stream.readable as ReadableStream<Uint8Array>).getReader();
  try {
    for (let part = await reader.read(); !part.done && size < MAX_DECODED; part = await reader.read()) {
      chunks.push(part.value);
      size += part.value.length;
    }
  } catch {
    // The beginning of a cut or streaming body: what came out of it is shown.
    if (chunks.length === 0) return null;
  }
  return concatBytes(chunks);
}

/** Bytes that are unpacked at most. */
const MAX_DECODED = 32 * 1024 * 1024;

function asText(bytes: Uint8Array, charset: string | undefined, isWhole: boolean): string | null {
  if (charset === undefined && bytes.includes(0)) return null;
  try {
    // A cut may fall within a character; as a stream the decoder keeps such a rest to itself.
    return new TextDecoder(charset ?? 'utf-8', { fatal: charset === undefined }).decode(bytes, { stream: !isWhole });
  } catch {
    return null;
  }
}

/**
 * How a body is best shown.
 * @param isWhole false while it is under way, and where its end was not kept
 */
export function viewOf(bytes: Uint8Array, type: string | null, isWhole: boolean): BodyView {
  if (bytes.length === 0) return { kind: 'empty' };
  const media = type?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (/^image\/(png|jpeg|gif|webp|avif|bmp|x-icon|vnd\.microsoft\.icon)$/.test(media)) return { kind: 'image', type: media };
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(type ?? '')?.[1];
  const text = asText(bytes, charset, isWhole);
  if (text === null) return { kind: 'binary' };
  if (media === 'text/event-stream') {
    const events: EventSourceMessage[] = [];
    const parser = createParser({ onEvent: (event) => events.push(event) });
    parser.feed(text);
    return { kind: 'events', events, text };
  }
  if (isWhole && (media === 'application/json' || media.endsWith('+json') || (media === '' && /^\s*[[{]/.test(text)))) {
    try {
      return { kind: 'json', value: JSON.parse(text) as unknown, text };
    } catch {
      // Said to be JSON, but not: shown as it came.
    }
  }
  return media === 'text/html' ? { kind: 'html', text } : { kind: 'text', text };
}

/** Bytes as lines of offset, hexadecimal and characters. */
export function hexOf(bytes: Uint8Array, limit = 4096): string {
  const lines: string[] = [];
  for (let at = 0; at < Math.min(bytes.length, limit); at += 16) {
    const row = [...bytes.subarray(at, Math.min(at + 16, limit))];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const characters = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(47)}  ${characters}`);
  }
  return lines.join('\n');
}

/** Names and values of a Cookie header. */
export function cookiePairs(header: string): readonly (readonly [name: string, value: string])[] {
  return header.split(';').map((pair) => pair.trim()).filter((pair) => pair !== '').map((pair) => {
    const equals = pair.indexOf('=');
    return equals < 0 ? (['', pair] as const) : ([pair.slice(0, equals), pair.slice(equals + 1)] as const);
  });
}
