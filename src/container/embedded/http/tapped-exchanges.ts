// The exchanges that go over a connection between two processes, read from the bytes that went by (kernel/connection-tap.ts) and recorded.
// Facts: RFC 9112 (messages on a connection answer each other in order); llhttp.
import type { ExchangeRecorder, ExchangeSender, ExchangeTap } from '../../exchange.ts';
import { HPE, PARSER_TYPE, type Llhttp, type LlhttpCallbacks, type LlhttpParser } from './llhttp.ts';

/** What a parser has read of a message's head so far. */
class Head {
  target = '';
  status = '';
  readonly headers: [string, string][] = [];
  #inValue = true;

  field(text: string): void {
    const last = this.headers.at(-1);
    if (this.#inValue || last === undefined) this.headers.push([text, '']);
    else last[0] += text;
    this.#inValue = false;
  }

  value(text: string): void {
    const last = this.headers.at(-1);
    if (last !== undefined) last[1] += text;
    this.#inValue = true;
  }

  get trimmed(): readonly (readonly [string, string])[] {
    return this.headers.map(([name, value]) => [name, value.trimEnd()] as const);
  }
}

export interface TappedConnection {
  client(bytes: Uint8Array): void;
  server(bytes: Uint8Array): void;
  end(): void;
}

/** Records what goes over one connection. What is no HTTP after all ends the recording and nothing else. */
export function recordConnection(llhttp: Llhttp, recorder: ExchangeRecorder, port: number, sender: ExchangeSender): TappedConnection {
  /** exchanges whose response is not complete, oldest first */
  const open: { readonly tap: ExchangeTap; readonly method: string; answered: boolean }[] = [];
  let sending: ExchangeTap | undefined;
  let over = false;
  /** of the request that is being read */
  let method = '';
  let isReading = false;

  const reader = (type: number, head: { current: Head }, rest: Pick<LlhttpCallbacks, 'onHeadersComplete' | 'onBody' | 'onMessageComplete'>): LlhttpParser =>
    llhttp.createParser(type, {
      onMessageBegin() {
        head.current = new Head();
        if (type === PARSER_TYPE.request) isReading = true;
        return 0;
      },
      onUrl(text) {
        head.current.target += text;
        return 0;
      },
      onStatus(text) {
        head.current.status += text;
        return 0;
      },
      onHeaderField(text) {
        head.current.field(text);
        return 0;
      },
      onHeaderValue(text) {
        head.current.value(text);
        return 0;
      },
      ...rest,
    });

  const requestHead = { current: new Head() };
  const requests = reader(PARSER_TYPE.request, requestHead, {
    onHeadersComplete() {
      const { target, trimmed } = requestHead.current;
      const host = trimmed.find(([name]) => name.toLowerCase() === 'host')?.[1];
      sending = recorder.begin({ sender, direction: 'in', port, ...(host === undefined ? {} : { host }), method, target, headers: trimmed });
      open.push({ tap: sending, method, answered: false });
      return 0;
    },
    onBody(bytes) {
      sending?.requestBody(bytes);
      return 0;
    },
    onMessageComplete() {
      isReading = false;
      return 0;
    },
  });

  const responseHead = { current: new Head() };
  let isInformational = false;
  const responses = reader(PARSER_TYPE.response, responseHead, {
    onHeadersComplete(status) {
      const exchange = open[0];
      isInformational = status >= 100 && status < 200 && status !== 101;
      if (isInformational || exchange === undefined) return 0;
      const { status: statusText, trimmed } = responseHead.current;
      exchange.answered = true;
      exchange.tap.response({ status, statusText, httpVersion: `${responses.httpMajor}.${responses.httpMinor}`, headers: trimmed });
      return exchange.method === 'HEAD' ? 1 : 0;
    },
    onBody(bytes) {
      open[0]?.tap.responseBody(bytes);
      return 0;
    },
    onMessageComplete() {
      if (!isInformational) open.shift()?.tap.end();
      return 0;
    },
  });

  function finish(message: string | null): void {
    if (over) return;
    // A body that ends with the connection is complete now; any other message was cut short.
    if (message === null) responses.finish();
    over = true;
    for (const { tap } of open.splice(0)) tap.fail('ECONNRESET', message ?? 'The connection was closed before the answer was complete.');
    // Not from within one of the parsers' callbacks.
    queueMicrotask(() => {
      requests.free();
      responses.free();
    });
  }

  const feed = (parser: LlhttpParser, bytes: Uint8Array): void => {
    if (over) return;
    const { errno } = parser.execute(bytes);
    if (errno !== HPE.ok && errno !== HPE.paused) finish('What went over the connection is no longer HTTP.');
  };

  return {
    client(bytes) {
      // The parser tells a method as a number; its name stands at the beginning of what is sent.
      if (!isReading) method = /^[A-Z-]+(?= )/.exec(String.fromCharCode(...bytes.subarray(0, 20)))?.[0] ?? method;
      feed(requests, bytes);
    },
    server: (bytes) => feed(responses, bytes),
    end: () => finish(null),
  };
}
