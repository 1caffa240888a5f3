// A curl command, pasted from a manual or from a browser's developer tools, as a request. Facts: curl(1) of curl 8; POSIX shell quoting
// (XCU 2.2); the $'...' of bash that Chromium writes. No shell is run: what only a shell could tell is refused by name.
import type { Draft, FormPart } from '../../lesson/saved-requests.ts';
import { draftOf, emptyDraft } from './draft.ts';

/** The command cannot be taken over. The message says why. */
export class CurlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CurlError';
  }
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', v: '\v', '\\': '\\', "'": "'", '"': '"', '?': '?' };

/**
 * The words of a command line, as a POSIX shell splits it.
 * @throws CurlError for an open quote, and for what a shell would expand or chain
 */
export function shellWords(command: string): readonly string[] {
  const text = command.replaceAll('\r\n', '\n');
  const words: string[] = [];
  let word: string | null = null;
  let at = 0;
  const take = (piece: string): void => void (word = (word ?? '') + piece);
  const until = (quote: string): string => {
    const end = text.indexOf(quote, at);
    if (end < 0) throw new CurlError(`The command ends within a quoted text that begins with ${quote}.`);
    const inside = text.slice(at, end);
    at = end + 1;
    return inside;
  };
  while (at < text.length) {
    const c = text[at++] ?? '';
    if (c === '\\') {
      const next = text[at++];
      // A backslash at the end of a line joins it with the next one.
      if (next !== '\n' && next !== undefined) take(next);
    } else if (c === "'") {
      take(until("'"));
    } else if (c === '"') {
      take('');
      for (;;) {
        const d = text[at++];
        if (d === undefined) throw new CurlError('The command ends within a quoted text that begins with ".');
        if (d === '"') break;
        if (d === '\\' && /[$`"\\\n]/.test(text[at] ?? '')) {
          const escaped = text[at++] ?? '';
          if (escaped !== '\n') take(escaped);
        } else if ((d === '$' && /[A-Za-z_{(]/.test(text[at] ?? '')) || d === '`') {
          throw new CurlError(`The command uses ${d === '`' ? 'a command in backquotes' : `the shell variable ${/^\{?\w*/.exec(text.slice(at))?.[0] ?? ''}`}. Put its value there.`);
        } else take(d);
      }
    } else if (c === '$' && text[at] === "'") {
      at++;
      take(ansiText());
    } else if (/\s/.test(c)) {
      if (word !== null) words.push(word);
      word = null;
      if (c === '\n' && text.slice(at).trim() !== '' && words.length > 0) throw new CurlError('There is more than one command. Paste one at a time.');
    } else if (c === '$' && /[A-Za-z_{(]/.test(text[at] ?? '')) {
      throw new CurlError(`The command uses the shell variable ${/^\{?\w*/.exec(text.slice(at))?.[0] ?? ''}. Put its value there.`);
    } else if (c === '|' || c === ';' || c === '`' || (c === '&' && (word === null || /^[\s&]|^$/.test(text.slice(at, at + 1)))) || c === '<' || c === '>') {
      throw new CurlError(`The command goes on after curl with ${c}. Paste only the curl command itself.`);
    } else if (c === '#' && word === null) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else take(c);
  }
  if (word !== null) words.push(word);
  return words;

  /** The inside of $'...', up to and with its end. */
  function ansiText(): string {
    const bytes: number[] = [];
    const put = (piece: string): void => void bytes.push(...new TextEncoder().encode(piece));
    for (;;) {
      const c = text[at++];
      if (c === undefined) throw new CurlError("The command ends within a quoted text that begins with $'.");
      if (c === "'") return new TextDecoder().decode(new Uint8Array(bytes));
      if (c !== '\\') {
        put(c >= '\ud800' && c <= '\udbff' ? c + (text[at++] ?? '') : c);
        continue;
      }
      const e = text[at++] ?? '';
      const digits = (pattern: RegExp): string => {
        const found = pattern.exec(text.slice(at))?.[0] ?? '';
        at += found.length;
        return found;
      };
      if (e === 'x') bytes.push(parseInt(digits(/^[0-9a-fA-F]{1,2}/), 16) & 0xff);
      else if (e === 'u' || e === 'U') put(String.fromCodePoint(parseInt(digits(e === 'u' ? /^[0-9a-fA-F]{1,4}/ : /^[0-9a-fA-F]{1,8}/), 16) || 0));
      else if (/[0-7]/.test(e)) bytes.push(parseInt(e + digits(/^[0-7]{1,2}/), 8) & 0xff);
      else put(SIMPLE_ESCAPES[e] ?? `\\${e}`);
    }
  }
}

/** Options with a value, by every name they have. */
const WITH_VALUE: Readonly<Record<string, string>> = {
  '-X': 'request', '--request': 'request', '-H': 'header', '--header': 'header', '-d': 'data', '--data': 'data', '--data-ascii': 'data',
  '--data-raw': 'data-raw', '--data-binary': 'data-binary', '--data-urlencode': 'data-urlencode', '--json': 'json', '-F': 'form', '--form': 'form',
  '--form-string': 'form-string', '-u': 'user', '--user': 'user', '--oauth2-bearer': 'bearer', '-b': 'cookie', '--cookie': 'cookie', '-A': 'user-agent',
  '--user-agent': 'user-agent', '-e': 'referer', '--referer': 'referer', '--url': 'url', '--url-query': 'url-query', '-T': 'upload-file', '--upload-file': 'upload-file',
  '-r': 'range', '--range': 'range',
  // What changes nothing about the request itself.
  '-o': '', '--output': '', '-m': '', '--max-time': '', '--connect-timeout': '', '-w': '', '--write-out': '', '--retry': '', '--retry-delay': '', '--retry-max-time': '',
  '-c': '', '--cookie-jar': '', '-D': '', '--dump-header': '', '--max-redirs': '', '--limit-rate': '', '--cacert': '', '-x': 'proxy', '--proxy': 'proxy', '--stderr': '',
};

const FLAGS: Readonly<Record<string, string>> = {
  '-G': 'get', '--get': 'get', '-I': 'head', '--head': 'head', '--compressed': 'compressed', '--basic': '', '-i': '', '--include': '', '--show-headers': '', '-s': '', '--silent': '',
  '-S': '', '--show-error': '', '-v': '', '--verbose': '', '-k': '', '--insecure': '', '-L': '', '--location': '', '-f': '', '--fail': '', '--fail-with-body': '', '-N': '', '--no-buffer': '',
  '-g': '', '--globoff': '', '--path-as-is': '', '--http1.1': '', '-O': '', '--remote-name': '', '-#': '', '--progress-bar': '', '--no-progress-meter': '', '-4': '', '-6': '', '--ipv4': '', '--ipv6': '',
  '-J': '', '--remote-header-name': '', '-q': '', '--disable': '', '--raw': '', '--tr-encoding': '', '--http1.0': 'unsupported', '--http2': '', '-0': 'unsupported',
};

interface Option {
  readonly name: string;
  readonly value: string;
  /** as written */
  readonly written: string;
}

function readOptions(words: readonly string[]): { readonly options: readonly Option[]; readonly urls: readonly string[] } {
  const options: Option[] = [];
  const urls: string[] = [];
  let onlyUrls = false;
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? '';
    if (onlyUrls || !word.startsWith('-') || word === '-') {
      urls.push(word);
      continue;
    }
    if (word === '--') {
      onlyUrls = true;
      continue;
    }
    const next = (written: string): string => {
      const value = words[++at];
      if (value === undefined) throw new CurlError(`The option ${written} needs a value after it.`);
      return value;
    };
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const written = equals < 0 ? word : word.slice(0, equals);
      const valued = WITH_VALUE[written];
      if (valued !== undefined) options.push({ name: valued, value: equals < 0 ? next(written) : word.slice(equals + 1), written });
      else if (FLAGS[word] !== undefined) options.push({ name: FLAGS[word], value: '', written: word });
      else throw new CurlError(`The option ${word} is not known here.`);
      continue;
    }
    // Short options may stand together, the last with its value: -sXPOST.
    for (let index = 1; index < word.length; index++) {
      const written = `-${word[index] ?? ''}`;
      const valued = WITH_VALUE[written];
      if (valued !== undefined) {
        const rest = word.slice(index + 1);
        options.push({ name: valued, value: rest === '' ? next(written) : rest, written });
        break;
      }
      const flag = FLAGS[written];
      if (flag === undefined) throw new CurlError(`The option ${written} is not known here.`);
      options.push({ name: flag, value: '', written });
    }
  }
  return { options, urls };
}

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0']);

function readUrl(text: string): URL {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  let url: URL;
  try {
    url = new URL(withScheme);
  } catch {
    throw new CurlError(`“${text}” is not an address.`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new CurlError(`Only addresses that begin with http:// can be used here, not ${url.protocol}//.`);
  return url;
}

/** The request-target as written: the URL parser would resolve `..` and change escapes. */
function targetOf(text: string): string {
  const rest = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const at = rest.search(/[/?#]/);
  if (at < 0) return '/';
  const target = rest.slice(at).split('#', 1)[0] ?? '';
  return target.startsWith('/') ? target : `/${target}`;
}

const fileRefused = (name: string): never => {
  throw new CurlError(`The command sends the file ${name}, which only your computer has. Choose it in the body of the request instead.`);
};

/** One --data-urlencode: `content`, `=content`, `name=content` (curl(1)). */
function urlEncoded(value: string): string {
  const equals = value.indexOf('=');
  const at = value.indexOf('@');
  if (at >= 0 && (equals < 0 || at < equals)) fileRefused(value.slice(at + 1));
  if (equals < 0) return encodeURIComponent(value);
  const name = value.slice(0, equals);
  return `${name === '' ? '' : `${name}=`}${encodeURIComponent(value.slice(equals + 1))}`;
}

export interface FromCurl {
  readonly draft: Draft;
  /** the host that the command names, where it is not this computer: the request goes to the lesson's server instead */
  readonly elsewhere: string | null;
}

/**
 * Reads a curl command.
 * @param port where a command goes that names another host than this computer
 * @throws CurlError with what is wrong, or what cannot be taken over
 */
export function fromCurl(command: string, port: number): FromCurl {
  const words = shellWords(command.trim().replace(/^\$\s+/, ''));
  if (!/(^|\/)curl(\.exe)?$/.test(words[0] ?? '')) throw new CurlError('This is not a curl command: it begins with another word.');
  const { options, urls: given } = readOptions(words);
  const urls = [...given, ...options.filter((option) => option.name === 'url').map((option) => option.value)];
  const [address, ...others] = urls;
  if (address === undefined) throw new CurlError('The command has no address.');
  if (others.length > 0) throw new CurlError(`The command has ${urls.length} addresses. Paste a command with one.`);
  const url = readUrl(address);
  const isLocal = LOCAL.has(url.hostname);
  const target = targetOf(address);

  const headers: [string, string][] = [];
  const has = (name: string): boolean => headers.some(([other]) => other.toLowerCase() === name);
  const removed = new Set<string>();
  const data: string[] = [];
  const query: string[] = [];
  const parts: FormPart[] = [];
  let method: string | null = null;
  let isGet = false;
  let isHead = false;
  let isJson = false;
  let compressed = false;
  let user = url.username === '' ? null : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  let bearer: string | null = null;
  for (const { name, value, written } of options) {
    switch (name) {
      case 'request': method = value; break;
      case 'header': {
        if (value.startsWith('@')) fileRefused(value.slice(1));
        const colon = value.indexOf(':');
        // `Name;` sends a header without a value, `Name:` leaves out one that curl would add.
        if (colon < 0) {
          if (value.endsWith(';')) headers.push([value.slice(0, -1), '']);
          break;
        }
        const rest = value.slice(colon + 1).trim();
        if (rest === '') removed.add(value.slice(0, colon).toLowerCase());
        else headers.push([value.slice(0, colon).trim(), rest]);
        break;
      }
      case 'data':
      case 'data-binary':
      case 'json':
        if (value.startsWith('@')) fileRefused(value.slice(1));
        data.push(name === 'data' ? value.replace(/[\r\n\0]/g, (c) => (c === '\0' ? '' : c)) : value);
        if (name === 'json') isJson = true;
        break;
      case 'data-raw': data.push(value); break;
      case 'data-urlencode': data.push(urlEncoded(value)); break;
      case 'url-query': query.push(value.startsWith('+') ? value.slice(1) : urlEncoded(value)); break;
      case 'form':
      case 'form-string': {
        const equals = value.indexOf('=');
        if (equals < 0) throw new CurlError(`The field “${value}” of ${written} has no value.`);
        const content = value.slice(equals + 1);
        if (name === 'form' && /^[@<]/.test(content)) fileRefused(content.slice(1).split(';', 1)[0] ?? '');
        parts.push({ name: value.slice(0, equals), value: name === 'form' ? content.replace(/;type=[^;]*$/, '').replace(/^"(.*)"$/s, '$1') : content, enabled: true, file: null });
        break;
      }
      case 'user': user = value.includes(':') ? value : `${value}:`; break;
      case 'bearer': bearer = value; break;
      case 'cookie':
        if (!value.includes('=')) fileRefused(value);
        headers.push(['Cookie', value]);
        break;
      case 'user-agent': headers.push(['User-Agent', value]); break;
      case 'referer': headers.push(['Referer', value.replace(/;auto$/, '')]); break;
      case 'range': headers.push(['Range', `bytes=${value}`]); break;
      case 'get': isGet = true; break;
      case 'head': isHead = true; break;
      case 'compressed': compressed = true; break;
      case 'upload-file': fileRefused(value); break;
      case 'proxy':
      case 'unsupported': throw new CurlError(`The option ${written} cannot be used here.`);
      case '':
      case 'url': break;
    }
  }
  if (compressed && !has('accept-encoding') && !removed.has('accept-encoding')) headers.push(['Accept-Encoding', 'deflate, gzip']);
  let body: string | null = data.length > 0 ? data.join(isJson ? '' : '&') : null;
  if (isGet && body !== null) {
    query.push(body);
    body = null;
  }
  if (isJson) {
    if (!has('content-type')) headers.push(['Content-Type', 'application/json']);
    if (!has('accept')) headers.push(['Accept', 'application/json']);
  } else if (body !== null && !has('content-type') && !removed.has('content-type')) headers.push(['Content-Type', 'application/x-www-form-urlencoded']);
  const fullTarget = query.length === 0 ? target : `${target}${target.includes('?') ? '&' : '?'}${query.join('&')}`;
  const made = method ?? (isHead ? 'HEAD' : body !== null || parts.length > 0 ? 'POST' : 'GET');
  const targetPort = isLocal ? (url.port === '' ? 80 : Number(url.port)) : port;
  let draft = draftOf({ method: made, target: fullTarget, headers, body: body === null ? null : new TextEncoder().encode(body) }, targetPort);
  // JSON behind -d is what people mean even where curl sends it as a form: the header says what is sent all the same.
  if (body !== null && draft.body.kind === 'form' && /^\s*[[{]/.test(body)) {
    draft = { ...draft, headers: [...draft.headers, { name: 'Content-Type', value: 'application/x-www-form-urlencoded', enabled: true }], body: { ...draft.body, kind: 'text', text: body, form: [] } };
  }
  if (parts.length > 0) draft = { ...draft, body: { ...draft.body, kind: 'multipart', parts } };
  if (user !== null) {
    const colon = user.indexOf(':');
    draft = { ...draft, auth: { ...emptyDraft(port).auth, kind: 'basic', username: user.slice(0, colon), password: user.slice(colon + 1) } };
  } else if (bearer !== null) draft = { ...draft, auth: { ...emptyDraft(port).auth, kind: 'bearer', token: bearer } };
  return { draft, elsewhere: isLocal ? null : url.host };
}
