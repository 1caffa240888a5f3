// The command line of curl: the options that lessons and learners use, by their names in curl(1).

export interface FormField {
  readonly name: string;
  /** text, or the name of a file whose contents are sent */
  readonly value: string;
  readonly file: boolean;
  /** `-F name=<file`: a file's contents as a plain field */
  readonly inline: boolean;
  readonly type: string | undefined;
  readonly fileName: string | undefined;
}

export type DataPart = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'file'; readonly path: string; readonly binary: boolean } | { readonly kind: 'encode'; readonly text: string };

export interface CurlOptions {
  method: string | undefined;
  head: boolean;
  headers: string[];
  data: DataPart[];
  json: boolean;
  form: FormField[];
  get: boolean;
  include: boolean;
  verbose: boolean;
  silent: boolean;
  showError: boolean;
  fail: boolean;
  failWithBody: boolean;
  location: boolean;
  maxRedirects: number;
  user: string | undefined;
  bearer: string | undefined;
  userAgent: string | undefined;
  referer: string | undefined;
  cookies: string[];
  cookieJar: string | undefined;
  output: string[];
  remoteName: boolean;
  dumpHeaders: string | undefined;
  upload: string | undefined;
  writeOut: string | undefined;
  maxTime: number | undefined;
  connectTimeout: number | undefined;
  retry: number;
  compressed: boolean;
  range: string | undefined;
  /** of a UNIX domain socket; one that begins with NUL has no file */
  socketPath: string | undefined;
  noBuffer: boolean;
  http10: boolean;
  createDirs: boolean;
  insecure: boolean;
  urls: string[];
}

const initial = (): CurlOptions => ({
  method: undefined, head: false, headers: [], data: [], json: false, form: [], get: false, include: false, verbose: false, silent: false, showError: false, fail: false, failWithBody: false, location: false, maxRedirects: 50, user: undefined, bearer: undefined, userAgent: undefined, referer: undefined, cookies: [], cookieJar: undefined, output: [], remoteName: false, dumpHeaders: undefined, upload: undefined, writeOut: undefined, maxTime: undefined, connectTimeout: undefined, retry: 0, compressed: false, range: undefined, socketPath: undefined, noBuffer: false, http10: false, createDirs: false, insecure: false, urls: [],
});

/** What is wrong with a command line, with curl's exit code. */
export class CurlUsageError extends Error {
  readonly status: number;
  constructor(message: string, status = 2) {
    super(message);
    this.status = status;
  }
}

type Setter = { readonly takes: false; readonly set: (options: CurlOptions, on: boolean) => void } | { readonly takes: true; readonly set: (options: CurlOptions, value: string) => void };

const flag = (set: (options: CurlOptions, on: boolean) => void): Setter => ({ takes: false, set });
const value = (set: (options: CurlOptions, value: string) => void): Setter => ({ takes: true, set });

function seconds(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new CurlUsageError(`expected a proper numerical parameter, not ${text}`);
  return Number(text) * 1000;
}

/** `-F name=value`, `-F name=@file;type=image/png;filename=x.png` */
function formField(text: string): FormField {
  const at = text.indexOf('=');
  if (at < 0) throw new CurlUsageError(`Illegally formatted input field: ${text}`, 26);
  const content = text.slice(at + 1);
  const file = content.startsWith('@');
  const inline = content.startsWith('<');
  const [body = '', ...attributes] = file || inline ? content.slice(1).split(';') : content.split(/;(?=type=|filename=)/);
  const attribute = (name: string): string | undefined => attributes.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1).replace(/^"(.*)"$/, '$1');
  return { name: text.slice(0, at), value: body, file, inline, type: attribute('type'), fileName: attribute('filename') };
}

const data = (text: string, binary: boolean): DataPart => (text.startsWith('@') ? { kind: 'file', path: text.slice(1), binary } : { kind: 'text', text });

