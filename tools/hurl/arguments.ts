// The command line's options, as `hurl --help` lists them. Facts: https://hurl.dev/docs/manual.html
// Options that need libcurl (digest, ntlm, netrc, HTTP/2, ...) are known and refused by name, not ignored.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_OPTIONS, type RunOptions, type TransportWishes, type Value, Variables } from '../../src/checks/hurl/index.ts';

/** The command line is wrong: exit code 1. */
export class ArgumentError extends Error {}

/** `--help` or `--version` was asked for. */
export class HelpRequest extends Error {}

export interface CommandLine {
  /** files to run, `-` for standard input */
  readonly files: readonly string[];
  readonly test: boolean;
  readonly json: boolean;
  readonly noOutput: boolean;
  readonly output: string | null;
  readonly include: boolean;
  readonly pretty: boolean | null;
  readonly color: boolean | null;
  readonly verbosity: 'none' | 'brief' | 'verbose' | 'debug';
  readonly errorFormat: 'short' | 'long';
  readonly fileRoot: string | null;
  readonly fromEntry: number | null;
  readonly toEntry: number | null;
  readonly jobs: number | null;
  readonly parallel: boolean | null;
  /** -1: for ever */
  readonly repeat: number;
  readonly cookieFile: string | null;
  readonly cookieJar: string | null;
  readonly junit: string | null;
  readonly tap: string | null;
  readonly jsonReport: string | null;
  readonly curlFile: string | null;
  readonly variables: Variables;
  readonly options: Partial<RunOptions>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const RESERVED = ['getEnv', 'newDate', 'newUuid'];

/** A variable's value as the command line has it: `true`, `12`, `"12"` are a boolean, a number and a string. */
function parseVariable(text: string): { name: string; value: Value } {
  const at = text.indexOf('=');
  if (at < 0) throw new ArgumentError(`Missing value for variable ${text}!`);
  const name = text.slice(0, at);
  const value = text.slice(at + 1);
  if (RESERVED.includes(name)) throw new ArgumentError(`Variable ${name} conflicts with the ${name} function, use a different name.`);
  if (value === 'true' || value === 'false') return { name, value: { kind: 'boolean', value: value === 'true' } };
  if (value === 'null') return { name, value: { kind: 'null' } };
  if (/^[+-]?[0-9]+$/.test(value)) return { name, value: { kind: 'integer', value: BigInt(value.replace(/^\+/, '')) } };
  if (/^[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][+-]?[0-9]+)?$/.test(value)) return { name, value: { kind: 'float', value: Number(value) } };
  if (value.startsWith('"')) {
    if (value.length < 2 || !value.endsWith('"')) throw new ArgumentError('Value should end with a double quote');
    return { name, value: { kind: 'string', value: value.slice(1, -1) } };
  }
  return { name, value: { kind: 'string', value } };
}

function readLines(file: string, what: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ArgumentError(`${what} file ${file} does not exist`);
  }
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

function whole(option: string, text: string, minimum: number): number {
  if (!/^-?[0-9]+$/.test(text) || Number(text) < minimum) {
    throw new ArgumentError(`invalid value '${text}' for '--${option} <NUM>': ${text} is not in ${minimum}..`);
  }
  return Number(text);
}

/** `5`, `5s`, `500ms`, `1m`; without unit it is the option's own. */
function duration(option: string, text: string, unit: 'ms' | 's'): number {
  const match = /^([0-9]+)(ms|s|m|h)?$/.exec(text);
  if (match === null) throw new ArgumentError(`invalid value '${text}' for '--${option}': expecting a duration such as 500ms or 5s`);
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[(match[2] ?? unit) as 'ms' | 's' | 'm' | 'h'];
  return Number(match[1]) * factor;
}

function walk(directory: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory()) found.push(...walk(full));
    else if (entry.name.endsWith('.hurl')) found.push(full);
  }
  return found.sort();
}

/** `*`, `**`, `?` and `[...]` in a path. @returns matching files in order */
function glob(pattern: string): string[] {
  const segments = pattern.split('/');
  const magic = segments.findIndex((segment) => /[*?[]/.test(segment));
  const base = magic < 0 ? pattern : segments.slice(0, magic).join('/');
  const root = base === '' ? (pattern.startsWith('/') ? '/' : '.') : base;
  const source = pattern
    .replace(/\[!/g, '[^')
    .replace(/\*\*\/|\*\*|\*|\?|\[[^\]]*\]|[^*?[]+/g, (part) => {
      if (part === '**/') return '(?:[^/]+/)*';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.startsWith('[') ? part : part.replace(/[.+^${}()|\\\]]/g, '\\$&');
    });
  const matches = new RegExp(`^${source}$`);
  const files: string[] = [];
  const visit = (directory: string): void => {
    let entries;
    try {
      entries = readdirSync(directory, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      const full = directory === '.' && base === '' ? entry.name : path.join(directory, entry.name);
      if (entry.isDirectory()) visit(full);
      else if (matches.test(full)) files.push(full);
    }
  };
  visit(root);
  return files.sort();
}

function inputFiles(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    if (name === '-') return [name];
    try {
      return statSync(name).isDirectory() ? walk(name) : [name];
    } catch {
      throw new ArgumentError(`Cannot access '${name}': No such file or directory`);
    }
  });
}

