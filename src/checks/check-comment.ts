// The comment that makes an entry of a Hurl file, or a test of a test file, a check: `@check <id> task=<number>`, and below it the title.

export interface CommentLine {
  /** without the comment's sign */
  readonly text: string;
  /** 1-based */
  readonly line: number;
}

export interface CheckComment {
  readonly id: string;
  readonly title: string;
  readonly task?: number;
}

/**
 * Reads the comment lines above an entry or a test.
 * @param problem hears what is wrong with them
 * @returns undefined when none of them is `@check`
 */
export function readCheckComment(comments: readonly CommentLine[], problem: (line: number, message: string) => void): CheckComment | undefined {
  const at = comments.findLastIndex((comment) => /^\s*@check\b/.test(comment.text));
  const tag = comments[at];
  if (tag === undefined) return undefined;
  const words = tag.text.trim().split(/\s+/).slice(1);
  const id = words[0] ?? '';
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) problem(tag.line, 'a check needs an id of small letters, digits and hyphens: @check create-201 task=1');
  let task: number | undefined;
  for (const word of words.slice(1)) {
    const number = /^task=([1-9][0-9]*)$/.exec(word)?.[1];
    if (number === undefined) problem(tag.line, `"${word}" is not known here; after the id only task=<number> may follow`);
    else task = Number(number);
  }
  for (const earlier of comments.slice(0, at)) {
    if (/^\s*@check\b/.test(earlier.text)) problem(earlier.line, 'this @check has no entry of its own');
  }
  const title = comments
    .slice(at + 1)
    .map((comment) => comment.text.trim())
    .filter((text) => text !== '' && !text.startsWith('@'))
    .join(' ');
  if (title === '') problem(tag.line, `check ${id} has no title: write what the learner should read in a comment line below it`);
  return { id, title: title === '' ? id : title, ...(task === undefined ? {} : { task }) };
}
