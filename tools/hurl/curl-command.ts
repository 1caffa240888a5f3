// A request as a curl command that can be pasted into a shell.
import type { Call } from '../../src/checks/hurl/index.ts';

const OWN_HEADERS = ['host', 'accept', 'user-agent', 'content-length'];

function quote(text: string): string {
  if (!/[\n\r\t'\\]/.test(text)) return `'${text}'`;
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t');
  return `$'${escaped}'`;
}

function data(body: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (!text.includes('\0')) return `--data-raw ${quote(text)}`;
  } catch {
    // bytes that are no text
  }
  return `--data-binary $'${Array.from(body, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')}'`;
}

/** A curl command that sends the request of a call again. */
export function curlCommand({ request }: Call): string {
  const words = ['curl'];
  const hasBody = request.body !== null && request.body.length > 0;
  if (request.method === 'HEAD') words.push('--head');
  else if (request.method !== (hasBody ? 'POST' : 'GET')) words.push('--request', request.method);
  for (const [name, value] of request.headers) {
    if (OWN_HEADERS.includes(name.toLowerCase())) continue;
    if (name.toLowerCase() === 'cookie') words.push('--cookie', quote(value));
    else words.push('--header', quote(value === '' ? `${name};` : `${name}: ${value}`));
  }
  if (hasBody && request.body !== null) words.push(data(request.body));
  if (/[{}[\]]/.test(request.url)) words.push('--globoff');
  words.push(quote(request.url));
  return words.join(' ');
}