const SHORT: Readonly<Record<string, string>> = {
  E: 'cert',
  b: 'cookie',
  c: 'cookie-jar',
  L: 'location',
  H: 'header',
  '0': 'http1.0',
  i: 'include',
  k: 'insecure',
  '4': 'ipv4',
  '6': 'ipv6',
  m: 'max-time',
  n: 'netrc',
  o: 'output',
  x: 'proxy',
  u: 'user',
  A: 'user-agent',
  v: 'verbose',
  V: 'version',
  h: 'help',
};

const FLAGS = new Set([
  'color', 'compressed', 'continue-on-error', 'digest', 'fail-with-body', 'help', 'http1.0', 'http1.1', 'http2', 'http2-prior-knowledge',
  'http3', 'include', 'insecure', 'ipv4', 'ipv6', 'json', 'location', 'location-trusted', 'negotiate', 'netrc', 'netrc-optional', 'no-assert',
  'no-color', 'no-cookie-store', 'no-jsonpath-coercion', 'no-output', 'no-pretty', 'ntlm', 'parallel', 'path-as-is', 'pretty',
  'progress-bar', 'ssl-no-revoke', 'test', 'verbose', 'version', 'very-verbose',
]); // prettier-ignore

const REFUSED: Readonly<Record<string, string>> = {
  'aws-sigv4': 'AWS signatures',
  digest: 'Digest authentication',
  negotiate: 'Negotiate authentication',
  netrc: 'a .netrc file',
  'netrc-file': 'a .netrc file',
  'netrc-optional': 'a .netrc file',
  ntlm: 'NTLM authentication',
  pinnedpubkey: 'a pinned public key',
  'proxy-header': 'headers for a proxy',
  'report-html': 'the HTML report',
  'tls-max': 'the choice of the TLS version',
  'tls-min': 'the choice of the TLS version',
};

/** Splits arguments into options with their values, and files. */
function* tokens(args: readonly string[]): Generator<{ option: string; value: string } | { file: string }> {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      for (const file of args.slice(i + 1)) yield { file };
      return;
    }
    if (arg.startsWith('--')) {
      const [option = '', ...rest] = arg.slice(2).split('=');
      if (FLAGS.has(option)) yield { option, value: '' };
      else if (rest.length > 0) yield { option, value: rest.join('=') };
      else yield { option, value: need(option, args[++i]) };
    } else if (arg.startsWith('-') && arg.length > 1) {
      for (let j = 1; j < arg.length; j++) {
        const option = SHORT[arg[j] ?? ''];
        if (option === undefined) throw new ArgumentError(`unexpected argument '-${arg[j] ?? ''}' found`);
        if (FLAGS.has(option)) {
          yield { option, value: '' };
          continue;
        }
        const attached = arg.slice(j + 1).replace(/^=/, '');
        yield { option, value: attached === '' ? need(option, args[++i]) : attached };
        break;
      }
    } else yield { file: arg };
  }
}

function need(option: string, value: string | undefined): string {
  if (value === undefined) throw new ArgumentError(`a value is required for '--${option}' but none was supplied`);
  return value;
}

