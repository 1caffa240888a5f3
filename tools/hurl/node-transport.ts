// Plain HTTP/1.1 over Node's sockets, for the command line: sees and sets every header, duplicates included.
// What curl can do beyond that and this cannot is refused with a clear error.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { TLSSocket } from 'node:tls';
import {
  TransportError,
  type Transport,
  type TransportCertificate,
  type TransportRequest,
  type TransportResponse,
  type TransportWishes,
} from '../../src/checks/hurl/index.ts';
import { refusedVersion } from '../../src/checks/hurl/transport.ts';
import { requestTarget } from '../../src/checks/hurl/url.ts';

export interface NodeTransport extends Transport {
  /** Closes connections that are kept open. */
  close(): void;
}

/** Headers go over the wire as bytes; Node takes and gives them as Latin-1. */
const toWire = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

function fromWire(text: string): string {
  const data = Buffer.from(text, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    return new TextDecoder('windows-1252').decode(data);
  }
}

function pairs(raw: readonly string[]): [name: string, value: string][] {
  const out: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) out.push([fromWire(raw[i] ?? ''), fromWire(raw[i + 1] ?? '')]);
  return out;
}

function refuse(wishes: TransportWishes, url: URL): void {
  const no = (what: string): never => {
    throw new TransportError('UNSUPPORTED', `${what} is not supported by this command line`);
  };
  const version = refusedVersion(wishes, url.protocol);
  if (version !== undefined) no(version);
  if (wishes.limitRate !== undefined) no('a limited transfer rate');
  if (wishes.proxy !== undefined && wishes.proxy !== '' && url.protocol === 'https:') no('an https URL through a proxy');
}

/** Where to connect: the URL's host, unless `--connect-to`, `--resolve`, a proxy or a socket says otherwise. */
function target(request: TransportRequest, url: URL): http.RequestOptions {
  const { wishes } = request;
  const path = requestTarget(request.url, wishes.pathAsIs);
  if (wishes.unixSocket !== undefined) return { socketPath: wishes.unixSocket, path };
  if (wishes.proxy !== undefined && wishes.proxy !== '') {
    const proxy = new URL(/^[a-z0-9]+:\/\//i.test(wishes.proxy) ? wishes.proxy : `http://${wishes.proxy}`);
    if (proxy.protocol !== 'http:') throw new TransportError('UNSUPPORTED', `a ${proxy.protocol.slice(0, -1)} proxy is not supported by this command line`);
    return { host: proxy.hostname, port: proxy.port === '' ? 1080 : Number(proxy.port), path: `http://${url.host}${path}` };
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  for (const rule of wishes.connectTo ?? []) {
    const parts = /^([^:]*):([^:]*):(\[[^\]]*\]|[^:]*):([^:]*)$/.exec(rule);
    if (parts === null || (parts[1] !== '' && parts[1] !== host) || (parts[2] !== '' && parts[2] !== port)) continue;
    const [, , , to = '', toPort = ''] = parts;
    return { host: (to === '' ? host : to).replace(/^\[|\]$/g, ''), port: Number(toPort === '' ? port : toPort), path };
  }
  for (const rule of wishes.resolve ?? []) {
    const [name, at, ...address] = rule.replace(/^\+/, '').split(':');
    if (name === host && at === port) return { host: address.join(':').split(',')[0]?.replace(/^\[|\]$/g, ''), port: Number(port), path };
  }
  return { host, port: Number(port), path };
}

function certificateOf(socket: TLSSocket): TransportCertificate | undefined {
  const found = socket.getPeerX509Certificate();
  if (found === undefined) return undefined;
  const name = (text: string): string => text.trim().split('\n').join(', ');
  return {
    subject: name(found.subject),
    issuer: name(found.issuer),
    startDate: new Date(found.validFrom),
    expireDate: new Date(found.validTo),
    serialNumber: found.serialNumber.toLowerCase().replace(/(..)(?=.)/g, '$1:'),
    ...(found.subjectAltName === undefined ? {} : { subjectAltName: found.subjectAltName }),
    value: found.toString(),
  };
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function asTransportError(error: unknown, url: URL): TransportError {
  if (error instanceof TransportError) return error;
  const code = codeOf(error);
  const text = error instanceof Error ? error.message : String(error);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const cause = error;
  switch (code) {
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ENOENT':
      return new TransportError('REFUSED', `Failed to connect to ${url.hostname} port ${port}: Couldn't connect to server`, { cause });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new TransportError('HOST_NOT_FOUND', `Could not resolve host: ${url.hostname}`, { cause });
    case 'ETIMEDOUT':
      return new TransportError('TIMEOUT', `Failed to connect to ${url.hostname} port ${port}: Timeout was reached`, { cause });
    case 'ECONNRESET':
    case 'EPIPE':
      return text.includes('hang up')
        ? new TransportError('EMPTY', 'Empty reply from server', { cause })
        : new TransportError('RESET', 'Recv failure: Connection reset by peer', { cause });
    case 'ABORT_ERR':
      return new TransportError('ABORTED', 'the request was cancelled', { cause });
    case 'ERR_INVALID_CHAR':
    case 'ERR_INVALID_HTTP_TOKEN':
    case 'ERR_UNESCAPED_CHARACTERS':
      return new TransportError('UNSUPPORTED', `this request cannot be put on the wire: ${text}`, { cause });
    default:
      if (code.startsWith('HPE_')) return new TransportError('PROTOCOL', `Received HTTP/0.9 or a malformed response (${text})`, { cause });
      if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO/.test(code)) return new TransportError('TLS', `SSL certificate problem: ${text}`, { cause });
      return new TransportError('RESET', text, { cause });
  }
}

async function* bodyOf(message: http.IncomingMessage, url: URL): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of message) yield chunk as Uint8Array;
  } catch (cause) {
    if (codeOf(cause) === 'ECONNRESET') {
      throw new TransportError('RESET', 'transfer closed with outstanding read data remaining', { cause, curlCode: 18 });
    }
    throw asTransportError(cause, url);
  }
}

