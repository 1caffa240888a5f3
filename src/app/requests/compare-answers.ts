// What differs between two answers to the same request: the learner's server's and the solution's. Loaded when there is something to compare, since
// it reads JSON as the checks do.
import { jsonDifferences } from '../../checks/hurl/differences.ts';
import { bodyBytes, keptBytes, type RecordedHeaders, type RecordedResponse } from '../../container/exchange.ts';
import { decoded, headerOf } from '../network/body-view.ts';
import { strings } from '../strings.ts';

export interface AnswerDifference {
  /** the status, the name of a header, the body, or a JSONPath into it */
  readonly what: string;
  /** null: the learner's answer has no such thing */
  readonly own: string | null;
  /** null: the solution's has none */
  readonly solution: string | null;
}

/** Headers that say nothing of what was answered: they tell of the moment, the connection or the bytes of the body. */
const ASIDE: ReadonlySet<string> = new Set(['connection', 'content-length', 'date', 'etag', 'keep-alive', 'transfer-encoding']);
/** Characters of a body that is not JSON that are shown. */
const SHOWN = 160;

/** Values of headers by their names in lower case. The values of cookies are left out: a session's is another one each time. */
function byName(headers: RecordedHeaders): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    if (ASIDE.has(name)) continue;
    const said = name === 'set-cookie' ? value.replace(/=[^;]*/, '=…') : value;
    const before = found.get(name);
    found.set(name, before === undefined ? said : `${before}, ${said}`);
  }
  return found;
}

async function textOf(response: RecordedResponse): Promise<string | null> {
  const { body } = response;
  if (keptBytes(body) < body.size) return null;
  const bytes = bodyBytes(body);
  const plain = (await decoded(bytes, headerOf(response.headers, 'content-encoding'))) ?? bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    return null;
  }
}

const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

async function bodyDifferences(own: RecordedResponse, solution: RecordedResponse): Promise<readonly AnswerDifference[]> {
  const [ours, theirs] = await Promise.all([textOf(own), textOf(solution)]);
  const what = strings.exchangeView.bodyLabel;
  if (ours === null || theirs === null) {
    // Bytes, or too many of them to compare: their number is what can be said.
    const sizes = { own: strings.exchangeView.bytes(own.body.size), solution: strings.exchangeView.bytes(solution.body.size) };
    return own.body.size === solution.body.size ? [] : [{ what, ...sizes }];
  }
  if (ours === theirs) return [];
  const found = ours === '' || theirs === '' ? undefined : await jsonDifferences(ours, theirs);
  if (found !== undefined) return found.map(({ path, actual, expected }) => ({ what: path, own: actual ?? null, solution: expected ?? null }));
  return [{ what, own: ours === '' ? null : cut(ours), solution: theirs === '' ? null : cut(theirs) }];
}

/** What differs: the status first, then the body, JSON in its values and not in its layout, then headers. */
export async function compareAnswers(own: RecordedResponse, solution: RecordedResponse): Promise<readonly AnswerDifference[]> {
  const line = ({ status, statusText }: RecordedResponse): string => `${status} ${statusText}`.trim();
  const ours = byName(own.headers);
  const theirs = byName(solution.headers);
  const headers = [...new Set([...theirs.keys(), ...ours.keys()])]
    .filter((name) => ours.get(name) !== theirs.get(name))
    .map((name) => ({ what: name, own: ours.get(name) ?? null, solution: theirs.get(name) ?? null }));
  return [
    ...(own.status === solution.status ? [] : [{ what: strings.networkPanel.status, own: line(own), solution: line(solution) }]),
    ...(await bodyDifferences(own, solution)),
    ...headers,
  ];
}
