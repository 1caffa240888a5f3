import { afterEach, expect, test } from 'vitest';
import type { Lesson } from '../../src/lesson/lesson.ts';
import { writeFixture, type FixtureCourse } from './fixture.ts';
import { formatProblem } from './problems.ts';
import { readCourse } from './read.ts';

const open: FixtureCourse[] = [];
afterEach(() => {
  for (const course of open.splice(0)) course.remove();
});

const at = '01-basics/01-hello';

async function read(changes: Parameters<typeof writeFixture>[0] = {}) {
  const course = writeFixture(changes);
  open.push(course);
  const loaded = await readCourse(course.root);
  const [first] = loaded.lessons;
  return { ...loaded, lesson: first?.bundle.ok ? first.bundle.lesson : undefined, messages: loaded.problems.map((problem) => formatProblem(problem)) };
}

async function lessonOf(changes?: Parameters<typeof writeFixture>[0]): Promise<Lesson> {
  const { lesson, messages } = await read(changes);
  if (!lesson) throw new Error(`the fixture has problems: ${messages.join('; ')}`);
  return lesson;
}

test('a course without mistakes is read whole', async () => {
  const { course, problems, lesson } = await read();
  expect(problems).toEqual([]);
  expect(course.parts.map((part) => [part.id, part.title, part.lessons.map(({ id }) => id)])).toEqual([['basics', 'Basics', ['basics/hello']]]);
  expect(lesson).toMatchObject({ id: 'basics/hello', title: 'Hello', port: 3000, entry: ['node', 'server.js'], stacks: ['node'], time: 5 });
  expect(lesson?.tasks).toEqual([{ number: 1, title: 'Answer GET /hello', anchor: 'lesson-answer-get-hello' }]);
});

test('the globs of what may be edited become the files that they match', async () => {
  const { editable } = await lessonOf({ [`${at}/lesson.md`]: (text) => text.replace('editable: ["server.js"]', 'editable: ["*.js"]') });
  expect(editable).toEqual(['server.js']);
});

test('prose keeps the blocks of its stack and leaves out the others', async () => {
  const { html } = await lessonOf();
  expect(html['node']).toContain('Only for Node.');
  expect(html['node']).not.toContain('Only for the other one.');
});

test('colons in running text stay text', async () => {
  const { html } = await lessonOf();
  expect(html['node']).toContain('Paths like /users/:id and times like 10:30 are plain text.');
});

test('code is highlighted with colours for both themes and keeps its language', async () => {
  const { html } = await lessonOf();
  expect(html['node']).toMatch(/<pre [^>]*data-language="http"/);
  expect(html['node']).toContain('--shiki-light:');
  expect(html['node']).toContain('--shiki-dark:');
});

test('links to other sites open apart and tell nothing of this page', async () => {
  const { html } = await lessonOf();
  expect(html['node']).toContain('<a href="https://www.rfc-editor.org/rfc/rfc9110" target="_blank" rel="noopener noreferrer">');
});

test('hints become rungs, a code block belongs to the paragraph above it', async () => {
  const { hints } = await lessonOf();
  expect(hints['hello-200']).toHaveLength(2);
  expect(hints['hello-200']?.[0]).toBe('<p>Look at the path.</p>');
  expect(hints['hello-200']?.[1]).toContain('<pre ');
});

test('the solution overlays the start', async () => {
  const { files } = await lessonOf();
  expect(files['node']?.start['server.js']).not.toContain('/hello');
  expect(files['node']?.solution['server.js']).toContain('/hello');
  expect(files['node']?.solution['package.json']).toBe(files['node']?.start['package.json']);
});

test('a lesson without start begins with the solution of the lesson before', async () => {
  const next = '01-basics/02-next';
  const { lessons, problems } = await read({
    [`${next}/lesson.md`]: '---\ntitle: Next\nsummary: Next\nfocus: server.js\neditable: ["server.js"]\nentry: node server.js\ntime: 5\nneeds: [hello]\n---\n\n## Do it\n',
    [`${next}/checks/01.hurl`]: '# @check done task=1\n# Done\nGET {{host}}/\nHTTP 200\n',
    [`${next}/stacks/node/solution/server.js`]: 'process.exit();\n',
  });
  expect(problems).toEqual([]);
  const [first, second] = lessons.map((lesson) => (lesson.bundle.ok ? lesson.bundle.lesson : undefined));
  expect(second?.files['node']?.start).toEqual(first?.files['node']?.solution);
  expect(second?.needs).toEqual(['basics/hello']);
});

