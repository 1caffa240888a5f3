// A transport for tests: a function answers, and what was asked is kept.
import type { Transport, TransportRequest, TransportResponse } from './transport.ts';

export interface Answer {
  readonly status?: number;
  readonly statusText?: string;
  readonly httpVersion?: TransportResponse['httpVersion'];
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export interface ScriptedTransport extends Transport {
  readonly requests: TransportRequest[];
}

async function* once(body: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof body === 'string' ? new TextEncoder().encode(body) : body;
}

/** @param answer called for each request; what it throws is thrown by `send` */
export function scriptedTransport(answer: (request: TransportRequest, count: number) => Answer | Promise<Answer>): ScriptedTransport {
  const requests: TransportRequest[] = [];
  return {
    name: 'the test',
    requests,
    async send(request) {
      requests.push(request);
      const { status = 200, statusText = 'OK', httpVersion = '1.1', headers = [], body = '' } = await answer(request, requests.length);
      const stream = typeof body === 'string' || body instanceof Uint8Array ? once(body) : body;
      return { status, statusText, httpVersion, headers, body: stream, remoteAddress: '127.0.0.1' };
    },
  };
}

/** A request's body as text. */
export function bodyText(request: TransportRequest | undefined): string {
  return new TextDecoder().decode(request?.body ?? new Uint8Array());
}

/** A request's headers of one name. */
export function headersOf(request: TransportRequest | undefined, name: string): string[] {
  return (request?.headers ?? []).filter(([n]) => n.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}