const LONG: Readonly<Record<string, Setter>> = {
  request: value((options, text) => (options.method = text)),
  header: value((options, text) => options.headers.push(text)),
  data: value((options, text) => options.data.push(data(text, false))),
  'data-ascii': value((options, text) => options.data.push(data(text, false))),
  'data-binary': value((options, text) => options.data.push(data(text, true))),
  'data-raw': value((options, text) => options.data.push({ kind: 'text', text })),
  'data-urlencode': value((options, text) => options.data.push({ kind: 'encode', text })),
  json: value((options, text) => {
    options.json = true;
    options.data.push(data(text, true));
  }),
  form: value((options, text) => options.form.push(formField(text))),
  'form-string': value((options, text) => {
    const at = text.indexOf('=');
    if (at < 0) throw new CurlUsageError(`Illegally formatted input field: ${text}`, 26);
    options.form.push({ name: text.slice(0, at), value: text.slice(at + 1), file: false, inline: false, type: undefined, fileName: undefined });
  }),
  get: flag((options, on) => (options.get = on)),
  head: flag((options, on) => (options.head = on)),
  include: flag((options, on) => (options.include = on)),
  'show-headers': flag((options, on) => (options.include = on)),
  verbose: flag((options, on) => (options.verbose = on)),
  silent: flag((options, on) => (options.silent = on)),
  'show-error': flag((options, on) => (options.showError = on)),
  fail: flag((options, on) => (options.fail = on)),
  'fail-with-body': flag((options, on) => (options.failWithBody = on)),
  location: flag((options, on) => (options.location = on)),
  'max-redirs': value((options, text) => (options.maxRedirects = Number(text) < 0 ? Number.POSITIVE_INFINITY : Number(text))),
  user: value((options, text) => (options.user = text)),
  basic: flag(() => {}),
  'oauth2-bearer': value((options, text) => (options.bearer = text)),
  'user-agent': value((options, text) => (options.userAgent = text)),
  referer: value((options, text) => (options.referer = text)),
  cookie: value((options, text) => options.cookies.push(text)),
  'cookie-jar': value((options, text) => (options.cookieJar = text)),
  output: value((options, text) => options.output.push(text)),
  'remote-name': flag((options, on) => (options.remoteName = on)),
  'dump-header': value((options, text) => (options.dumpHeaders = text)),
  'upload-file': value((options, text) => (options.upload = text)),
  'write-out': value((options, text) => (options.writeOut = text)),
  'max-time': value((options, text) => (options.maxTime = seconds(text))),
  'connect-timeout': value((options, text) => (options.connectTimeout = seconds(text))),
  retry: value((options, text) => (options.retry = Number(text))),
  'retry-delay': value(() => {}),
  'retry-connrefused': flag(() => {}),
  compressed: flag((options, on) => (options.compressed = on)),
  range: value((options, text) => (options.range = text)),
  'unix-socket': value((options, text) => (options.socketPath = text)),
  'abstract-unix-socket': value((options, text) => (options.socketPath = `\0${text}`)),
  buffer: flag((options, on) => (options.noBuffer = !on)),
  url: value((options, text) => options.urls.push(text)),
  'http1.1': flag(() => {}),
  'http1.0': flag((options, on) => (options.http10 = on)),
  insecure: flag((options, on) => (options.insecure = on)),
  ipv4: flag(() => {}),
  ipv6: flag(() => {}),
  globoff: flag(() => {}),
  'path-as-is': flag(() => {}),
  'create-dirs': flag((options, on) => (options.createDirs = on)),
  'progress-bar': flag(() => {}),
  'progress-meter': flag((options, on) => (options.silent ||= !on)),
};

const SHORT: Readonly<Record<string, string>> = {
  X: 'request', H: 'header', d: 'data', F: 'form', G: 'get', I: 'head', i: 'include', v: 'verbose', s: 'silent', S: 'show-error', f: 'fail', L: 'location', u: 'user', A: 'user-agent', e: 'referer', b: 'cookie', c: 'cookie-jar', o: 'output', O: 'remote-name', D: 'dump-header', T: 'upload-file', w: 'write-out', m: 'max-time', r: 'range', k: 'insecure', g: 'globoff', 4: 'ipv4', 6: 'ipv6', 0: 'http1.0', '#': 'progress-bar',
};

/** Options of curl that this one leaves out, so that their absence is told from a typing error. */
const LEFT_OUT = new Set(['proxy', 'cacert', 'cert', 'key', 'digest', 'ntlm', 'negotiate', 'http2', 'http3', 'ftp-port', 'config', 'parallel', 'next', 'resolve', 'interface', 'limit-rate', 'continue-at', 'aws-sigv4', 'trace', 'trace-ascii', 'netrc', 'tlsv1.2', 'tlsv1.3', 'location-trusted']);

/** @throws CurlUsageError */
export function readCurlOptions(args: readonly string[]): CurlOptions {
  const options = initial();
  const apply = (name: string, shown: string, next: () => string | undefined, attached?: string): void => {
    const negated = name.startsWith('no-') && LONG[name] === undefined;
    const setter = LONG[negated ? name.slice(3) : name];
    if (setter === undefined) {
      throw new CurlUsageError(LEFT_OUT.has(name) ? `option ${shown}: not supported by this curl` : `option ${shown}: is unknown`);
    }
    if (!setter.takes) return setter.set(options, !negated);
    const text = attached ?? next();
    if (text === undefined) throw new CurlUsageError(`option ${shown}: requires parameter`);
    setter.set(options, text);
  };
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] as string;
    const next = (): string | undefined => args[++at];
    if (argument === '--') {
      options.urls.push(...args.slice(at + 1));
      break;
    }
    if (argument.startsWith('--')) apply(argument.slice(2), argument, next);
    else if (argument.startsWith('-') && argument !== '-') {
      for (let i = 1; i < argument.length; i++) {
        const letter = argument[i] as string;
        if (letter === 'N') {
          options.noBuffer = true;
          continue;
        }
        const name = SHORT[letter];
        if (name === undefined) throw new CurlUsageError(`option -${letter}: is unknown`);
        const takes = LONG[name]?.takes === true;
        apply(name, `-${letter}`, next, takes && i + 1 < argument.length ? argument.slice(i + 1) : undefined);
        if (takes) break;
      }
    } else options.urls.push(argument);
  }
  return options;
}