test('a translation has the words of its language and the same tasks', async () => {
  const lesson = await lessonOf({
    'course.yaml': (text) => `${text}  locales: [en, fr]\n`,
    [`${at}/lesson.fr.md`]: '---\ntitle: Bonjour\nsummary: GET /hello\n---\n\nUn serveur.\n\n## Répondre à GET /hello\n',
    [`${at}/hints.fr.md`]: '## hello-200\n\nRegardez le chemin.\n',
  });
  expect(lesson.title).toBe('Hello');
  expect(lesson.translations?.['fr']).toMatchObject({ title: 'Bonjour', tasks: [{ number: 1, title: 'Répondre à GET /hello', anchor: 'lesson-répondre-à-get-hello' }] });
  expect(lesson.translations?.['fr']?.html['node']).toContain('<p>Un serveur.</p>');
  expect(lesson.translations?.['fr']?.hints['node']?.['hello-200']).toEqual(['<p>Regardez le chemin.</p>']);
});

test('a lesson may say what runs it, and the course may for those that do not', async () => {
  expect((await lessonOf()).container).toBeUndefined();
  const course = (text: string): string => `${text}  container: webcontainer\n`;
  expect((await lessonOf({ 'course.yaml': course })).container).toBe('webcontainer');
  expect((await lessonOf({ 'course.yaml': course, [`${at}/lesson.md`]: (text) => text.replace('time: 5', 'time: 5\ncontainer: embedded') })).container).toBe('embedded');
  expect((await lessonOf({ [`${at}/lesson.md`]: (text) => text.replace('time: 5', 'time: 5\ncontainer: webcontainer') })).container).toBe('webcontainer');
});

test('a mistake in a file of checks is one problem, not one more for everything that names its checks', async () => {
  const { messages } = await read({ [`${at}/checks/01-hello.hurl`]: (text) => text.replace('HTTP 200', 'HTTP 2x00') });
  expect(messages).toEqual([expect.stringContaining(`${at}/checks/01-hello.hurl:`)]);
});

