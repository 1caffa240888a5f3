// Answers a request for a preview from a container: what the browser asked becomes a request on the wire, what the program answered becomes what the
// browser may see. Cookies are kept here, a jar for each container and port, so that they meet neither the site's nor another port's.
import { CookieJar } from 'tough-cookie';
import { RequestError, type Requester, type WireRequest } from '../container/container.ts';
import { formatPreviewAddress, resolveInContainer, type PreviewPlace } from './address.ts';
import { NAVIGATION_HEADER, PROBLEM_HEADER, REFERRER_HEADER } from './messages.ts';
import { isTypeUnknown, sniffType } from './sniff.ts';

/** Statuses whose response has no body (Fetch, "null body status"). */
const NULL_BODY = new Set([204, 205, 304]);

/** Fields that belong to the connection (RFC 9110, 7.6.1), are kept elsewhere, or would speak for the site rather than for the program's page. */
const NOT_PASSED_ON = new Set([
  'connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'set-cookie', 'set-cookie2', 'location',
  // The worker serves previews under a policy of its own; the program's would forbid the page what makes it work here.
  'content-security-policy', 'content-security-policy-report-only', 'x-frame-options', 'cross-origin-opener-policy', 'cross-origin-embedder-policy',
  'strict-transport-security', 'clear-site-data', 'service-worker-allowed', 'refresh', 'nel', 'report-to', 'reporting-endpoints',
  // Browsers cache by the preview's address, which the next program shares.
  'cache-control', 'expires', 'pragma', 'age',
]);

export interface PreviewCookies {
  jar(port: number): CookieJar;
}

/** Jars of one container, made when a port first needs one. */
export function previewCookies(): PreviewCookies {
  const jars = new Map<number, CookieJar>();
  return {
    jar(port) {
      let jar = jars.get(port);
      // `localhost` is a public suffix to some lists, and a host name like any other to a browser.
      if (jar === undefined) jars.set(port, (jar = new CookieJar(undefined, { rejectPublicSuffixes: false, looseMode: true })));
      return jar;
    },
  };
}

const problem = (status: number, code: string, message: string): Response =>
  new Response(`${message}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8', [PROBLEM_HEADER]: code } });

/** Words for the reader of a page that there is no answer for. */
function describe(error: RequestError, port: number): Response {
  switch (error.code) {
    case 'ECONNREFUSED':
      return problem(503, error.code, `Nothing listens on port ${port}. Press Run in Backlot to start the program.`);
    case 'CONTAINER_LOST':
      return problem(503, error.code, `The container of this preview is gone: ${error.message}`);
    case 'ABORTED':
    case 'ECONNRESET':
    case 'HPE_INVALID':
    case 'EPROTO':
      return problem(502, error.code, `The program on port ${port} gave no answer: ${error.message}`);
  }
}

export interface PreviewContext {
  /** the site's first page */
  readonly scope: string;
  readonly container: Requester;
  readonly cookies: PreviewCookies;
  /** the browser's */
  readonly userAgent: string;
}

/**
 * Answers a request for a preview.
 * @param place which port and target it is for
 * @returns the program's answer, or one that says why there is none (marked by `PROBLEM_HEADER`)
 */
export async function answerPreview(request: Request, place: PreviewPlace, { scope, container, cookies, userAgent }: PreviewContext): Promise<Response> {
  const { port, target } = place;
  const address = `http://localhost:${port}${target}`;
  const jar = cookies.jar(port);
  const headers: [string, string][] = [['Host', `localhost:${port}`]];
  for (const [name, value] of request.headers) {
    if (name === NAVIGATION_HEADER || name === REFERRER_HEADER || name === 'cookie') continue;
    headers.push([name, value]);
  }
  const has = (name: string): boolean => headers.some(([given]) => given.toLowerCase() === name);
  if (!has('user-agent')) headers.push(['User-Agent', userAgent]);
  const from = request.headers.get(REFERRER_HEADER);
  const referrer = from === null ? undefined : resolveInContainer(from, place, scope);
  if (referrer !== undefined) headers.push(['Referer', `http://localhost:${referrer.port}${referrer.target}`]);
  if (!['GET', 'HEAD'].includes(request.method)) headers.push(['Origin', `http://localhost:${referrer?.port ?? port}`]);
  const cookie = await jar.getCookieString(address);
  if (cookie !== '') headers.push(['Cookie', cookie]);
  const body = ['GET', 'HEAD'].includes(request.method) ? null : new Uint8Array(await request.arrayBuffer());
  const wire: WireRequest = { method: request.method, target, headers, signal: request.signal, ...(body === null || body.length === 0 ? {} : { body }) };
  let answer;
  try {
    answer = await container.request(port, wire, { sender: 'preview' });
  } catch (error) {
    if (error instanceof RequestError) return describe(error, port);
    throw error;
  }
  const passed = new Headers();
  for (const [name, value] of answer.headers) {
    const lower = name.toLowerCase();
    if (lower === 'set-cookie') {
      // A cookie that a browser would refuse is refused here too, without a word.
      await jar.setCookie(value, address, { ignoreError: true });
    } else if (lower === 'location') {
      const to = resolveInContainer(value, place, scope);
      passed.set(name, to === undefined ? value : formatPreviewAddress(to, scope) + fragmentOf(value));
    } else if (!NOT_PASSED_ON.has(lower)) passed.append(name, value);
  }
  const noSniff = passed.get('x-content-type-options')?.trim().toLowerCase() === 'nosniff';
  passed.set('cache-control', 'no-store');
  passed.set('x-content-type-options', 'nosniff');
  if (answer.status < 200 || answer.status > 599) return problem(502, 'HPE_INVALID', `The program answered with status ${answer.status}, which no browser can show.`);
  const hasBody = !NULL_BODY.has(answer.status) && request.method !== 'HEAD';
  if (!hasBody) await answer.body.cancel();
  let shown = hasBody ? decoded(answer.body, passed) : null;
  if (shown !== null && request.headers.has(NAVIGATION_HEADER) && isTypeUnknown(passed.get('content-type'))) {
    const sniffed = await sniffType(shown, noSniff);
    passed.set('content-type', sniffed.type);
    shown = sniffed.body;
  }
  return new Response(shown, { status: answer.status, statusText: answer.statusText, headers: passed });
}

/** Content codings that browsers undo themselves on the network, but not for an answer from a worker. */
function decoded(body: ReadableStream<Uint8Array>, headers: Headers): ReadableStream<Uint8Array> {
  const coding = headers.get('content-encoding')?.trim().toLowerCase();
  const format = coding === 'gzip' || coding === 'x-gzip' ? 'gzip' : coding === 'deflate' ? 'deflate' : undefined;
  if (format === undefined) return body;
  headers.delete('content-encoding');
  headers.delete('content-length');
  return body.pipeThrough(new DecompressionStream(format) as ReadableWritablePair<Uint8Array, Uint8Array>);
}

function fragmentOf(location: string): string {
  const at = location.indexOf('#');
  return at < 0 ? '' : location.slice(at);
}
