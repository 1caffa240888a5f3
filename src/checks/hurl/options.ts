// The options of a run and of an entry. Facts: https://hurl.dev/docs/request.html#options, https://hurl.dev/docs/manual.html
import type { BooleanArgument, BooleanOptionName, DurationArgument, Entry, EntryOption, IntegerArgument, Placeholder, Template, TemplateOptionName } from './ast.ts';
import { HurlRunError } from './errors.ts';
import { evaluateExpression, renderTemplate, type Scope } from './scope.ts';
import type { TransportWishes } from './transport.ts';
import { literalNumber, NULL, boolean, repr, string } from './value.ts';

export interface RunOptions {
  readonly compressed: boolean;
  readonly connectTimeoutMs: number;
  readonly continueOnError: boolean;
  readonly delayMs: number;
  readonly failWithBody: boolean;
  readonly followLocation: 'no' | 'same-host' | 'trusted';
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly jsonpathCoercion: boolean;
  /** bytes of a response's body; more ends the entry in an error */
  readonly maxBodySize: number;
  /** -1: no limit */
  readonly maxRedirects: number;
  readonly noAssert: boolean;
  readonly noCookieStore: boolean;
  readonly noHeaders: readonly string[];
  readonly output: string | null;
  /** null: once; -1: for ever */
  readonly repeat: number | null;
  /** null: no retry; -1: for ever */
  readonly retry: number | null;
  readonly retryIntervalMs: number;
  readonly skip: boolean;
  readonly timeoutMs: number;
  readonly user: string | null;
  readonly userAgent: string;
  readonly wishes: TransportWishes;
}

export const DEFAULT_OPTIONS: RunOptions = {
  compressed: false,
  connectTimeoutMs: 300_000,
  continueOnError: false,
  delayMs: 0,
  failWithBody: false,
  followLocation: 'no',
  headers: [],
  jsonpathCoercion: true,
  maxBodySize: 50_000_000,
  maxRedirects: 50,
  noAssert: false,
  noCookieStore: false,
  noHeaders: [],
  output: null,
  repeat: null,
  retry: null,
  retryIntervalMs: 1000,
  skip: false,
  timeoutMs: 300_000,
  user: null,
  // The version of Hurl whose language this is.
  userAgent: 'hurl/8.1.0',
  wishes: {},
};

function wrongType(placeholder: Placeholder, expecting: string, actual: string): never {
  const detail = `expecting ${expecting}, actual value is ${actual}`;
  throw new HurlRunError('EXPRESSION_TYPE', 'Invalid expression type', detail, placeholder.expression.span);
}

function booleanOf(argument: BooleanArgument, scope: Scope): boolean {
  if (argument.kind === 'boolean') return argument.value;
  const value = evaluateExpression(argument.expression, scope);
  return value.kind === 'boolean' ? value.value : wrongType(argument, 'boolean', repr(value));
}

function integerOf(argument: IntegerArgument, scope: Scope, minimum: bigint, expecting: string): number {
  if (argument.kind === 'integer') return Number(argument.value);
  const value = evaluateExpression(argument.expression, scope);
  if (value.kind !== 'integer') return wrongType(argument, 'integer', repr(value));
  return value.value < minimum ? wrongType(argument, expecting, repr(value)) : Number(value.value);
}

const UNITS = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

function durationOf(argument: DurationArgument, scope: Scope): number {
  if (argument.kind === 'duration') return Number(argument.value) * UNITS[argument.unit];
  const value = evaluateExpression(argument.expression, scope);
  if (value.kind !== 'integer' || value.value < 0n) return wrongType(argument, 'positive integer', repr(value));
  return Number(value.value);
}

function unsupported(option: EntryOption, why: string): never {
  const detail = `the option ${option.option.name} is not supported: ${why}`;
  throw new HurlRunError('UNSUPPORTED', 'Unsupported option', detail, option.span);
}

