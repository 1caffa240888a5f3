// A request as a person composes it in the Requests panel, and what it is on the wire. Facts: RFC 9112 (request-target), RFC 7617 (Basic),
// RFC 6750 (Bearer), WHATWG URL (application/x-www-form-urlencoded), WHATWG XMLHttpRequest (multipart of FormData).
import type { Exchange } from '../../container/exchange.ts';
import { bodyBytes } from '../../container/exchange.ts';
import type { WireRequest } from '../../container/container.ts';
import { latin1OfBytes } from '../../container/latin1.ts';
import type { BodyKind, Draft, DraftBody, Pair } from '../../lesson/saved-requests.ts';

export const bodyKinds: readonly BodyKind[] = ['none', 'json', 'form', 'multipart', 'text', 'file'];

export const commonMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

/** Bytes of a file that may go with a request of the panel. */
export const MAX_FILE = 20 * 1024 * 1024;

/** A request that nothing has been written into: GET / of a port. */
export function emptyDraft(port: number): Draft {
  return {
    method: 'GET',
    port,
    target: '/',
    spareQuery: [],
    headers: [],
    auth: { kind: 'none', username: '', password: '', token: '' },
    body: { kind: 'none', json: '', form: [], parts: [], text: '', file: null },
    useCookies: false,
  };
}

// ---- the query ----

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    // A % that begins no escape is meant as it stands.
    return text;
  }
};

const withoutFragment = (target: string): string => target.split('#', 1)[0] ?? '';

/** The query as rows: those of the target, and between them those that are switched off. */
export function queryRows({ target, spareQuery }: Pick<Draft, 'target' | 'spareQuery'>): readonly Pair[] {
  const at = withoutFragment(target).indexOf('?');
  const query = at < 0 ? '' : withoutFragment(target).slice(at + 1);
  const rows = query === '' ? [] : query.split('&').map((part): Pair => {
    const equals = part.indexOf('=');
    return { name: decode(equals < 0 ? part : part.slice(0, equals)), value: equals < 0 ? '' : decode(part.slice(equals + 1)), enabled: true };
  });
  for (const { at: place, ...row } of spareQuery) rows.splice(place, 0, row);
  return rows;
}

/** The draft with other rows of the query; the path stays as it was typed. */
export function withQueryRows(draft: Draft, rows: readonly Pair[]): Draft {
  const path = withoutFragment(draft.target).split('?', 1)[0] ?? '';
  const sent = rows.filter((row) => row.enabled && (row.name !== '' || row.value !== ''));
  const query = sent.map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return { ...draft, target: query === '' ? path : `${path}?${query}`, spareQuery: rows.flatMap((row, at) => (sent.includes(row) ? [] : [{ ...row, at }])) };
}

// ---- on the wire ----

export type DraftProblem = 'method' | 'target' | 'header' | 'json' | 'file';

