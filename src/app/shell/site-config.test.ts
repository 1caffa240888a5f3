// The site's configuration: read strictly, so that a typo is told and not ignored, and never so strictly that the page would not open.
import { expect, test } from 'vitest';
import type { Course } from '../../lesson/lesson.ts';
import { courseOfSite, parseSiteConfig, siteDefaults } from './site-config.ts';

test('settings are taken over, the rest stays as it is', async () => {
  const given = {
    title: 'Node course', parts: ['rest'], container: 'webcontainer', defaultStack: 'fastify', locale: 'fr', links: [{ title: 'Help', url: 'help.html' }],
    stackblitzClientId: 'wc_1', npmRegistry: 'https://registry.example.org/',
  };
  expect(await parseSiteConfig(JSON.stringify(given))).toEqual({ config: given, problems: [] });
  expect(await parseSiteConfig('{}')).toEqual({ config: siteDefaults, problems: [] });
  expect(await parseSiteConfig('{ "title": "X" }')).toEqual({ config: { ...siteDefaults, title: 'X' }, problems: [] });
});

test.each([
  ['{ "titel": "x" }', 'has an unknown setting "titel"; known: title, parts, container, defaultStack, locale, links, stackblitzClientId, npmRegistry'],
  ['{ "title": 5 }', '"title" is 5; expected a text that is not empty'],
  ['{ "container": "docker" }', '"container" is "docker"; expected "embedded" or "webcontainer"'],
  ['{ "locale": "French!" }', '"locale" is "French!"; expected a language, as in "fr"'],
  ['{ "links": [{ "title": "x", "url": "javascript:alert(1)" }] }', '"links.0.url" is [{"title":"x","url":"javascript:alert(1)"}]; expected a web address'],
  ['{ "npmRegistry": "registry" }', '"npmRegistry" is "registry"; expected the address of a registry'],
  ['[]', 'must hold an object'],
  ['{', 'is not JSON'],
])('%s is told with key and value, and the default stays', async (text, message) => {
  const { config, problems } = await parseSiteConfig(text);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
  expect(config).toEqual(siteDefaults);
});

test('one mistake does not take the other settings along', async () => {
  expect(await parseSiteConfig('{ "title": "Mine", "container": 1 }')).toMatchObject({ config: { title: 'Mine', container: 'embedded' }, problems: [expect.stringContaining('"container" is 1')] });
});

const part = (id: string) => ({ id, title: id, summary: '', lessons: [] });
const course: Course = { title: 'C', description: '', defaultStack: 'express', stacks: [{ id: 'express', title: 'Express' }, { id: 'fastify', title: 'Fastify' }], parts: [part('rest'), part('auth'), part('data')] };

test('a site shows the parts that it names, in its order, in its stack', () => {
  const shown = courseOfSite(course, { ...siteDefaults, parts: ['data', 'rest'], defaultStack: 'fastify' });
  expect(shown.problems).toEqual([]);
  expect([shown.course.parts.map(({ id }) => id), shown.course.defaultStack]).toEqual([['data', 'rest'], 'fastify']);
});

test('what the course does not have is told, and the course stays as it is', () => {
  const shown = courseOfSite(course, { ...siteDefaults, parts: ['nothing'], defaultStack: 'spring' });
  expect(shown.course).toEqual(course);
  expect(shown.problems).toEqual([
    'backlot.config.json: "parts" names "nothing", which the course does not have; it has: rest, auth, data',
    'backlot.config.json: "defaultStack" is "spring", which the course does not have; it has: express, fastify',
  ]);
});
