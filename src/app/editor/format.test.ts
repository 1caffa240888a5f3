// Formatting: the style of the lessons, the learner's own configuration, and mistakes that are told.
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canFormat } from './can-format.ts';
import { formatText } from './format.ts';

test('JavaScript is formatted in the style of the lessons', async () => {
  expect(await formatText('server.js', 'const a  = "x"\nif(a){a( )}', null)).toBe("const a = 'x';\nif (a) {\n  a();\n}\n");
});

test('TypeScript, JSON and YAML are formatted', async () => {
  expect(await formatText('a.ts', 'type A={a:string}', null)).toBe('type A = { a: string };\n');
  expect(await formatText('a.json', '{"a":1}', null)).toBe('{ "a": 1 }\n');
  expect(await formatText('a.yml', 'a:   1\n', null)).toBe('a: 1\n');
});

test('a .prettierrc of the learner\'s goes first', async () => {
  expect(await formatText('server.js', 'const a = "x"', '{ "semi": false }')).toBe("const a = 'x'\n");
});

test('a file with a syntax error is not formatted, and the message says where', async () => {
  await expect(formatText('server.js', 'const = 1', null)).rejects.toThrow(/1:7/);
});

test('files of other kinds stay as they are', async () => {
  expect(canFormat('notes.txt')).toBe(false);
  expect(await formatText('notes.txt', ' a', null)).toBe(' a');
});

test('what learners begin with is formatted already', async () => {
  const folder = new URL('../../../lessons/01-rest/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /stacks\/.*\/start\/.*\.js$/.test(path));
  expect(files.length).toBeGreaterThan(0);
  for (const path of files) {
    const text = readFileSync(new URL(path, folder), 'utf8');
    expect(await formatText(path, text, null), path).toBe(text);
  }
});