function header(text: string): readonly [string, string] {
  const at = text.indexOf(':');
  if (at < 0) throw new ArgumentError(`Invalid header <${text}>, missing \`:\``);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/**
 * Reads the command line. @param env for HURL_VARIABLE_name and HURL_SECRET_name
 * @throws ArgumentError, HelpRequest
 */
export function parseArguments(args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}): CommandLine {
  const variables = new Variables();
  const options: Mutable<Partial<RunOptions>> = {};
  let wishes: TransportWishes = {};
  const files: string[] = [];
  const line: Mutable<CommandLine> = {
    files,
    test: false,
    json: false,
    noOutput: false,
    output: null,
    include: false,
    pretty: null,
    color: null,
    verbosity: 'none',
    errorFormat: 'short',
    fileRoot: null,
    fromEntry: null,
    toEntry: null,
    jobs: null,
    parallel: null,
    repeat: 1,
    cookieFile: null,
    cookieJar: null,
    junit: null,
    tap: null,
    jsonReport: null,
    curlFile: null,
    variables,
    options,
  };
  const setVariable = (text: string): void => {
    const { name, value } = parseVariable(text);
    variables.set(name, value);
  };
  const setSecret = (text: string): void => {
    const at = text.indexOf('=');
    if (at < 0) throw new ArgumentError(`Missing value for variable ${text}!`);
    variables.setSecret(text.slice(0, at), text.slice(at + 1));
  };
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith('HURL_VARIABLE_')) setVariable(`${name.slice('HURL_VARIABLE_'.length)}=${value ?? ''}`);
    if (name.startsWith('HURL_SECRET_')) setSecret(`${name.slice('HURL_SECRET_'.length)}=${value ?? ''}`);
  }
  for (const token of tokens(args)) {
    if ('file' in token) {
      files.push(...inputFiles([token.file]));
      continue;
    }
    const { option, value } = token;
    const refused = REFUSED[option];
    if (refused !== undefined) throw new ArgumentError(`--${option}: ${refused} is not supported by this command line, use hurl itself`);
    switch (option) {
      case 'help':
      case 'version':
        throw new HelpRequest(option);
      case 'test':
        line.test = true;
        break;
      case 'json':
        line.json = true;
        break;
      case 'no-output':
        line.noOutput = true;
        break;
      case 'output':
        line.output = value;
        break;
      case 'include':
        line.include = true;
        break;
      case 'pretty':
      case 'no-pretty':
        line.pretty = option === 'pretty';
        break;
      case 'color':
      case 'no-color':
        line.color = option === 'color';
        break;
      case 'verbose':
        line.verbosity = 'verbose';
        break;
      case 'very-verbose':
        line.verbosity = 'debug';
        break;
      case 'verbosity':
        if (value !== 'brief' && value !== 'verbose' && value !== 'debug') {
          throw new ArgumentError(`Invalid value '${value}' for verbosity [possible values: brief, verbose, debug]`);
        }
        line.verbosity = value;
        break;
      case 'error-format':
        if (value !== 'short' && value !== 'long') throw new ArgumentError(`Invalid value '${value}' for error-format [possible values: long, short]`);
        line.errorFormat = value;
        break;
      case 'file-root':
        line.fileRoot = value;
        break;
      case 'from-entry':
        line.fromEntry = whole(option, value, 1);
        break;
      case 'to-entry':
        line.toEntry = whole(option, value, 1);
        break;
      case 'jobs':
        line.jobs = whole(option, value, 1);
        line.parallel ??= true;
        break;
      case 'parallel':
        line.parallel = true;
        break;
      case 'repeat':
        line.repeat = whole(option, value, -1);
        break;
      case 'cookie':
        line.cookieFile = value;
        break;
      case 'cookie-jar':
        line.cookieJar = value;
        break;
      case 'report-junit':
        line.junit = value;
        break;
      case 'report-tap':
        line.tap = value;
        break;
      case 'report-json':
        line.jsonReport = value;
        break;
      case 'curl':
        line.curlFile = value;
        break;
      case 'glob': {
        const found = glob(value);
        if (found.length === 0) throw new ArgumentError(`No files match the glob pattern '${value}'`);
        files.push(...found);
        break;
      }
      case 'variable':
        setVariable(value);
        break;
      case 'variables-file':
        readLines(value, 'Variables').forEach(setVariable);
        break;
      case 'secret':
        setSecret(value);
        break;
      case 'secrets-file':
        readLines(value, 'Secrets').forEach(setSecret);
        break;
      case 'progress-bar':
      case 'ssl-no-revoke':
        break;
      // ------------------------------------------------------------------ options of each entry
      case 'compressed':
        options.compressed = true;
        break;
      case 'connect-timeout':
        options.connectTimeoutMs = duration(option, value, 's');
        break;
      case 'continue-on-error':
        options.continueOnError = true;
        break;
      case 'delay':
        options.delayMs = duration(option, value, 'ms');
        break;
      case 'fail-with-body':
        options.failWithBody = true;
        break;
      case 'header':
        options.headers = [...(options.headers ?? []), header(value)];
        break;
      case 'location':
        if (options.followLocation !== 'trusted') options.followLocation = 'same-host';
        break;
      case 'location-trusted':
        options.followLocation = 'trusted';
        break;
      case 'max-filesize':
        options.maxBodySize = whole(option, value, 0);
        break;
      case 'max-redirs':
        options.maxRedirects = whole(option, value, -1);
        break;
      case 'max-time':
        options.timeoutMs = duration(option, value, 's');
        break;
      case 'no-assert':
        options.noAssert = true;
        break;
      case 'no-cookie-store':
        options.noCookieStore = true;
        break;
      case 'no-header':
        if (value.trim() === '') throw new ArgumentError('Missing header name');
        options.noHeaders = [...(options.noHeaders ?? []), value.trim()];
        break;
      case 'no-jsonpath-coercion':
        options.jsonpathCoercion = false;
        break;
      case 'retry':
        options.retry = whole(option, value, -1);
        break;
      case 'retry-interval':
        options.retryIntervalMs = duration(option, value, 'ms');
        break;
      case 'user':
        options.user = value;
        break;
      case 'user-agent':
        options.userAgent = value;
        break;
      case 'cacert':
        wishes = { ...wishes, cacert: value };
        break;
      case 'cert':
        wishes = { ...wishes, cert: value };
        break;
      case 'key':
        wishes = { ...wishes, key: value };
        break;
      case 'connect-to':
        wishes = { ...wishes, connectTo: [...(wishes.connectTo ?? []), value] };
        break;
      case 'resolve':
        wishes = { ...wishes, resolve: [...(wishes.resolve ?? []), value] };
        break;
      case 'insecure':
        wishes = { ...wishes, insecure: true };
        break;
      case 'ipv4':
        wishes = { ...wishes, ipVersion: 4 };
        break;
      case 'ipv6':
        wishes = { ...wishes, ipVersion: 6 };
        break;
      case 'http1.0':
        wishes = { ...wishes, httpVersion: '1.0' };
        break;
      case 'http1.1':
        wishes = { ...wishes, httpVersion: '1.1' };
        break;
      case 'http2':
        wishes = { ...wishes, httpVersion: '2' };
        break;
      case 'http2-prior-knowledge':
        wishes = { ...wishes, httpVersion: '2-prior-knowledge' };
        break;
      case 'http3':
        wishes = { ...wishes, httpVersion: '3' };
        break;
      case 'limit-rate':
        wishes = { ...wishes, limitRate: whole(option, value, 1) };
        break;
      case 'path-as-is':
        wishes = { ...wishes, pathAsIs: true };
        break;
      case 'proxy':
        wishes = { ...wishes, proxy: value };
        break;
      case 'no-proxy':
        // Proxies are used only where one is named, never from the environment.
        break;
      case 'unix-socket':
        wishes = { ...wishes, unixSocket: value };
        break;
      default:
        throw new ArgumentError(`unexpected argument '--${option}' found`);
    }
  }
  if (line.json && line.noOutput) throw new ArgumentError(`the argument '--json' cannot be used with '--no-output'`);
  options.wishes = { ...DEFAULT_OPTIONS.wishes, ...wishes };
  return line;
}