const mistakes: readonly (readonly [name: string, changes: Parameters<typeof writeFixture>[0], message: string])[] = [
  ['an unknown key with the one that was meant', { [`${at}/lesson.md`]: (text) => text.replace('editable:', 'editible:') }, `lessons/${at}/lesson.md:5: unknown key "editible". Did you mean "editable"?`],
  ['a missing key', { [`${at}/lesson.md`]: (text) => text.replace('time: 5\n', '') }, `lessons/${at}/lesson.md:2: "time" is missing: expected a number of minutes, for example 10`],
  ['a value of the wrong type', { [`${at}/lesson.md`]: (text) => text.replace('time: 5', 'time: soon') }, `lessons/${at}/lesson.md:7: "time" is "soon": expected a number of minutes, for example 10`],
  ['a container that there is not', { [`${at}/lesson.md`]: (text) => text.replace('time: 5', 'container: docker\ntime: 5') }, `lessons/${at}/lesson.md:7: "container" is "docker": expected embedded or webcontainer`],
  ['YAML that cannot be parsed', { [`${at}/lesson.md`]: (text) => text.replace('time: 5', 'time: [5') }, `lessons/${at}/lesson.md:8: not valid YAML`],
  ['no front matter', { [`${at}/lesson.md`]: 'Hello.\n\n## Task\n' }, `lessons/${at}/lesson.md:1: begins without front matter`],
  ['a focus that does not exist', { [`${at}/lesson.md`]: (text) => text.replace('focus: server.js', 'focus: serve.js') }, `lessons/${at}/lesson.md:4: "focus" names "serve.js", which is not in the start of node. Did you mean "server.js"?`],
  ['an entry that does not exist', { [`${at}/lesson.md`]: (text) => text.replace('node server.js', 'node main.js') }, `lessons/${at}/lesson.md:6: "entry" runs "main.js", which is not in the start of node.`],
  ['raw HTML', { [`${at}/lesson.md`]: (text) => text.replace('A first server.', 'A <b>first</b> server.') }, `lessons/${at}/lesson.md:10: raw HTML is not allowed in lessons: <b>`],
  ['a script link', { [`${at}/lesson.md`]: (text) => text.replace('https://www.rfc-editor.org/rfc/rfc9110', 'javascript:alert(1)') }, 'has a scheme that is not allowed'],
  ['a link that leads nowhere', { [`${at}/lesson.md`]: (text) => text.replace('https://www.rfc-editor.org/rfc/rfc9110', '../02-next/lesson.md') }, `lessons/${at}/lesson.md:36: the link "../02-next/lesson.md" leads nowhere`],
  ['a block for an unknown stack', { [`${at}/lesson.md`]: (text) => text.replace(':::node', ':::nod') }, `lessons/${at}/lesson.md:26: the block ":::nod" names no stack of this course. Did you mean "node"?`],
  ['a code block without a language', { [`${at}/lesson.md`]: (text) => `${text}\n\`\`\`\nx\n\`\`\`\n` }, 'a code block without a language'],
  ['a task without a check', { [`${at}/lesson.md`]: (text) => `${text}\n## Another task\n` }, `lessons/${at}/lesson.md:38: no check has task=2 for the task "Another task"`],
  ['a check for a task that does not exist', { [`${at}/checks/01-hello.hurl`]: (text) => text.replace('@check missing-404', '@check missing-404 task=7') }, 'names task 7, but the lesson has 1'],
  ['Hurl that cannot be parsed', { [`${at}/checks/01-hello.hurl`]: (text) => text.replace('HTTP 200', 'HTTP twohundred') }, `lessons/${at}/checks/01-hello.hurl:4: `],
  ['a check without a title', { [`${at}/checks/01-hello.hurl`]: (text) => text.replace('# Other paths still answer 404\n', '') }, `lessons/${at}/checks/01-hello.hurl:9: `],
  ['a check id that stands twice', { [`${at}/checks/02-more.hurl`]: '# @check hello-200\n# Again\nGET {{host}}/hello\nHTTP 200\n' }, 'the check id "hello-200" stands also in checks/01-hello.hurl:3'],
  ['hints for an unknown check', { [`${at}/hints.md`]: (text) => text.replace('hello-200', 'hello-20') }, `lessons/${at}/hints.md:1: hints for "hello-20", but no check has that id. Did you mean "hello-200"?`],
  ['an unknown file', { [`${at}/hint.md`]: 'x' }, `lessons/${at}/hint.md: is not part of a lesson. Did you mean "hints.md"?`],
  ['a translation into a language that the course does not have', { [`${at}/lesson.fr.md`]: '---\ntitle: B\nsummary: B\n---\n\n## T\n' }, `lessons/${at}/lesson.fr.md: is in "fr", which is not among the locales of course.yaml.`],
  ['a translation with other tasks', { 'course.yaml': (text) => `${text}  locales: [en, fr]\n`, [`${at}/lesson.fr.md`]: '---\ntitle: B\nsummary: B\n---\n\nUn.\n' }, `lessons/${at}/lesson.fr.md: has 0 tasks ("## " headings), lesson.md has 1`],
  ['a solution file that changes nothing', { [`${at}/stacks/node/solution/package.json`]: '{ "type": "module" }\n' }, 'is the same as at the start'],
  ['a solution that changes what the learner may not edit', { [`${at}/stacks/node/solution/other.js`]: '1;\n' }, 'the learner may not edit it'],
  ['a package that lessons do not have', { 'package.json': '{ "dependencies": { "express": "5.3.0" } }', [`${at}/stacks/node/start/package.json`]: '{ "dependencies": { "expres": "5.3.0" } }' }, 'the package "expres" is not in lessons/package.json'],
  ['another version of a package', { 'package.json': '{ "dependencies": { "express": "5.3.0" } }', [`${at}/stacks/node/start/package.json`]: '{ "dependencies": { "express": "4.0.0" } }' }, '"express" is 4.0.0 here and 5.3.0 in lessons/package.json'],
  ['a part without a folder', { 'course.yaml': (text) => text.replace('01-basics', '01-basic') }, 'lessons/course.yaml:4: the part "01-basic" has no folder. Did you mean "01-basics"?'],
  ['no course.yaml', { 'course.yaml': null }, 'lessons/course.yaml: is missing'],
];

test.each(mistakes)('a mistake is told with its file and line: %s', async (_name, changes, message) => {
  const { messages } = await read(changes);
  expect(messages.join('\n')).toContain(message);
});

test('a lesson with a mistake is still in the catalogue, and its bundle carries the problems', async () => {
  const { course, lessons } = await read({ [`${at}/hints.md`]: '## nothing\n\nx\n' });
  expect(course.parts[0]?.lessons[0]?.title).toBe('Hello');
  expect(lessons[0]?.bundle).toMatchObject({ ok: false, id: 'basics/hello', problems: [{ file: `${at}/hints.md`, line: 1 }] });
});
