// curl (curl(1)) over Node's http: what lessons and learners use of it, with curl's messages and exit codes.
import { mkdirSync, readFileSync, openSync } from 'node:fs';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { basename, dirname } from 'node:path';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { CookieJar } from './curl-cookies.ts';
import { CurlUsageError, readCurlOptions, type CurlOptions } from './curl-options.ts';
import { reasonOf } from './errors.ts';
import { BrokenPipe, deviceChannel, fileChannel, readAll, type Channel } from './io.ts';
import type { Invocation } from './interpreter.ts';

const VERSION = '8.11.0';

/** Exit codes of curl(1). */
const Exit = { UNSUPPORTED_PROTOCOL: 1, BAD_URL: 3, NOT_RESOLVED: 6, REFUSED: 7, PARTIAL: 18, HTTP_ERROR: 22, WRITE: 23, READ: 26, TIMEOUT: 28, TLS: 35, TOO_MANY_REDIRECTS: 47, EMPTY_REPLY: 52, RECEIVE: 56, CERTIFICATE: 60 } as const;

class CurlError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Body {
  readonly bytes: Uint8Array;
  readonly type: string | undefined;
}

interface Outcome {
  readonly url: string;
  readonly response: IncomingMessage;
  readonly size: number;
  readonly uploaded: number;
  readonly redirects: number;
  readonly redirectUrl: string;
  readonly times: { readonly start: number; readonly connected: number; readonly firstByte: number; readonly total: number };
}

export async function curl(invocation: Invocation): Promise<number> {
  const { args, io } = invocation;
  if (args.includes('--version') || args.includes('-V')) {
    await io.print(`curl ${VERSION} (Backlot)\nProtocols: http https\nFeatures: over Node's http; only what the container can reach\n`);
    return 0;
  }
  if (args.includes('--help') || args.includes('-h')) {
    await io.print('Usage: curl [options...] <url>\n -d, --data <data>      HTTP POST data (also --data-raw, --data-binary, --data-urlencode, --json)\n -F, --form <n=content> Specify multipart MIME data\n -H, --header <header>  Pass custom header\n -i, --include          Include response headers in the output\n -I, --head             Show document info only\n -L, --location         Follow redirects\n -o, --output <file>    Write to file instead of stdout\n -s, --silent           Silent mode\n -u, --user <user:pass> Server user and password\n -v, --verbose          Make the operation more talkative\n -w, --write-out <text> What to print after the transfer\n -X, --request <method> Request method\n');
    return 0;
  }
  let options: CurlOptions;
  try {
    options = readCurlOptions(args);
    if (options.urls.length === 0) throw new CurlUsageError("(2) no URL specified\ncurl: try 'curl --help' for more information");
  } catch (error) {
    if (!(error instanceof CurlUsageError)) throw error;
    await io.printError(`curl: ${error.message}\n`);
    return error.status;
  }
  let status = 0;
  const jar = new CookieJar();
  for (const [index, address] of options.urls.entries()) {
    try {
      status = await transfer(address, index, options, jar, invocation);
    } catch (error) {
      if (error instanceof BrokenPipe) return Exit.WRITE;
      if (!(error instanceof CurlError) && !(error instanceof CurlUsageError)) throw error;
      status = error.status;
      if (!options.silent || options.showError) await io.printError(`curl: (${status}) ${error.message}\n`);
    }
  }
  if (options.cookieJar !== undefined) {
    try {
      const out = openOutput(options.cookieJar, false, options, invocation);
      await out.write(encode(jar.serialise()));
      out.close();
    } catch (error) {
      // curl's status says nothing of cookies that could not be saved.
      if (!(error instanceof CurlError)) throw error;
      if (options.verbose) await io.printError(`* WARNING: failed to save cookies in ${options.cookieJar}: ${error.message}\n`);
    }
  }
  return status;
}