/** The draft cannot be sent as it is. */
export class DraftError extends Error {
  readonly problem: DraftProblem;
  constructor(problem: DraftProblem, message: string) {
    super(message);
    this.name = 'DraftError';
    this.problem = problem;
  }
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** The target with what cannot stand in a request line percent-encoded, and nothing else changed. */
export function wireTarget(target: string): string {
  const path = withoutFragment(target.trim());
  const absolute = path === '*' ? path : path.startsWith('/') ? path : `/${path}`;
  return absolute.toWellFormed().replace(/[^\x21-\x7e]+/gu, (part) => encodeURIComponent(part));
}

/** Where a request goes, as an address: what its cookies belong to. */
export function urlOf({ port, target }: Pick<Draft, 'port' | 'target'>): URL {
  return new URL(`http://localhost:${port}${wireTarget(target).replace(/^\*$/, '/')}`);
}

const base64 = (text: string): string => btoa(latin1OfBytes(new TextEncoder().encode(text)));

async function encodeBody(body: DraftBody): Promise<{ readonly bytes: Uint8Array | null; readonly type: string | null }> {
  const enabled = <T extends Pair>(rows: readonly T[]): readonly T[] => rows.filter((row) => row.enabled && (row.name !== '' || row.value !== ''));
  switch (body.kind) {
    case 'none':
      return { bytes: null, type: null };
    case 'json':
      return { bytes: new TextEncoder().encode(body.json), type: 'application/json' };
    case 'text':
      return { bytes: new TextEncoder().encode(body.text), type: 'text/plain; charset=utf-8' };
    case 'form':
      return { bytes: new TextEncoder().encode(new URLSearchParams(enabled(body.form).map(({ name, value }) => [name, value])).toString()), type: 'application/x-www-form-urlencoded' };
    case 'file':
      if (body.file === null) throw new DraftError('file', 'Choose the file that is to be sent.');
      return { bytes: body.file.data, type: body.file.type === '' ? 'application/octet-stream' : body.file.type };
    case 'multipart': {
      const form = new FormData();
      for (const { name, value, file } of body.parts.filter((part) => part.enabled && (part.name !== '' || part.value !== '' || part.file !== null))) {
        if (file === null) form.append(name, value);
        else form.append(name, new File([file.data as Uint8Array<ArrayBuffer>], file.name, { type: file.type }));
      }
      const encoded = new Response(form);
      return { bytes: new Uint8Array(await encoded.arrayBuffer()), type: encoded.headers.get('content-type') };
    }
  }
}

/**
 * What a draft is on the wire.
 * @param cookies `name=value` of those that the jar has for it
 * @throws DraftError when something of it cannot be sent
 */
export async function toWire(draft: Draft, cookies: readonly string[] = []): Promise<WireRequest> {
  const method = draft.method.trim();
  if (!TOKEN.test(method)) throw new DraftError('method', `“${draft.method}” cannot be a method: a method is one word, such as GET.`);
  const headers: (readonly [string, string])[] = [];
  for (const { name, value, enabled } of draft.headers) {
    if (!enabled || (name === '' && value === '')) continue;
    if (!TOKEN.test(name.trim())) throw new DraftError('header', `“${name}” cannot be the name of a header: it is one word without spaces or colons.`);
    if (/[\r\n\0]/.test(value)) throw new DraftError('header', `The value of ${name} must be one line.`);
    headers.push([name.trim(), value.trim()]);
  }
  const has = (name: string): boolean => headers.some(([given]) => given.toLowerCase() === name);
  const { auth } = draft;
  if (!has('authorization')) {
    if (auth.kind === 'basic') headers.push(['Authorization', `Basic ${base64(`${auth.username}:${auth.password}`)}`]);
    else if (auth.kind === 'bearer') headers.push(['Authorization', `Bearer ${auth.token.trim()}`]);
  }
  if (draft.useCookies && cookies.length > 0 && !has('cookie')) headers.push(['Cookie', cookies.join('; ')]);
  const { bytes, type } = await encodeBody(draft.body);
  if (type !== null && !has('content-type')) headers.push(['Content-Type', type]);
  return { method, target: wireTarget(draft.target), headers, body: bytes };
}

// ---- from elsewhere ----

export interface PlainRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | null;
}

/** Headers that are made anew for each request. */
const OWN = new Set(['content-length', 'connection', 'transfer-encoding', 'host']);

function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A draft of a request that was sent or read somewhere, with its body in the editor that suits it. */
export function draftOf(request: PlainRequest, port: number): Draft {
  const draft = emptyDraft(port);
  const isDefaultHost = (name: string, value: string): boolean => name !== 'host' || value === `localhost:${port}` || value === 'localhost';
  const headers = request.headers.filter(([name, value]) => !OWN.has(name.toLowerCase()) || !isDefaultHost(name.toLowerCase(), value));
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  const media = type.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  let body = draft.body;
  let madeType: string | null = null;
  if (request.body !== null && request.body.length > 0) {
    const text = textOf(request.body);
    if (text === null) {
      body = { ...body, kind: 'file', file: { name: 'body', type: media, data: request.body } };
    } else if (media === 'application/json' || (media === '' && /^\s*[[{]/.test(text))) {
      body = { ...body, kind: 'json', json: indented(text) };
      madeType = 'application/json';
    } else if (media === 'application/x-www-form-urlencoded') {
      body = { ...body, kind: 'form', form: [...new URLSearchParams(text)].map(([name, value]) => ({ name, value, enabled: true })) };
      madeType = 'application/x-www-form-urlencoded';
    } else {
      body = { ...body, kind: 'text', text };
      madeType = 'text/plain; charset=utf-8';
    }
  }
  return {
    ...draft,
    method: request.method,
    target: request.target,
    // A header that the kind of body makes by itself would only be in the way when another is chosen.
    headers: headers.filter(([name, value]) => name.toLowerCase() !== 'content-type' || value !== madeType).map(([name, value]) => ({ name, value, enabled: true })),
    body,
  };
}

/** Lays JSON out over several lines; anything else stays as it is. */
export function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A draft of a recorded exchange. A body that was cut cannot be sent again: what is kept of it is shown. */
export function draftOfExchange({ request, port }: Pick<Exchange, 'request' | 'port'>, fallbackPort: number): Draft {
  return draftOf({ method: request.method, target: request.target, headers: request.headers, body: request.body.size === 0 ? null : bodyBytes(request.body) }, port ?? fallbackPort);
}
