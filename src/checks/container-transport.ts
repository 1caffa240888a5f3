// Carries checks' requests to the learner's server: `http://localhost:3000/...` becomes a request to port 3000 of the container, and so does
// `https://localhost:3000/...`, which only a server that speaks TLS answers.
import { RequestError, type RequestErrorCode, type Requester } from '../container/container.ts';
import { refusedVersion, type Transport, TransportError, type TransportErrorCode, type TransportRequest, type TransportResponse } from './hurl/transport.ts';
import { requestTarget } from './hurl/url.ts';

const LOCAL_HOSTS = ['localhost', '127.0.0.1', '[::1]', '0.0.0.0'];

/** curl's number for a handshake that failed */
const CURLE_SSL_CONNECT_ERROR = 35;

const CODES: Readonly<Record<RequestErrorCode, TransportErrorCode>> = {
  ECONNREFUSED: 'REFUSED',
  ECONNRESET: 'RESET',
  HPE_INVALID: 'PROTOCOL',
  EPROTO: 'TLS',
  ABORTED: 'ABORTED',
  CONTAINER_LOST: 'LOST',
};

function asTransportError(error: unknown, port: number): unknown {
  if (!(error instanceof RequestError)) return error;
  const message =
    error.code === 'ECONNREFUSED'
      ? `Failed to connect to localhost port ${port}: Couldn't connect to server`
      : error.code === 'ECONNRESET'
        ? 'Recv failure: Connection reset by peer'
        : error.message;
  return new TransportError(CODES[error.code], message, { cause: error, ...(error.code === 'EPROTO' && { curlCode: CURLE_SSL_CONNECT_ERROR }) });
}

/** What curl does and a page cannot. */
function refuseWishes({ wishes, url }: TransportRequest): void {
  const refuse = (what: string): never => {
    throw new TransportError('UNSUPPORTED', `${what} cannot be used in the browser: run this file with the command line`);
  };
  const version = refusedVersion(wishes, new URL(url).protocol);
  if (version !== undefined) refuse(version);
  if (wishes.proxy !== undefined && wishes.proxy !== '') refuse('a proxy');
  if (wishes.cert !== undefined || wishes.key !== undefined) refuse('a client certificate');
  if (wishes.cacert !== undefined) refuse('a certificate authority of your own');
  if (wishes.unixSocket !== undefined) refuse('a Unix socket');
  if (wishes.connectTo !== undefined || wishes.resolve !== undefined) refuse('another address for a host');
  if (wishes.limitRate !== undefined) refuse('a limited transfer rate');
}

async function* bodyOf(stream: ReadableStream<Uint8Array>, port: number): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let done = false;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
    done = true;
  } catch (error) {
    done = true;
    throw asTransportError(error, port);
  } finally {
    if (!done) await reader.cancel().catch(() => undefined);
  }
}

/** @param container only its `request` is used */
export function containerTransport(container: Requester): Transport {
  return {
    name: 'the browser',
    async send(request: TransportRequest): Promise<TransportResponse> {
      refuseWishes(request);
      const url = new URL(request.url);
      if (!LOCAL_HOSTS.includes(url.hostname)) {
        throw new TransportError('HOST_NOT_FOUND', `Could not resolve host: ${url.hostname} (checks reach localhost only)`);
      }
      const secure = url.protocol === 'https:';
      if (secure && request.wishes.insecure !== true) {
        throw new TransportError('TLS', `The certificate of ${url.host} cannot be verified in the browser: set the option insecure to true`);
      }
      const port = url.port === '' ? (secure ? 443 : 80) : Number(url.port);
      const headers: [string, string][] = request.headers.map(([name, value]) => [name, value]);
      const has = (name: string): boolean => headers.some(([n]) => n.toLowerCase() === name);
      if (!has('host')) headers.unshift(['Host', url.host]);
      if (request.body !== null && !has('content-length') && !has('transfer-encoding')) headers.push(['Content-Length', String(request.body.length)]);
      try {
        const response = await container.request(port, {
          method: request.method,
          target: requestTarget(request.url, request.wishes.pathAsIs),
          headers,
          body: request.body,
          signal: request.signal,
          secure,
        }, { sender: 'check' });
        return {
          httpVersion: response.httpVersion === '1.0' ? '1.0' : '1.1',
          status: response.status,
          statusText: response.statusText,
          headers: response.headers,
          body: bodyOf(response.body, port),
          sentHeaders: headers,
          remoteAddress: '127.0.0.1',
        };
      } catch (error) {
        throw asTransportError(error, port);
      }
    },
  };
}
