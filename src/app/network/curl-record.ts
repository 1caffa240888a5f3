// A recorded exchange as what `asCurl` takes.
import type { ExchangeRecord } from '../../checks/verdict.ts';
import { bodyBytes, type Exchange } from '../../container/exchange.ts';

/** A body that is no text, or was cut, cannot be given on a command line: it is told as bytes. */
export function curlRecordOf({ host, request }: Pick<Exchange, 'host' | 'request'>): Pick<ExchangeRecord, 'method' | 'url' | 'request'> {
  const { method, target, headers, body } = request;
  const bytes = bodyBytes(body);
  const common = { headers, bodySize: body.size };
  const url = `http://${host}${target}`;
  if (body.size === 0) return { method, url, request: { ...common, body: null } };
  try {
    if (bytes.length < body.size || bytes.includes(0)) throw new TypeError('not the whole body as text');
    return { method, url, request: { ...common, body: { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), truncated: false } } };
  } catch {
    return { method, url, request: { ...common, body: { base64: '', truncated: true } } };
  }
}