export const HELP = `Run and test HTTP requests with plain text (the Hurl language, version 8)

Usage: npm run hurl -- [options] FILE...

  FILE...                        Files or folders to run, - for standard input
  --glob <GLOB>                  Files that match; may be given more than once

Running
  --test                         Test mode: no body, one line a file, a summary
  --variable <NAME=VALUE>        Define a variable
  --variables-file <FILE>        Define variables, one NAME=VALUE a line
  --secret <NAME=VALUE>          Define a variable that is never shown
  --secrets-file <FILE>          Define secrets, one NAME=VALUE a line
  --continue-on-error            Go on after a failed entry
  --from-entry <N>, --to-entry <N>
  --retry <N>, --retry-interval <MS>, --delay <MS>, --repeat <N>, --jobs <N>
  --file-root <DIR>              Where file,...; may read (default: the file's folder)
  --no-assert, --no-jsonpath-coercion

HTTP
  -L, --location                 Follow redirects; --location-trusted, --max-redirs <N>
  -m, --max-time <S>, --connect-timeout <S>, --max-filesize <BYTES>
  -H, --header <NAME:VALUE>, --no-header <NAME>, -A, --user-agent <NAME>, -u, --user <USER:PASSWORD>
  -b, --cookie <FILE>, -c, --cookie-jar <FILE>, --no-cookie-store
  --compressed, -k, --insecure, --cacert <FILE>, -E, --cert <FILE>, --key <FILE>
  -x, --proxy <HOST:PORT>, --connect-to <...>, --resolve <...>, --unix-socket <PATH>, --path-as-is, -4, -6

Output
  -i, --include                  Headers with the body
  -o, --output <FILE>, --no-output, --json, --pretty, --no-pretty, --color, --no-color
  -v, --verbose, --very-verbose, --verbosity <LEVEL>, --error-format <short|long>
  --report-junit <FILE>, --report-tap <FILE>, --report-json <DIR>, --curl <FILE>

Exit codes: 0 success, 1 options, 2 a file cannot be parsed, 3 an entry could not be run, 4 an assert failed
`;
