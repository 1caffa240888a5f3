// Where in the course the page is, as the part of the address after `#`: `#/rest/create-user?stack=fastify`. A fragment works
// under any path and on any static host.

export interface Route {
  /** `rest/create-user`; null for the course's first or last visited lesson */
  readonly lesson: string | null;
  readonly stack: string | null;
  /** files that the address carries (src/lesson/share.ts); null: none */
  readonly shared: string | null;
}

/** Reads a fragment; anything unknown in it is ignored. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
  const lesson = decode(path.replace(/^\/+|\/+$/g, ''));
  const parameters = new URLSearchParams(query);
  const [stack, shared] = [parameters.get('stack'), parameters.get('files')];
  return { lesson: lesson === '' ? null : lesson, stack: stack === '' ? null : stack, shared: shared === '' ? null : shared };
}

/** The fragment of a place, `#` included. */
export function formatRoute(lesson: string, stack: string | null): string {
  const path = lesson.split('/').map(encodeURIComponent).join('/');
  return `#/${path}${stack === null ? '' : `?stack=${encodeURIComponent(stack)}`}`;
}

/** The fragment of a place with somebody's files, as `encodeShared` made them. */
export function formatShared(lesson: string, stack: string, shared: string): string {
  return `${formatRoute(lesson, stack)}&files=${shared}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