/** A transport with its own pool of connections. */
export function nodeTransport(): NodeTransport {
  const agents = [new http.Agent({ keepAlive: true }), new https.Agent({ keepAlive: true })] as const;

  const attempt = (request: TransportRequest, url: URL): Promise<TransportResponse> =>
    new Promise((resolve, reject) => {
      const { wishes } = request;
      const secure = url.protocol === 'https:';
      const headers: [string, string][] = request.headers.map(([name, value]) => [name, value]);
      const has = (name: string): boolean => headers.some(([n]) => n.toLowerCase() === name);
      if (!has('host')) headers.unshift(['Host', url.host]);
      if (request.body !== null && !has('content-length') && !has('transfer-encoding')) {
        headers.push(['Content-Length', String(request.body.length)]);
      }
      // Without it Node would announce a chunked body.
      if (request.body === null && ['POST', 'PUT', 'PATCH'].includes(request.method) && !has('content-length') && !has('transfer-encoding')) {
        headers.push(['Content-Length', '0']);
      }
      const options: https.RequestOptions = {
        ...target(request, url),
        method: request.method,
        headers: headers.flatMap(([name, value]) => [toWire(name), toWire(value)]),
        signal: request.signal,
        family: wishes.ipVersion,
        insecureHTTPParser: false,
        maxHeaderSize: 300_000,
        ...(secure
          ? {
              agent: agents[1],
              servername: url.hostname,
              rejectUnauthorized: wishes.insecure !== true,
              ...(wishes.cacert === undefined ? {} : { ca: readFileSync(wishes.cacert) }),
              ...(wishes.cert === undefined ? {} : clientCertificate(wishes)),
            }
          : { agent: agents[0] }),
      };
      const outgoing = (secure ? https : http).request(options);
      const timer = setTimeout(() => {
        const message = `Failed to connect to ${url.hostname} port ${url.port}: Connection timed out after ${request.connectTimeoutMs} milliseconds`;
        outgoing.destroy(new TransportError('TIMEOUT', message));
      }, Math.min(request.connectTimeoutMs, 2 ** 31 - 1));
      const connected = (): void => clearTimeout(timer);
      outgoing.once('socket', (socket) => {
        if (socket.connecting) socket.once('connect', connected);
        else connected();
      });
      outgoing.once('close', connected);
      outgoing.once('error', (error) => {
        // A kept connection that the server has closed meanwhile: the request never arrived, so it may be sent again.
        if (outgoing.reusedSocket && codeOf(error) === 'ECONNRESET') attempt(request, url).then(resolve, reject);
        else reject(asTransportError(error, url));
      });
      outgoing.once('response', (message) => {
        const { socket } = message;
        resolve({
          httpVersion: message.httpVersion === '1.0' ? '1.0' : '1.1',
          status: message.statusCode ?? 0,
          statusText: message.statusMessage ?? '',
          headers: pairs(message.rawHeaders),
          body: bodyOf(message, url),
          sentHeaders: headers,
          ...(socket.remoteAddress === undefined ? {} : { remoteAddress: socket.remoteAddress.replace(/^::ffff:/, '') }),
          ...(secure ? { certificate: certificateOf(socket as TLSSocket) } : {}),
        });
      });
      outgoing.end(request.body ?? undefined);
    });

  return {
    name: 'Node',
    send(request) {
      const url = new URL(request.url);
      try {
        refuse(request.wishes, url);
        return attempt(request, url).catch((error: unknown) => Promise.reject(asTransportError(error, url)));
      } catch (error) {
        return Promise.reject(asTransportError(error, url));
      }
    },
    close() {
      for (const agent of agents) agent.destroy();
    },
  };
}

function clientCertificate(wishes: TransportWishes): { cert: Buffer; key?: Buffer; passphrase?: string } {
  // `file:password`, with `\:` for a colon in the file's name
  const [, file = '', passphrase] = /^((?:\\.|[^:\\])*)(?::(.*))?$/s.exec(wishes.cert ?? '') ?? [];
  const cert = readFileSync(file.replace(/\\(.)/g, '$1'));
  return { cert, key: wishes.key === undefined ? cert : readFileSync(wishes.key), ...(passphrase === undefined ? {} : { passphrase }) };
}
