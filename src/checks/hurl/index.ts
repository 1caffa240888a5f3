// The Hurl language, version 8, in JavaScript: `parse`, `format`, `run`. No DOM, no Node: the caller brings the transport.
export type * from './ast.ts';
export { HurlParseError, HurlRunError, renderError, type Paint, type RunnerErrorCode, type SourceError } from './errors.ts';
export { parse } from './parse.ts';
export { format } from './format.ts';
export {
  run,
  type AssertResult,
  type CaptureResult,
  type EntryResult,
  type RunEnvironment,
  type RunEvent,
  type RunResult,
  type VariableInput,
} from './run.ts';
export { DEFAULT_OPTIONS, type RunOptions } from './options.ts';
export { FileForbiddenError, Variables } from './scope.ts';
export { CookieJar, formatNetscapeCookie, parseNetscapeCookie, type StoredCookie } from './cookies.ts';
export type { Call, ReceivedResponse, SentRequest } from './exchange.ts';
export { TransportError } from './transport.ts';
export type {
  Transport,
  TransportCertificate,
  TransportErrorCode,
  TransportRequest,
  TransportResponse,
  TransportWishes,
} from './transport.ts';
export type { Value } from './value.ts';
export { display, toPlain } from './value.ts';

/** Loads what the first run would otherwise wait for: JSONPath, exact numbers, regular expressions. */
export async function preload(): Promise<void> {
  await Promise.all([import('json-p3'), import('lossless-json'), import('re2js')]);
}
