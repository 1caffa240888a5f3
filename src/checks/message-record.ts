// Requests and responses as the page keeps them: bodies as text where they are text, cut where they are long.
import { base64OfBytes } from './hurl/base64.ts';
import { concatBytes } from './hurl/concat-bytes.ts';
import type { MessageRecord } from './verdict.ts';

/** Bytes of a body that are kept. */
const KEPT = 64 * 1024;

/** @returns undefined when the bytes are no UTF-8 text */
function asText(data: Uint8Array, truncated: boolean): string | undefined {
  if (data.includes(0)) return undefined;
  try {
    // A cut may fall within a character; as a stream the decoder keeps such a rest to itself.
    return new TextDecoder('utf-8', { fatal: true }).decode(data, { stream: truncated });
  } catch {
    return undefined;
  }
}

async function inflated(data: Uint8Array, encoding: string): Promise<Uint8Array> {
  const stream = new DecompressionStream(encoding === 'gzip' ? 'gzip' : 'deflate');
  const writer = stream.writable.getWriter();
  // Cancelling below makes these fail, which is no news.
  writer.write(data as Uint8Array<ArrayBuffer>).then(() => writer.close()).catch(() => undefined);
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    size += part.value.length;
    if (size > KEPT) {
      await reader.cancel().catch(() => undefined);
      break;
    }
  }
  return concatBytes(chunks);
}

/** Compressed bodies are shown as what they say; their size is that on the wire. */
export async function messageRecord(headers: MessageRecord['headers'], body: Uint8Array | null): Promise<MessageRecord> {
  if (body === null || body.length === 0) return { headers, body: null, bodySize: 0 };
  const encoding = headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1].trim();
  let data = body;
  if (encoding === 'gzip' || encoding === 'deflate') data = await inflated(body, encoding).catch(() => body);
  const truncated = data.length > KEPT;
  const kept = truncated ? data.subarray(0, KEPT) : data;
  const text = asText(kept, truncated);
  return { headers, bodySize: body.length, body: text === undefined ? { base64: base64OfBytes(kept), truncated } : { text, truncated } };
}
