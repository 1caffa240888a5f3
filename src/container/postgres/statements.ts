// SQL text as far as the server and the page have to know it: where a statement begins and ends, what it listens to, and whether it wants
// data from its client. Lexical structure: https://www.postgresql.org/docs/18/sql-syntax-lexical.html

/** Comments, strings, quoted names and the end of a statement, in the order in which they are tried. */
const TOKEN = /--[^\n]*|\/\*|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|;/g;
/** E'...' with backslashes. */
const ESCAPED = /'(?:[^'\\]|\\[\s\S]|'')*'/y;
const IDENTIFIER = '("(?:[^"]|"")+"|[A-Za-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*)';

/** A statement of a text. */
export interface Statement {
  /** without comments; strings are empty */
  readonly skeleton: string;
}

/** Splits SQL text into its statements. */
export function statementsOf(sql: string): Statement[] {
  const statements: Statement[] = [];
  let skeleton = '';
  let at = 0;
  const end = (): void => {
    if (skeleton.trim() !== '') statements.push({ skeleton: skeleton.trim() });
    skeleton = '';
  };
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(sql); match !== null; match = TOKEN.exec(sql)) {
    const [token] = match;
    skeleton += sql.slice(at, match.index);
    at = match.index + token.length;
    if (token === ';') end();
    else if (token.startsWith('--')) skeleton += ' ';
    else if (token === '/*') {
      at = endOfComment(sql, at);
      skeleton += ' ';
    } else if (token.startsWith('"')) skeleton += token;
    else if (token.startsWith('$')) {
      const close = sql.indexOf(token, at);
      at = close < 0 ? sql.length : close + token.length;
      skeleton += "''";
    } else {
      if (/(?:^|\W)[eE]$/.test(skeleton)) {
        ESCAPED.lastIndex = match.index;
        at = ESCAPED.test(sql) ? ESCAPED.lastIndex : sql.length;
      }
      skeleton += "''";
    }
    TOKEN.lastIndex = at;
  }
  skeleton += sql.slice(at);
  end();
  return statements;
}

/** Comments nest. */
function endOfComment(sql: string, from: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  let depth = 1;
  for (let match = mark.exec(sql); match !== null; match = mark.exec(sql)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}

/** Whether a statement wants data from its client (COPY ... FROM STDIN). */
export function copiesFromClient({ skeleton }: Statement): boolean {
  return /^copy\b/i.test(skeleton) && /\bfrom\s+stdin\b/i.test(skeleton.replaceAll(/"(?:[^"]|"")*"/g, '""'));
}

/** What a statement changes of what a session listens to; `channel` null: all channels. */
export interface ListenChange {
  readonly kind: 'listen' | 'unlisten';
  readonly channel: string | null;
}

export function listenChange({ skeleton }: Statement): ListenChange | undefined {
  if (/^discard\s+all$/i.test(skeleton)) return { kind: 'unlisten', channel: null };
  const match = new RegExp(`^(un)?listen\\s*(\\*|${IDENTIFIER})$`, 'i').exec(skeleton);
  if (match === null) return undefined;
  const [, un, name = ''] = match;
  if (name === '*') return un === undefined ? undefined : { kind: 'unlisten', channel: null };
  return { kind: un === undefined ? 'listen' : 'unlisten', channel: name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase() };
}

/** Whether a statement drops the prepared statements of the session. */
export function dropsPreparedStatements({ skeleton }: Statement): boolean {
  return /^(?:discard\s+all|deallocate\s+(?:prepare\s+)?all)$/i.test(skeleton);
}

/** A name as SQL writes it, whatever is in it. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The line of a text, from 1, in which a character stands. @param position in characters (not UTF-16 units) from 1 */
export function lineOf(text: string, position: number): number {
  return [...text].slice(0, position - 1).filter((character) => character === '\n').length + 1;
}
