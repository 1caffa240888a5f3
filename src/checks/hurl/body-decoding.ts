// A response's body as bytes without its Content-Encoding, and as text in its charset.
import { concatBytes } from './concat-bytes.ts';
import type { ReceivedResponse } from './exchange.ts';

/** The body cannot be read as its headers say. */
export class BodyDecodingError extends Error {
  readonly description: string;
  constructor(description: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BodyDecodingError';
    this.description = description;
  }
}

/** Undoes one compression. @throws anything when the data is damaged or larger than the limit */
export type Decompressor = (data: Uint8Array, limit: number) => Promise<Uint8Array>;

/** The values of a header field in the order in which they came; case of the name does not count. */
export function headerValues(headers: readonly (readonly [string, string])[], name: string): string[] {
  return headers.filter(([n]) => n.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

async function streamed(format: 'gzip' | 'deflate' | 'brotli', data: Uint8Array, limit: number): Promise<Uint8Array> {
  // The type knows neither brotli nor that a platform may refuse it.
  const stream = new DecompressionStream(format as CompressionFormat);
  const writer = stream.writable.getWriter();
  const written = writer.write(data as Uint8Array<ArrayBuffer>).then(() => writer.close());
  // The failure shows again when reading.
  written.catch(() => undefined);
  const reader = stream.readable.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > limit) {
      await reader.cancel().catch(() => undefined);
      throw new BodyDecodingError('Decompression error', `the uncompressed response exceeds the maximum allowed size (${limit} bytes)`);
    }
    chunks.push(part.value);
  }
  await written;
  return concatBytes(chunks);
}

const NAMES: Readonly<Record<string, string>> = { gzip: 'gzip', deflate: 'zlib', br: 'brotli' };

/** @param brotli where the platform has no decompressor of its own. @throws BodyDecodingError */
export async function uncompressed(response: ReceivedResponse, limit: number, brotli?: Decompressor): Promise<Uint8Array> {
  const header = headerValues(response.headers, 'Content-Encoding')[0];
  let data = response.body;
  if (header === undefined) return data;
  for (const encoding of header.split(',').map((name) => name.trim())) {
    if (encoding === 'identity') continue;
    const name = NAMES[encoding];
    if (name === undefined) throw new BodyDecodingError('Decompression error', `compression ${encoding} is not supported`);
    try {
      if (encoding === 'br') data = await (brotli === undefined ? streamed('brotli', data, limit) : brotli(data, limit));
      else data = await streamed(encoding === 'gzip' ? 'gzip' : 'deflate', data, limit);
    } catch (cause) {
      if (cause instanceof BodyDecodingError) throw cause;
      throw new BodyDecodingError('Decompression error', `could not uncompress response with ${name}`, { cause });
    }
  }
  return data;
}

function charsetOf(contentType: string | undefined): string | undefined {
  for (const part of contentType?.split(';') ?? []) {
    const pair = part.trim().split('=');
    if (pair.length === 2 && pair[0]?.trim().toLowerCase() === 'charset') return pair[1]?.trim();
  }
  return undefined;
}

/** @throws BodyDecodingError when charset and bytes do not fit */
export function decodeText(response: ReceivedResponse, data: Uint8Array): string {
  const charset = charsetOf(headerValues(response.headers, 'Content-Type')[0]) ?? 'utf-8';
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: true });
  } catch (cause) {
    throw new BodyDecodingError('Invalid charset', `the charset '${charset}' is not valid`, { cause });
  }
  try {
    return decoder.decode(data);
  } catch (cause) {
    const name = decoder.encoding === 'utf-8' ? 'UTF-8' : decoder.encoding;
    throw new BodyDecodingError('Invalid decoding', `could not decode response body with charset '${name}'`, { cause });
  }
}

/** Whether a response says that it is HTML. */
export const isHtml = (response: ReceivedResponse): boolean =>
  headerValues(response.headers, 'Content-Type')[0]?.trim().toLowerCase().startsWith('text/html') ?? false;