function parseUrl(address: string): URL {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch {
    throw new CurlError(Exit.BAD_URL, `URL rejected: Malformed input to a URL function`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new CurlError(Exit.UNSUPPORTED_PROTOCOL, `Protocol "${url.protocol.slice(0, -1)}" not supported`);
  return url;
}

function read(path: string, { state, io }: Invocation): Promise<Uint8Array> {
  const file = path === '-' ? '/dev/stdin' : state.path(path);
  const device = deviceChannel(io, file);
  if (device !== undefined) return readAll(device);
  try {
    return Promise.resolve(readFileSync(file));
  } catch (error) {
    throw new CurlError(Exit.READ, `Failed to open ${path}: ${reasonOf(error)}`);
  }
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
/** As curl_easy_escape does: all but unreserved characters. */
const escape = (bytes: Uint8Array): string => [...bytes].map((byte) => (/[\w.~-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');

async function dataBytes(options: CurlOptions, invocation: Invocation): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const part of options.data) {
    if (parts.length > 0 && !options.json) parts.push(encode('&'));
    if (part.kind === 'text') parts.push(encode(part.text));
    else if (part.kind === 'file') {
      const bytes = await read(part.path, invocation);
      // -d drops line ends of files, as curl does.
      parts.push(part.binary ? bytes : bytes.filter((byte) => byte !== 10 && byte !== 13));
    } else {
      const match = /^([^=@]*)([=@])([^]*)$/.exec(part.text);
      const [name, bytes] = match === null ? ['', encode(part.text)] : [match[1] as string, match[2] === '@' ? await read(match[3] as string, invocation) : encode(match[3] as string)];
      parts.push(encode((name === '' ? '' : `${name}=`) + escape(bytes)));
    }
  }
  return Buffer.concat(parts);
}

const TYPES: Readonly<Record<string, string>> = { gif: 'image/gif', jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', svg: 'image/svg+xml', txt: 'text/plain', htm: 'text/html', html: 'text/html', pdf: 'application/pdf', xml: 'application/xml', json: 'application/json' };

async function formBody(options: CurlOptions, invocation: Invocation): Promise<Body> {
  const boundary = `------------------------${[...crypto.getRandomValues(new Uint8Array(11))].map((byte) => byte.toString(36).padStart(2, '0')).join('')}`;
  const chunks: Uint8Array[] = [];
  for (const field of options.form) {
    const bytes = field.file || field.inline ? await read(field.value, invocation) : encode(field.value);
    const fileName = field.file ? (field.fileName ?? basename(field.value)) : field.fileName;
    const type = field.type ?? (field.file ? (TYPES[fileName?.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream') : undefined);
    const name = (text: string): string => text.replaceAll('"', '%22');
    chunks.push(encode(`--${boundary}\r\nContent-Disposition: form-data; name="${name(field.name)}"${fileName === undefined ? '' : `; filename="${name(fileName)}"`}\r\n${type === undefined ? '' : `Content-Type: ${type}\r\n`}\r\n`), bytes, encode('\r\n'));
  }
  chunks.push(encode(`--${boundary}--\r\n`));
  return { bytes: Buffer.concat(chunks), type: `multipart/form-data; boundary=${boundary}` };
}

async function bodyOf(options: CurlOptions, invocation: Invocation): Promise<Body | undefined> {
  if (options.upload !== undefined) return { bytes: await read(options.upload, invocation), type: undefined };
  if (options.form.length > 0) {
    if (options.data.length > 0) throw new CurlError(2, 'You can only select one HTTP request method, but -d and -F want two');
    return formBody(options, invocation);
  }
  if (options.data.length === 0 || options.get) return undefined;
  return { bytes: await dataBytes(options, invocation), type: options.json ? 'application/json' : 'application/x-www-form-urlencoded' };
}

/** Header lines in the order in which they are sent; `-H 'Name:'` takes one out, `-H 'Name;'` sends it empty. */
function requestHeaders(url: URL, options: CurlOptions, body: Body | undefined, jar: CookieJar): [string, string][] {
  const headers: [string, string][] = [['Host', url.host]];
  const user = options.user ?? (url.username === '' ? undefined : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`);
  if (user !== undefined) headers.push(['Authorization', `Basic ${Buffer.from(user).toString('base64')}`]);
  if (options.bearer !== undefined) headers.push(['Authorization', `Bearer ${options.bearer}`]);
  if (options.range !== undefined) headers.push(['Range', `bytes=${options.range}`]);
  headers.push(['User-Agent', options.userAgent ?? `curl/${VERSION}`], ['Accept', options.json ? 'application/json' : '*/*']);
  if (options.compressed) headers.push(['Accept-Encoding', 'deflate, gzip, br']);
  if (options.referer !== undefined) headers.push(['Referer', options.referer]);
  const cookie = [...jar.pairsFor(url), ...options.cookies.filter((text) => text.includes('='))].join('; ');
  if (cookie !== '') headers.push(['Cookie', cookie]);
  if (body !== undefined) {
    headers.push(['Content-Length', String(body.bytes.length)]);
    if (body.type !== undefined) headers.push(['Content-Type', body.type]);
  }
  for (const line of options.headers) {
    const match = /^([^:;]+)(?:(:)\s*([^]*?)\s*|;\s*)$/.exec(line);
    if (match === null) continue;
    const [, name = '', colon, text = ''] = match;
    const same = (entry: readonly [string, string]): boolean => entry[0].toLowerCase() === name.toLowerCase();
    const own = headers.filter((entry) => !same(entry));
    const first = headers.findIndex(same);
    const replaces = first >= 0 && options.headers.findIndex((other) => other.toLowerCase().startsWith(`${name.toLowerCase()}:`)) === options.headers.indexOf(line);
    if (colon !== undefined && text === '') headers.splice(0, headers.length, ...own);
    else if (replaces) {
      const at = headers.findIndex(same);
      headers.splice(0, headers.length, ...own);
      headers.splice(Math.min(at, headers.length), 0, [name, text]);
    } else headers.push([name, text]);
  }
  return headers;
}

async function transfer(address: string, index: number, options: CurlOptions, jar: CookieJar, invocation: Invocation): Promise<number> {
  const { state } = invocation;
  const started = performance.now();
  let url = parseUrl(address);
  if (options.get && options.data.length > 0) {
    const query = Buffer.from(await dataBytes(options, invocation)).toString();
    url.search = url.search === '' ? `?${query}` : `${url.search}&${query}`;
  }
  if (options.upload !== undefined && url.pathname.endsWith('/')) url.pathname += basename(options.upload);
  for (const file of options.cookies.filter((text) => !text.includes('='))) {
    try {
      jar.load(readFileSync(state.path(file), 'utf8'));
    } catch {
      // curl goes on without a cookie file that is not there.
    }
  }
  let body = await bodyOf(options, invocation);
  let method = options.method ?? (options.head ? 'HEAD' : options.upload !== undefined ? 'PUT' : body === undefined ? 'GET' : 'POST');
  const signal = options.maxTime === undefined ? undefined : AbortSignal.timeout(options.maxTime);
  const target = options.output[index] ?? (options.remoteName ? basename(url.pathname) : undefined);
  if (options.remoteName && target === '') throw new CurlError(Exit.WRITE, 'Remote file name has no length');
  let redirects = 0;
  for (;;) {
    const headers = requestHeaders(url, options, body, jar);
    const response = await send({ url, method, headers, body, signal, options, invocation, started });
    jar.store(url, response.message.rawHeaders);
    const { statusCode = 0 } = response.message;
    const location = response.message.headers.location;
    const redirectUrl = location !== undefined && statusCode >= 300 && statusCode < 400 && URL.canParse(location, url.href) ? new URL(location, url.href).href : '';
    const follow = options.location && redirectUrl !== '';
    if (follow && redirects >= options.maxRedirects) throw new CurlError(Exit.TOO_MANY_REDIRECTS, `Maximum (${options.maxRedirects}) redirects followed`);
    const head = headText(response.message);
    if (options.dumpHeaders !== undefined) {
      const heads = openOutput(options.dumpHeaders, redirects > 0, options, invocation);
      await heads.write(encode(head));
      heads.close();
    }
    const failed = statusCode >= 400 && (options.fail || options.failWithBody);
    const out = openOutput(target ?? '-', redirects > 0, options, invocation);
    let size: number;
    try {
      if ((options.include || options.head) && !(failed && options.fail)) await out.write(encode(head));
      // The body of a redirect that is followed is read and dropped.
      size = await receive(response.message, follow || (failed && options.fail) || method === 'HEAD' ? undefined : out, options, invocation, signal);
    } finally {
      out.close();
    }
    if (follow) {
      redirects++;
      const next = new URL(redirectUrl);
      // 303, and POST on 301 and 302, become GET (curl(1), --location); a method given by -X stays.
      if (options.method === undefined && (statusCode === 303 || (statusCode <= 302 && method === 'POST'))) {
        method = method === 'HEAD' ? 'HEAD' : 'GET';
        body = undefined;
      }
      if (next.host !== url.host) {
        options.user = undefined;
        options.bearer = undefined;
      }
      url = next;
      continue;
    }
    const times = { start: started, connected: response.connected, firstByte: response.firstByte, total: performance.now() };
    const outcome: Outcome = { url: url.href, response: response.message, size, uploaded: body?.bytes.length ?? 0, redirects, redirectUrl, times };
    if (options.writeOut !== undefined) await writeOut(options.writeOut, outcome, method, target, invocation);
    if (failed) throw new CurlError(Exit.HTTP_ERROR, `The requested URL returned error: ${statusCode}`);
    return 0;
  }
}

/** Opens a file that something of a transfer is written to; `-` is standard output, which closing leaves open. */
function openOutput(name: string, append: boolean, options: CurlOptions, { state, io }: Invocation): Channel {
  const path = name === '-' ? '/dev/stdout' : state.path(name);
  const device = deviceChannel(io, path);
  if (device !== undefined) return device;
  try {
    if (options.createDirs) mkdirSync(dirname(path), { recursive: true });
    return fileChannel(openSync(path, append ? 'a' : 'w'));
  } catch (error) {
    throw new CurlError(Exit.WRITE, `Failure writing output to destination: ${name}: ${reasonOf(error)}`);
  }
}

interface Exchange {
  readonly message: IncomingMessage;
  readonly connected: number;
  readonly firstByte: number;
}

interface Sending {
  readonly url: URL;
  readonly method: string;
  readonly headers: readonly [string, string][];
  readonly body: Body | undefined;
  readonly signal: AbortSignal | undefined;
  readonly options: CurlOptions;
  readonly invocation: Invocation;
  readonly started: number;
}

async function send({ url, method, headers, body, signal, options, invocation, started }: Sending): Promise<Exchange> {
  const { io, control } = invocation;
  const target = `${url.pathname}${url.search}`;
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const verbose = (text: string): Promise<void> => (options.verbose ? io.printError(text) : Promise.resolve());
  const { socketPath: given } = options;
  const socketPath = given === undefined || given.startsWith('\0') ? given : invocation.state.path(given);
  let connected = started;
  const request: ClientRequest = (url.protocol === 'https:' ? httpsRequest : httpRequest)({
    ...(socketPath === undefined ? { host: url.hostname.replace(/^\[|\]$/g, ''), port } : { socketPath }),
    method,
    path: target,
    headers: headers.flat(),
    agent: false,
    ...(options.insecure && { rejectUnauthorized: false }),
    // curl's own choice of which address to try is not Node's.
    setHost: false,
  });
  request.once('socket', (socket) => {
    if (options.connectTimeout !== undefined) {
      const timer = setTimeout(() => request.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })), options.connectTimeout);
      socket.once('connect', () => clearTimeout(timer));
    }
    socket.once('connect', () => (connected = performance.now()));
  });
  const arrived = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.once('upgrade', (message: IncomingMessage) => resolve(message));
  });
  arrived.catch(() => {});
  const stop = (): void => {
    request.destroy();
  };
  control.signal.addEventListener('abort', stop, { once: true });
  signal?.addEventListener('abort', stop, { once: true });
  await verbose(`*   Trying ${given === undefined ? `${url.hostname}:${port}` : `${given}:0`}...\n`);
  request.end(body?.bytes);
  let message: IncomingMessage;
  try {
    message = await Promise.race([arrived, control.interrupted]);
  } catch (error) {
    if (control.signal.aborted) throw error;
    if (signal?.aborted) throw timedOut(started, 0);
    throw connectionError(error, url, port, performance.now() - started);
  }
  const firstByte = performance.now();
  await verbose(`* Connected to ${url.hostname} (${given ?? request.socket?.remoteAddress ?? ''}) port ${port}\n`);
  await verbose(`> ${method} ${target} HTTP/1.1\n${headers.map(([name, text]) => `> ${name}: ${text}\n`).join('')}> \n`);
  if (body !== undefined && body.bytes.length > 0) await verbose(`* upload completely sent off: ${body.bytes.length} bytes\n`);
  await verbose(headText(message).trimEnd().split('\r\n').map((line) => `< ${line}\n`).join('') + '< \n');
  return { message, connected, firstByte };
}

const timedOut = (started: number, received: number): CurlError =>
  new CurlError(Exit.TIMEOUT, `Operation timed out after ${Math.round(performance.now() - started)} milliseconds with ${received} bytes received`);

const certificateError = (problem: string): CurlError =>
  new CurlError(Exit.CERTIFICATE, `${problem}\nMore details here: https://curl.se/docs/sslcerts.html\n\ncurl failed to verify the legitimacy of the server and therefore could not\nestablish a secure connection to it. To learn more about this situation and\nhow to fix it, please visit the web page mentioned above.`);

function connectionError(error: unknown, url: URL, port: string, milliseconds: number): CurlError {
  const { code, message, errors } = error as NodeJS.ErrnoException & { errors?: readonly NodeJS.ErrnoException[] };
  const known = code ?? errors?.[0]?.code;
  switch (known) {
    case 'ECONNREFUSED':
    // Of a UNIX domain socket.
    case 'ENOENT':
    case 'EACCES':
    case 'EINVAL':
      return new CurlError(Exit.REFUSED, `Failed to connect to ${url.hostname} port ${port} after ${Math.round(milliseconds)} ms: Couldn't connect to server`);
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new CurlError(Exit.NOT_RESOLVED, `Could not resolve host: ${url.hostname}`);
    case 'ETIMEDOUT':
      return new CurlError(Exit.TIMEOUT, `Failed to connect to ${url.hostname} port ${port} after ${Math.round(milliseconds)} ms: Timeout was reached`);
    case 'ECONNRESET':
      return message === 'socket hang up' ? new CurlError(Exit.EMPTY_REPLY, 'Empty reply from server') : new CurlError(Exit.RECEIVE, 'Recv failure: Connection reset by peer');
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return certificateError(`SSL: no alternative certificate subject name matches target host name '${url.hostname}'`);
    default:
      if (known?.startsWith('ERR_SSL_')) return new CurlError(Exit.TLS, message.trim());
      // OpenSSL's names of what is wrong with a certificate, which have no ERR_ before them.
      if (known !== undefined && /CERT|ISSUER|INVALID_CA|INVALID_PURPOSE|^UNABLE_TO_/.test(known)) return certificateError(`SSL certificate problem: ${message.replace(/;.*/, '')}`);
      return new CurlError(known?.startsWith('HPE_') ? Exit.UNSUPPORTED_PROTOCOL : Exit.REFUSED, message === '' ? String(known) : message);
  }
}

/** Status line and headers as they came. */
function headText(message: IncomingMessage): string {
  let text = `HTTP/${message.httpVersion} ${message.statusCode}${message.statusMessage === '' ? '' : ` ${message.statusMessage}`}\r\n`;
  for (let i = 0; i < message.rawHeaders.length; i += 2) text += `${message.rawHeaders[i]}: ${message.rawHeaders[i + 1]}\r\n`;
  return `${text}\r\n`;
}

/** Reads the body. @param out undefined: drops it. @returns bytes */
async function receive(message: IncomingMessage, out: Channel | undefined, options: CurlOptions, { control }: Invocation, signal: AbortSignal | undefined): Promise<number> {
  const started = performance.now();
  let size = 0;
  const coding = options.compressed ? message.headers['content-encoding'] : undefined;
  const decoder = coding === 'gzip' ? createGunzip() : coding === 'deflate' ? createInflate() : coding === 'br' ? createBrotliDecompress() : undefined;
  const stream = decoder === undefined ? message : message.pipe(decoder);
  message.once('error', (error) => decoder?.destroy(error));
  message.once('aborted', () => decoder?.destroy(new Error('aborted')));
  try {
    for await (const chunk of stream) {
      size += (chunk as Uint8Array).length;
      await out?.write(chunk as Uint8Array);
    }
  } catch (error) {
    if (error instanceof BrokenPipe) {
      message.destroy();
      throw error;
    }
    control.check();
    if (signal?.aborted) throw timedOut(started, size);
    const length = message.headers['content-length'];
    throw length === undefined
      ? new CurlError(Exit.PARTIAL, 'transfer closed with outstanding read data remaining')
      : new CurlError(Exit.PARTIAL, `end of response with ${Number(length) - size} bytes missing`);
  }
  return size;
}

async function writeOut(format: string, outcome: Outcome, method: string, target: string | undefined, { io }: Invocation): Promise<void> {
  const { response, times, size } = outcome;
  const seconds = (to: number): string => ((to - times.start) / 1000).toFixed(6);
  const values: Readonly<Record<string, () => string>> = {
    http_code: () => String(response.statusCode ?? 0).padStart(3, '0'),
    response_code: () => String(response.statusCode ?? 0).padStart(3, '0'),
    content_type: () => response.headers['content-type'] ?? '',
    size_download: () => String(size),
    size_upload: () => String(outcome.uploaded),
    size_header: () => String(headText(response).length),
    num_redirects: () => String(outcome.redirects),
    redirect_url: () => (outcome.redirectUrl),
    url_effective: () => outcome.url,
    url: () => outcome.url,
    method: () => method,
    http_version: () => response.httpVersion,
    scheme: () => new URL(outcome.url).protocol.slice(0, -1),
    filename_effective: () => target ?? '',
    num_headers: () => String(response.rawHeaders.length / 2),
    exitcode: () => '0',
    errormsg: () => '',
    time_namelookup: () => '0.000000',
    time_appconnect: () => '0.000000',
    time_redirect: () => '0.000000',
    time_connect: () => seconds(times.connected),
    time_pretransfer: () => seconds(times.connected),
    time_starttransfer: () => seconds(times.firstByte),
    time_total: () => seconds(times.total),
    header_json: () => JSON.stringify(response.headersDistinct, null, 1),
  };
  const header = (name: string): string => {
    const found = response.headers[name.toLowerCase()];
    return Array.isArray(found) ? found.join(', ') : (found ?? '');
  };
  let toError = false;
  for (const part of format.split(/(%\{[^}]*\}|%header\{[^}]*\}|%%|\\[nrt])/)) {
    const name = /^%\{(.*)\}$/.exec(part)?.[1];
    if (name === 'stderr') toError = true;
    else if (name === 'stdout') toError = false;
    else {
      const text = name !== undefined ? (values[name]?.() ?? '') : part.startsWith('%header{') ? header(part.slice(8, -1)) : part === '%%' ? '%' : ({ '\\n': '\n', '\\r': '\r', '\\t': '\t' }[part] ?? part);
      await (toError ? io.printError(text) : io.print(text));
    }
  }
}
