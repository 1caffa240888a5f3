// A request as a curl command that can be pasted into a POSIX shell. Facts: curl(1), POSIX shell quoting (XCU 2.2.2).
import type { ExchangeRecord } from '../../checks/verdict.ts';

/** Headers that curl sets by itself. */
const own: readonly string[] = ['host', 'content-length', 'connection', 'user-agent', 'accept-encoding'];

/** @returns one line, or several joined by backslashes where there are headers or a body; null for a body that is not text */
export function asCurl(exchange: Pick<ExchangeRecord, 'method' | 'url' | 'request'>): string | null {
  const { body } = exchange.request;
  if (body && 'base64' in body) return null;
  const parts: string[] = [];
  const withBody = body !== null && body.text !== '';
  // GET is what curl does without a body, POST what it does with one.
  const method = exchange.method === (withBody ? 'POST' : 'GET') ? '' : exchange.method === 'HEAD' ? '--head ' : `--request ${exchange.method} `;
  parts.push(`curl --include ${method}${quote(exchange.url)}`);
  for (const [name, value] of exchange.request.headers) {
    if (!own.includes(name.toLowerCase())) parts.push(`--header ${quote(`${name}: ${value}`)}`);
  }
  if (withBody) parts.push(`--data-raw ${quote(body.text)}`);
  return parts.join(' \\\n  ');
}

function quote(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
