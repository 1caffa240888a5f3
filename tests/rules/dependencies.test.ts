// The dependency rule of eslint.config.js, tried on imports that it must report and on imports that it must allow.
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const RULE = 'boundaries/dependencies';
const eslint = new ESLint({
  ruleFilter: ({ ruleId }) => ruleId === RULE,
  // This rule needs no types, which take their time.
  overrideConfig: { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } },
});

/** Messages of the rule for an existing file, were its text this. */
async function reports(filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath });
  if (result === undefined) throw new Error(`eslint ignores ${filePath}`);
  const broken = result.messages.find(({ fatal }) => fatal);
  if (broken !== undefined) throw new Error(broken.message);
  return result.messages.filter(({ ruleId }) => ruleId === RULE).map(({ message }) => message);
}

const FORBIDDEN: readonly (readonly [what: string, file: string, text: string])[] = [
  ['the container imports the app', 'src/container/container.ts', `import '../app/route.ts';`],
  ['the container imports checks, types only', 'src/container/container.ts', `import type { Verdict } from '../checks/verdict.ts'; export type V = Verdict;`],
  ['the kernel imports the Node runtime', 'src/container/embedded/kernel/files.ts', `import '../node/loop.ts';`],
  ['the runtime imports a tool', 'src/container/embedded/node/loop.ts', `import '../../../../tools/node-library/fetch.ts';`],
  ['the kernel imports an npm package', 'src/container/embedded/kernel/files.ts', `import 'zod';`],
  ['checks import the app', 'src/checks/verdict.ts', `import '../app/route.ts';`],
  ['a lesson imports the container', 'src/lesson/lesson.ts', `import type { Container } from '../container/container.ts'; export type C = Container;`],
  ['the Hurl reader imports the rest of checks', 'src/checks/hurl/ast.ts', `import type { Verdict } from '../verdict.ts'; export type V = Verdict;`],
  ['the Hurl reader reaches the container by a dynamic import', 'src/checks/hurl/ast.ts', `export const c = import('../../container/container.ts');`],
];

test.each(FORBIDDEN)('it is reported when %s', async (_what, file, text) => {
  expect(await reports(file, text)).toEqual([expect.stringContaining('must not import')]);
});

const ALLOWED: readonly (readonly [what: string, file: string, text: string])[] = [
  ['the page imports the container', 'src/app/route.ts', `import '../container/container.ts';`],
  ['checks import the Hurl reader', 'src/checks/verdict.ts', `import './hurl/ast.ts';`],
  ['the Node runtime imports the kernel', 'src/container/embedded/node/loop.ts', `import '../kernel/files.ts';`],
  ['a unit test of the runtime imports a tool', 'src/container/embedded/http/client.test.ts', `import '../../../../tools/node-library/fetch.ts';`],
  ['checks import an npm package', 'src/checks/verdict.ts', `import 'zod';`],
];

test.each(ALLOWED)('it is silent when %s', async (_what, file, text) => {
  expect(await reports(file, text)).toEqual([]);
});
