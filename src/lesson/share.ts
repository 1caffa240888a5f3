// A link that carries a learner's files whole: JSON, deflated, in base64url, behind a version. It stands in the fragment, which no server
// is ever sent. Facts: RFC 1951 (deflate), RFC 4648 (base64url), Compression Streams.
import { base64OfBytes, bytesOfBase64 } from './base64.ts';
import { ForeignFilesError, foreignLimits, readForeignFiles } from './foreign-files.ts';

/** Files of a lesson as they travel. */
export interface SharedFiles {
  readonly lesson: string;
  readonly stack: string;
  readonly files: Readonly<Record<string, string>>;
}

/** Characters of a link that chat programs and mail still pass on whole. */
export const LONG_LINK = 8_000;
/** Characters that a link may have: browsers take more, but hardly anything else does. */
export const MAX_LINK = 64_000;

/** Bytes that a link may unpack to: the files, and JSON's escapes around them. */
const MAX_UNPACKED = foreignLimits.total * 2;

async function pump(bytes: Uint8Array, through: CompressionStream | DecompressionStream, limit: number): Promise<Uint8Array> {
  const writer = through.writable.getWriter();
  // A reader that stops makes these fail, and so does bad data, of which the reader tells.
  writer.write(bytes as Uint8Array<ArrayBuffer>).then(() => writer.close()).catch(() => undefined);
  const reader = (through.readable).getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > limit) {
      await reader.cancel().catch(() => undefined);
      throw new ForeignFilesError(`It unpacks to more than ${limit / 1024 / 1024} MB.`);
    }
    chunks.push(part.value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  return base64OfBytes(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array {
  if (!/^[\w-]*$/.test(text)) throw new ForeignFilesError('It was changed on its way: it has characters that it cannot have.');
  try {
    return bytesOfBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    throw new ForeignFilesError('It was cut off on its way.');
  }
}

/**
 * The part of a link that carries files: `1.` and base64url.
 * @throws ForeignFilesError when the files are more than a link can carry
 */
export async function encodeShared({ lesson, stack, files }: SharedFiles): Promise<string> {
  const packed = await pump(new TextEncoder().encode(JSON.stringify({ lesson, stack, files: readForeignFiles(files) })), new CompressionStream('deflate-raw'), Infinity);
  const text = `1.${toBase64Url(packed)}`;
  if (text.length > MAX_LINK) {
    throw new ForeignFilesError(`The files are too large for a link (${Math.ceil(text.length / 1000)} thousand characters; ${MAX_LINK / 1000} thousand can be passed on). A zip carries them.`);
  }
  return text;
}

/**
 * Reads what `encodeShared` made, or what claims to be that.
 * @throws ForeignFilesError with what is wrong with it
 */
export async function decodeShared(text: string): Promise<SharedFiles> {
  const [, version, data = ''] = /^(\d+)\.(.*)$/s.exec(text) ?? [];
  if (version === undefined) throw new ForeignFilesError('It is no link of Backlot, or it was cut off.');
  if (version !== '1') throw new ForeignFilesError('It was made by a newer Backlot. Reload the page to get the newest version.');
  if (text.length > MAX_LINK) throw new ForeignFilesError('It is longer than a link can be.');
  const bytes = fromBase64Url(data);
  let json: string;
  try {
    json = new TextDecoder('utf-8', { fatal: true }).decode(await pump(bytes, new DecompressionStream('deflate-raw'), MAX_UNPACKED));
  } catch (error) {
    if (error instanceof ForeignFilesError) throw error;
    throw new ForeignFilesError('It was cut off or changed on its way.');
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new ForeignFilesError('It was changed on its way.');
  }
  const { lesson, stack, files } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (typeof lesson !== 'string' || typeof stack !== 'string' || !/^[\w-]+\/[\w-]+$/.test(lesson) || !/^[\w-]+$/.test(stack)) {
    throw new ForeignFilesError('It does not say which lesson it is of.');
  }
  return { lesson, stack, files: readForeignFiles(files) };
}