function invalidOption(option: EntryOption, template: Template, value: string, message: string): never {
  const detail = `invalid ${option.option.name} option value <${value}>: ${message}`;
  throw new HurlRunError('INVALID_OPTION', 'Invalid option value', detail, template.span);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function applyBoolean(name: BooleanOptionName, value: boolean, to: Mutable<RunOptions>, option: EntryOption): void {
  const wish = (wishes: TransportWishes): void => {
    to.wishes = { ...to.wishes, ...wishes };
  };
  switch (name) {
    case 'compressed':
      to.compressed = value;
      break;
    case 'fail-with-body':
      to.failWithBody = value;
      break;
    case 'location':
      to.followLocation = value ? 'same-host' : 'no';
      break;
    case 'location-trusted':
      if (value) to.followLocation = 'trusted';
      break;
    case 'no-jsonpath-coercion':
      to.jsonpathCoercion = !value;
      break;
    case 'path-as-is':
      wish({ pathAsIs: value });
      break;
    case 'skip':
      to.skip = value;
      break;
    case 'insecure':
      wish({ insecure: value });
      break;
    case 'ipv4':
      wish({ ipVersion: value ? 4 : 6 });
      break;
    case 'ipv6':
      wish({ ipVersion: value ? 6 : 4 });
      break;
    case 'http1.0':
      if (value) wish({ httpVersion: '1.0' });
      break;
    case 'http1.1':
      wish({ httpVersion: value ? '1.1' : '1.0' });
      break;
    case 'http2':
      wish({ httpVersion: value ? '2' : '1.1' });
      break;
    case 'http2-prior-knowledge':
      wish({ httpVersion: value ? '2-prior-knowledge' : '1.1' });
      break;
    case 'http3':
      wish({ httpVersion: value ? '3' : '2' });
      break;
    case 'digest':
    case 'negotiate':
    case 'netrc':
    case 'netrc-optional':
    case 'ntlm':
      if (value) unsupported(option, `${name} authentication is not implemented, use [BasicAuth] or an Authorization header`);
      break;
    case 'verbose':
    case 'very-verbose':
      // What is logged is not the engine's business.
      break;
  }
}

function applyTemplate(name: TemplateOptionName, template: Template, scope: Scope, to: Mutable<RunOptions>, option: EntryOption): void {
  const value = renderTemplate(template, scope);
  const wish = (wishes: TransportWishes): void => {
    to.wishes = { ...to.wishes, ...wishes };
  };
  switch (name) {
    case 'header': {
      const colon = value.indexOf(':');
      if (colon < 0) invalidOption(option, template, value, 'missing `:`');
      to.headers = [...to.headers, [value.slice(0, colon).trim(), value.slice(colon + 1).trim()]];
      break;
    }
    case 'no-header':
      to.noHeaders = [...to.noHeaders, value];
      break;
    case 'output':
      to.output = value;
      break;
    case 'user':
      to.user = value;
      break;
    case 'cacert':
      wish({ cacert: value });
      break;
    case 'cert':
      wish({ cert: value });
      break;
    case 'key':
      wish({ key: value });
      break;
    case 'connect-to':
      wish({ connectTo: [...(to.wishes.connectTo ?? []), value] });
      break;
    case 'resolve':
      wish({ resolve: [...(to.wishes.resolve ?? []), value] });
      break;
    case 'proxy':
      wish({ proxy: value });
      break;
    case 'unix-socket':
      wish({ unixSocket: value });
      break;
    case 'tls-max':
    case 'tls-min':
      if (!['1.0', '1.1', '1.2', '1.3'].includes(value)) invalidOption(option, template, value, 'expecting 1.0, 1.1, 1.2, 1.3');
      unsupported(option, 'the TLS version cannot be chosen here');
      break;
    case 'netrc-file':
      unsupported(option, 'netrc files are not read, use [BasicAuth] or the option user');
      break;
    case 'aws-sigv4':
    case 'pinnedpubkey':
      unsupported(option, `${name} is not implemented`);
  }
}

/**
 * The options of one entry: those of the run with its own on top. `variable` sets variables on the way.
 * @throws HurlRunError for a placeholder of the wrong type, or an option that cannot be had here
 */
export function entryOptions(entry: Entry, base: RunOptions, scope: Scope): RunOptions {
  const to: Mutable<RunOptions> = { ...base, output: null };
  for (const section of entry.request.sections) {
    if (section.name !== 'Options') continue;
    for (const item of section.options) {
      const { option } = item;
      switch (option.kind) {
        case 'boolean':
          applyBoolean(option.name, booleanOf(option.value, scope), to, item);
          break;
        case 'template':
          applyTemplate(option.name, option.value, scope, to, item);
          break;
        case 'natural':
          to.wishes = { ...to.wishes, limitRate: integerOf(option.value, scope, 1n, 'integer > 0') };
          break;
        case 'count': {
          const count = integerOf(option.value, scope, -1n, 'integer >= -1');
          if (option.name === 'retry') to.retry = count;
          else if (option.name === 'repeat') to.repeat = count;
          else to.maxRedirects = count;
          break;
        }
        case 'duration': {
          const ms = durationOf(option.value, scope);
          if (option.name === 'delay') to.delayMs = ms;
          else if (option.name === 'max-time') to.timeoutMs = ms;
          else if (option.name === 'connect-timeout') to.connectTimeoutMs = ms;
          else to.retryIntervalMs = ms;
          break;
        }
        case 'variable': {
          const { value } = option;
          scope.variables.set(
            option.variable,
            value.kind === 'null'
              ? NULL
              : value.kind === 'boolean'
                ? boolean(value.value)
                : value.kind === 'number'
                  ? literalNumber(value.value)
                  : string(renderTemplate(value.value, scope)),
          );
          break;
        }
        case 'verbosity':
          break;
      }
    }
  }
  return to;
}
