// The app that embeds the container, as its programs know it: a host of the container's own, which the commands xdg-open and code
// (embedded/shell/opening.ts) post to. What they ask for becomes the client's events of those names.
import type { OutsideAnswer, OutsideWorld } from '../container.ts';
import { isRecord } from '../is-record.ts';

const HOST = 'app.backlot.internal';
/** What programs find in the environment variable BACKLOT_APP. */
export const APP_ADDRESS = `http://${HOST}`;

/** A file of the client's event `code`, as its CodeEventFile. */
export interface CodeFile {
  readonly filepath: string;
  readonly line?: number;
  readonly column?: number;
}

/** What a program asks the app to open. */
export type OpenRequest =
  | { readonly event: 'xdg-open'; readonly text: string }
  | { readonly event: 'code'; readonly type: 'open' | 'diff'; readonly files: readonly CodeFile[] };

const isCount = (value: unknown): value is number | undefined => value === undefined || Number.isSafeInteger(value);

/** What was posted; undefined for what is no request of these commands: any program may post here. */
function readRequest(path: string, body: unknown): OpenRequest | undefined {
  if (!isRecord(body)) return undefined;
  if (path === '/xdg-open') return typeof body['text'] === 'string' ? { event: 'xdg-open', text: body['text'] } : undefined;
  const { type, files } = body;
  if (path !== '/code' || (type !== 'open' && type !== 'diff') || !Array.isArray(files)) return undefined;
  const read = (files as unknown[]).map((file): CodeFile | undefined => {
    const { filepath, line, column } = isRecord(file) ? file : {};
    if (typeof filepath !== 'string' || !isCount(line) || !isCount(column)) return undefined;
    return { filepath, ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
  });
  return read.every((file) => file !== undefined) ? { event: 'code', type, files: read } : undefined;
}

const answer = (status: number, message: string): OutsideAnswer => ({ kind: 'response', response: new Response(message === '' ? null : message, { status }), headers: [['content-type', 'text/plain']] });

/** Puts the app's host before the rest of the outside world. @param open told what is to be opened */
export function withAppHost(open: (request: OpenRequest) => void, world: OutsideWorld): OutsideWorld {
  return (asked) => {
    const url = new URL(asked.url);
    if (url.hostname !== HOST) return world(asked);
    let body: unknown;
    try {
      body = JSON.parse(new TextDecoder().decode(asked.body));
    } catch {
      body = undefined;
    }
    const request = readRequest(url.pathname, body);
    if (request === undefined) return Promise.resolve(answer(400, 'This is not a request of xdg-open or code.'));
    open(request);
    return Promise.resolve(answer(204, ''));
  };
}
