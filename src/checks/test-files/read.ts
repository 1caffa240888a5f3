// Reads the checks of a test file (`checks/*.test.js`, https://nodejs.org/docs/latest-v24.x/api/test.html) without running it: a check is a test or
// suite at the top of the file with a comment `// @check <id> task=<number>` above it.
import { parse, type Comment, type Expression, type Super } from 'acorn';
import { readCheckComment } from '../check-comment.ts';
import type { CheckInfo } from '../verdict.ts';

export interface TestCheck {
  readonly check: CheckInfo;
  /** 1-based lines of the calls that belong to it: its own, and those below that have no `@check` */
  readonly lines: readonly number[];
}

export interface ChecksOfTestFile {
  readonly checks: readonly CheckInfo[];
  readonly groups: readonly TestCheck[];
  readonly problems: readonly { readonly file: string; readonly line?: number; readonly message: string }[];
}

const TEST_NAMES = new Set(['test', 'it', 'describe', 'suite']);

/** Whether a call's callee is `test`, `describe.only`, ... */
function isTestCallee(callee: Expression | Super): boolean {
  if (callee.type === 'Identifier') return TEST_NAMES.has(callee.name);
  return callee.type === 'MemberExpression' && isTestCallee(callee.object);
}

/**
 * The checks of a test file. Never throws: what is wrong is in `problems`.
 * @param file the name that checks and problems carry
 */
export function readTestChecks(source: string, file: string): ChecksOfTestFile {
  const problems: { file: string; line?: number; message: string }[] = [];
  const problem = (line: number, message: string): void => void problems.push({ file, line, message });
  const comments: Comment[] = [];
  let body;
  try {
    ({ body } = parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true, onComment: comments, allowHashBang: true }));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { loc } = error as SyntaxError & { loc?: { line: number } };
    return { checks: [], groups: [], problems: [{ file, ...(loc ? { line: loc.line } : {}), message: `is not JavaScript: ${error.message}` }] };
  }
  const groups: { check: CheckInfo; lines: number[] }[] = [];
  const used = new Set<Comment>();
  let previousEnd = 0;
  for (const node of body) {
    const above = comments.filter((comment) => comment.type === 'Line' && comment.start >= previousEnd && comment.end <= node.start);
    previousEnd = node.end;
    if (node.type !== 'ExpressionStatement') continue;
    const call = node.expression.type === 'AwaitExpression' ? node.expression.argument : node.expression;
    if (call.type !== 'CallExpression' || !isTestCallee(call.callee)) continue;
    const line = call.loc?.start.line ?? 1;
    for (const comment of above) used.add(comment);
    const found = readCheckComment(above.map((comment) => ({ text: comment.value, line: comment.loc?.start.line ?? line })), problem);
    if (found !== undefined) {
      if (groups.some((group) => group.check.id === found.id)) problem(line, `the check ${found.id} is there twice`);
      groups.push({ check: { ...found, file, line }, lines: [line] });
    } else if (groups.length === 0) problem(line, 'the first test needs a check: // @check <id> task=<number>');
    else groups.at(-1)?.lines.push(line);
  }
  for (const comment of comments) {
    if (!used.has(comment) && /^\s*@check\b/.test(comment.value)) {
      problem(comment.loc?.start.line ?? 1, 'this @check stands above no test: it belongs above a test(), it() or describe() at the top of the file');
    }
  }
  if (groups.length === 0 && problems.length === 0) problems.push({ file, message: 'has no check: expected a comment // @check <id> task=<number> above a test()' });
  return { checks: groups.map((group) => group.check), groups, problems };
}
