// The requests of a lesson's checks as they would be sent, so that a person can send them by hand.
import { HurlParseError, HurlRunError, parse, Variables, type Placeholder } from './hurl/index.ts';
import { prepareRequest } from './hurl/request.ts';
import { readCheckComment } from './check-comment.ts';

export interface ExampleRequest {
  /** of the check that it belongs to */
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | null;
  /** names of variables that an earlier answer gives; they stand in the request as `{{name}}` */
  readonly open: readonly string[];
}

/** Names of every placeholder below a node of the syntax tree. */
function placeholdersIn(node: unknown, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(node)) for (const item of node) placeholdersIn(item, found);
  else if (typeof node === 'object' && node !== null) {
    const { kind, expression } = node as Partial<Placeholder>;
    if (kind === 'placeholder' && expression?.kind === 'variable') found.add(expression.name);
    for (const value of Object.values(node)) placeholdersIn(value, found);
  }
  return found;
}

/**
 * The requests of a Hurl file. Files that cannot be read have none: the checks panel tells why.
 * @param variables what is known before anything is sent, for example `host`
 */
export async function exampleRequests(source: string, file: string, variables: Readonly<Record<string, string>>): Promise<readonly ExampleRequest[]> {
  let entries;
  try {
    ({ entries } = parse(source, { file }));
  } catch (error) {
    if (error instanceof HurlParseError) return [];
    throw error;
  }
  const examples: ExampleRequest[] = [];
  let title = '';
  for (const { request } of entries) {
    const comments = request.lead.lines.flatMap(({ comment }) => (comment === null ? [] : [{ text: comment.text, line: comment.span.start.line }]));
    title = readCheckComment(comments, () => undefined)?.title ?? title;
    const known = new Variables();
    const open = [...placeholdersIn(request)].filter((name) => variables[name] === undefined);
    for (const name of open) known.set(name, { kind: 'string', value: `{{${name}}}` });
    for (const [name, value] of Object.entries(variables)) known.set(name, { kind: 'string', value });
    try {
      const { method, url, headers, cookies, body, contentType } = await prepareRequest(request, { variables: known, readFile: () => Promise.reject(new Error('files are not read for examples')) });
      const all: [string, string][] = headers.map(([name, value]) => [name, value]);
      if (contentType !== null && !all.some(([name]) => name.toLowerCase() === 'content-type')) all.push(['Content-Type', contentType]);
      if (cookies.length > 0) all.push(['Cookie', cookies.join('; ')]);
      examples.push({ title, method, url, headers: all, body, open });
    } catch (error) {
      // An entry that reads a file, or whose address comes from an earlier answer whole, has no example.
      if (!(error instanceof HurlRunError)) throw error;
    }
  }
  return examples;
}
