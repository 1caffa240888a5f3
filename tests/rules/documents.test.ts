// What the documents name has to be there: files, folders and scripts.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../tools/serve/build-once.ts';

const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'lessons/README.md', 'examples/webcontainer-api/README.md'];
/** Places of the project, in code spans; `<name>` and `*` stand for whatever the reader puts there. */
const PLACE = /`((?:src|tools|tests|bench|lessons|public|examples)\/[^`\s<*]*)`/g;
const LINK = /\]\((?!https?:|#)([^)\s]+)\)|(?:src|srcset)="(?!https?:)([^"]+)"/g;
const SCRIPT = /npm run (?:-s )?([\w:-]+)/g;

const textOf = (document: string): string => readFileSync(join(PROJECT_ROOT, document), 'utf8');
const found = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, first, second]) => first ?? second ?? '');

test.each(DOCUMENTS)('every place that %s names is there', (document) => {
  const text = textOf(document);
  const places = [...found(text, PLACE).map((path) => join(PROJECT_ROOT, path)), ...found(text, LINK).map((path) => join(PROJECT_ROOT, dirname(document), path.replace(/#.*/, '')))];
  expect(places.filter((path) => !existsSync(path))).toEqual([]);
});

test('every script that the documents name is one of package.json', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  const named = new Set(DOCUMENTS.flatMap((document) => found(textOf(document), SCRIPT)));
  expect(named.size).toBeGreaterThan(3);
  expect([...named].filter((name) => !(name in scripts))).toEqual([]);
});
