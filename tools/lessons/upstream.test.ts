// Lessons with an outside world: the doctor's programs meet the handlers of upstream.ts in real Node. (In the embedded container: tests/browser/upstream.spec.ts.)
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { examine } from './doctor.ts';
import { writeFixture, type FixtureCourse } from './fixture.ts';
import { formatProblem } from './problems.ts';
import { at, flakyLesson, server } from './upstream-fixture.ts';

const open: FixtureCourse[] = [];
afterEach(() => {
  for (const course of open.splice(0)) course.remove();
});

async function diagnose(changes: Record<string, string>) {
  const course = writeFixture(changes);
  open.push(course);
  mkdirSync(join(course.root, 'node_modules'));
  const report = await examine({ root: course.root, only: [], mutants: false, parallel: 1, minimumScore: 0.9 });
  return [...report.problems, ...report.diagnoses.flatMap(({ problems }) => problems)].map((problem) => formatProblem(problem));
}

test('a program that calls a flaky service is judged against the handlers of the lesson', async () => {
  expect(await diagnose(flakyLesson)).toEqual([]);
});

test('a request that no handler answers is told, with how to add one', async () => {
  const messages = await diagnose({ ...flakyLesson, [`${at}/stacks/node/solution/server.js`]: server(2).replaceAll('/charges', '/refunds') });
  expect(messages.join('\n')).toContain('hello-200 is fail');
});

test('an upstream.ts with a mistake is told with its place', async () => {
  const messages = await diagnose({ ...flakyLesson, [`${at}/upstream.ts`]: 'import { http } from "msw";\nexport const handlers = [http.get(;\n' });
  expect(messages[0]).toMatch(/^lessons\/01-basics\/01-hello\/upstream\.ts: can't be used: .*:2:/s);
});
