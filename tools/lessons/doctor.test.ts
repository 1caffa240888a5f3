import { existsSync, mkdirSync, rmdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { examine, type Report } from './doctor.ts';
import { writeFixture, type FixtureCourse } from './fixture.ts';
import { formatProblem } from './problems.ts';
import { readCourse } from './read.ts';
import { scaffold } from './scaffold.ts';

const open: FixtureCourse[] = [];
afterEach(() => {
  for (const course of open.splice(0)) course.remove();
});

const lessonPackages = fileURLToPath(new URL('../../lessons/node_modules', import.meta.url));
const at = '01-basics/01-hello';

function setup(changes: Parameters<typeof writeFixture>[0] = {}): string {
  const course = writeFixture(changes);
  open.push(course);
  mkdirSync(join(course.root, 'node_modules'));
  return course.root;
}

async function diagnose(changes: Parameters<typeof writeFixture>[0] = {}, mutants = false): Promise<Report & { messages: string[] }> {
  const report = await examine({ root: setup(changes), only: [], mutants, parallel: 2, minimumScore: 0.9 });
  return { ...report, messages: [...report.problems, ...report.diagnoses.flatMap(({ problems }) => problems)].map((problem) => formatProblem(problem)) };
}

test('a sound lesson is well', async () => {
  const report = await diagnose();
  expect(report.messages).toEqual([]);
  expect(report.diagnoses).toMatchObject([{ lesson: 'basics/hello', stack: 'node', checks: 2, startOk: true, solutionOk: true, proseOk: true }]);
  expect(report.ok).toBe(true);
});

test('a solution that does not pass is told with the check and what came back', async () => {
  const report = await diagnose({ [`${at}/stacks/node/solution/server.js`]: (text) => text.replace("message: 'hello'", "message: 'hi'") });
  expect(report.ok).toBe(false);
  expect(report.diagnoses[0]?.solutionOk).toBe(false);
  expect(report.messages[0]).toMatch(/^lessons\/01-basics\/01-hello\/checks\/01-hello\.hurl:3: node, solution: hello-200 is fail .*string <hi>/);
});

test('a solution that ends at once is told with what it printed', async () => {
  const report = await diagnose({ [`${at}/stacks/node/solution/server.js`]: "console.log('bye');\n" });
  expect(report.messages[0]).toContain('the program ended with exit code 0 before it listened; it printed: bye');
});

test('a solution on another port is told with that port', async () => {
  const report = await diagnose({ [`${at}/stacks/node/solution/server.js`]: (text) => text.replace('3000', '3987') });
  expect(report.messages[0]).toContain('the program listens on port 3987, not on 3000');
});

test('a start that passes the check of a task is red', async () => {
  const report = await diagnose({ [`${at}/checks/01-hello.hurl`]: (text) => text.replace('@check missing-404', '@check missing-404 task=1') });
  expect(report.diagnoses[0]?.startOk).toBe(false);
  expect(report.messages.join()).toContain('missing-404 passes before the learner has done task 1');
});

test('a start may pass the check of a task where the lesson says so', async () => {
  const report = await diagnose({
    [`${at}/checks/01-hello.hurl`]: (text) => text.replace('@check missing-404', '@check missing-404 task=1'),
    [`${at}/lesson.md`]: (text) => text.replace('time: 5', 'time: 5\nstart-passes: [missing-404]'),
  });
  expect(report.messages).toEqual([]);
});

test('a start that does not listen is red, unless the lesson says so', async () => {
  const silent = { [`${at}/stacks/node/start/server.js`]: '// nothing yet\n' };
  const unsaid = await diagnose(silent);
  expect(unsaid.messages.join('\n')).toContain('hello-200 is error');
  const said = await diagnose({ ...silent, [`${at}/lesson.md`]: (text) => text.replace('time: 5', 'time: 5\nstart-errors: [hello-200, missing-404]') });
  expect(said.messages).toEqual([]);
});

test('an example on the wire that the solution does not keep is told with its line', async () => {
  const report = await diagnose({ [`${at}/lesson.md`]: (text) => text.replace('HTTP/1.1 200 OK', 'HTTP/1.1 201 Created') });
  expect(report.messages).toEqual([`lessons/${at}/lesson.md:17: node: the example GET /hello is shown with status 201; the solution answers 200`]);
});

test('code in the prose is run, unless it is marked', async () => {
  const wrong = '\n```js\nthrow new TypeError("no");\n```\n';
  const run = await diagnose({ [`${at}/lesson.md`]: (text) => text + wrong });
  expect(run.messages.join()).toContain('node: the code ends with exit code 1');
  const marked = await diagnose({ [`${at}/lesson.md`]: (text) => text + wrong.replace('```js', '```js runnable=no') });
  expect(marked.messages).toEqual([]);
});

test('mutants that no check notices are listed, the others are counted', async () => {
  const report = await diagnose({}, true);
  const mutation = report.diagnoses[0]?.mutation;
  expect(mutation?.killed).toBeGreaterThan(8);
  expect(mutation?.survivors).toEqual([]);
  const weak = await diagnose({ [`${at}/checks/01-hello.hurl`]: (text) => text.replace('header "Content-Type" == "application/json"\n', '') }, true);
  expect(weak.diagnoses[0]?.mutation?.survivors.map(({ before }) => before)).toContain("response.setHeader('Content-Type', 'application/json');");
  expect(weak.score).toBeLessThan(report.score);
}, 60_000);

test('an entry of equivalent-mutants.yaml that fits no mutant is told', async () => {
  const report = await diagnose({ 'equivalent-mutants.yaml': '- lesson: basics/hello\n  file: server.js\n  before: x\n  after: y\n  reason: It was renamed long ago.\n' }, true);
  expect(report.problems.map((problem) => formatProblem(problem))).toEqual(['lessons/equivalent-mutants.yaml: names a mutant that does not exist (any more): basics/hello, *, server.js, "x" -> "y"']);
}, 60_000);

// needs express itself: what `npm ci` in lessons/ has installed
test.skipIf(!existsSync(lessonPackages))('a new lesson is sound but for its TODOs', async () => {
  const root = setup({ 'course.yaml': (text) => text.replace('- id: other\n    title: Other', '- id: express\n    title: Express'), [`${at}/lesson.md`]: (text) => text.replace(':::other', ':::express') });
  rmdirSync(join(root, 'node_modules'));
  symlinkSync(lessonPackages, join(root, 'node_modules'));
  const below = scaffold(root, await readCourse(root), {}, 'basics/second');
  expect(below).toBe('01-basics/02-second');
  const report = await examine({ root, only: ['basics/second'], mutants: false, parallel: 1, minimumScore: 0.9 });
  expect(report.diagnoses.flatMap(({ problems }) => problems)).toEqual([]);
  expect(report.problems.length).toBeGreaterThan(5);
  expect(report.problems.every(({ message }) => message.startsWith('is not finished:'))).toBe(true);
});

test('a lesson that does not exist is refused with the ones that do', async () => {
  await expect(examine({ root: setup(), only: ['basics/nothing'], mutants: false, parallel: 1, minimumScore: 0.9 })).rejects.toThrow('There are: basics/hello');
});
