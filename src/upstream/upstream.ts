// The outside world of a lesson: its MSW handlers (upstream.ts in the lesson's folder) answer what programs send to other machines.
import { getResponse, type RequestHandler } from 'msw';
import type { OutsideAnswer, OutsideRequest, OutsideWorld } from '../container/container.ts';

/** Marks MSW's `passthrough()`. */
const INTENTION = 'x-msw-intention';
/** Under this description MSW keeps the Set-Cookie fields of a response, which Fetch hides. */
const SET_COOKIE_SYMBOL = 'kSetCookie';

/** What upstream.ts exports as `handlers` or by default: handlers, or a function that makes them anew for each run of the program. */
export type UpstreamModule = Readonly<Record<string, unknown>>;

/**
 * The handlers of a lesson's module.
 * @throws TypeError that says what upstream.ts must export, when it does not
 */
export function handlersOf(module: UpstreamModule): RequestHandler[] {
  const exported = module['handlers'] ?? module['default'];
  const made: unknown = typeof exported === 'function' ? (exported as () => unknown)() : exported;
  const all = Array.isArray(made) ? (made as unknown[]) : [];
  if (!Array.isArray(made) || !all.every((handler) => typeof handler === 'object' && handler !== null && 'run' in handler)) {
    throw new TypeError("upstream.ts must export `handlers`: an array of MSW request handlers (http.get('https://...', ...)), or a function that returns one.");
  }
  return all as RequestHandler[];
}

/** A request as MSW's handlers get it: with all its headers, those that browsers forbid pages to set included. */
function asFetchRequest({ method, url, headers, body, signal }: OutsideRequest): Request {
  const all = new Headers();
  for (const [name, value] of headers) {
    try {
      all.append(name, value);
    } catch {
      // A name or value that Fetch does not know how to hold.
    }
  }
  const hasBody = body.length > 0 && method !== 'GET' && method !== 'HEAD';
  const withAll = (request: Request): Request => {
    Object.defineProperty(request, 'headers', { value: new Headers(all) });
    const clone = request.clone.bind(request);
    Object.defineProperty(request, 'clone', { value: () => withAll(clone()) });
    return request;
  };
  const contentType = all.get('content-type');
  return withAll(new Request(url, { method, signal, ...(hasBody ? { body } : {}), ...(contentType === null ? {} : { headers: { 'content-type': contentType } }) }));
}

function headersOf(response: Response): [string, string][] {
  const headers = [...response.headers].filter(([name]) => name !== INTENTION && name !== 'set-cookie');
  const hidden = Object.getOwnPropertySymbols(response).find(({ description }) => description === SET_COOKIE_SYMBOL);
  const kept: unknown = hidden === undefined ? undefined : (response as unknown as Record<symbol, unknown>)[hidden];
  const cookies = typeof kept === 'string' ? kept.split(/,\s*(?=[^;,\s]+=)/) : response.headers.getSetCookie();
  for (const cookie of cookies) headers.push(['set-cookie', cookie]);
  return headers;
}

/** `http.get` and the like, for the words of an error. */
const methodOfMsw = (method: string): string => (['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? method.toLowerCase() : 'all');

/** What a program is told that asks where nobody answers. */
export function noHandler({ method, url }: Pick<OutsideRequest, 'method' | 'url'>): string {
  const { origin, pathname } = new URL(url);
  return `No handler answers ${method} ${origin}${pathname}. There is no internet inside Backlot: the lesson's upstream.ts plays other machines. Whoever writes the lesson adds http.${methodOfMsw(method)}('${origin}${pathname}', ...) to it.`;
}

export interface PlayOptions {
  /** asked anew for each request */
  readonly handlers: () => readonly RequestHandler[];
  /** told of what concerns whoever wrote the handlers; the same text once */
  readonly onProblem: (message: string) => void;
}

/** Plays the outside world by MSW's handlers. */
export function playUpstream({ handlers, onProblem }: PlayOptions): OutsideWorld {
  const told = new Set<string>();
  const tell = (message: string): void => {
    if (told.has(message)) return;
    told.add(message);
    onProblem(message);
  };
  return async (request): Promise<OutsideAnswer> => {
    let response: Response | undefined;
    try {
      response = await getResponse([...handlers()], asFetchRequest(request));
    } catch (error) {
      // As MSW does: a handler that throws is a server that fails.
      const message = error instanceof Error ? error.message : String(error);
      tell(`The handler of upstream.ts for ${request.method} ${request.url} failed: ${message}`);
      const failed = Response.json({ name: error instanceof Error ? error.name : 'Error', message }, { status: 500, statusText: 'Unhandled Exception' });
      return { kind: 'response', response: failed, headers: headersOf(failed) };
    }
    if (response === undefined || response.headers.get(INTENTION) === 'passthrough') {
      const message = noHandler(request);
      tell(message);
      return { kind: 'refused', code: 'NO_HANDLER', message };
    }
    if (response.type === 'error' || response.status === 0) return { kind: 'network-error' };
    return { kind: 'response', response, headers: headersOf(response) };
  };
}
