// Which words of a lesson are shown in which language of the interface.
import { expect, test } from 'vitest';
import type { Lesson } from '../../lesson/lesson.ts';
import { hintsOf, lessonWords } from './lesson-words.ts';

const lesson = {
  title: 'Hello',
  html: { express: '<p>A server.</p>' },
  tasks: [{ number: 1, title: 'Answer', anchor: 'answer' }],
  hints: { ok: ['<p>Look.</p>'], other: ['<p>Think.</p>'] },
  stackHints: { fastify: { ok: ['<p>Look at Fastify.</p>'] } },
  translations: {
    fr: { title: 'Bonjour', summary: '', html: { express: '<p>Un serveur.</p>' }, tasks: [{ number: 1, title: 'Répondre', anchor: 'repondre' }], hints: { express: { ok: ['<p>Regardez.</p>'] } } },
  },
} as unknown as Lesson;

test('a lesson speaks the language of the interface where it can', () => {
  expect(lessonWords(lesson, 'fr')).toMatchObject({ language: 'fr', words: { title: 'Bonjour', html: { express: '<p>Un serveur.</p>' }, tasks: [{ title: 'Répondre' }] } });
  expect(lessonWords(lesson, 'en')).toMatchObject({ language: 'en', words: { title: 'Hello' } });
  expect(lessonWords(lesson, 'de')).toMatchObject({ language: 'en', words: { title: 'Hello' } });
});

test('the language of another region is better than none', () => {
  expect(lessonWords(lesson, 'fr-CA')).toMatchObject({ language: 'fr', words: { title: 'Bonjour' } });
});

test('hints that are not translated stay as they are, and say in which language', () => {
  expect(hintsOf(lesson, 'express', 'ok', 'fr')).toEqual({ language: 'fr', words: ['<p>Regardez.</p>'] });
  expect(hintsOf(lesson, 'express', 'other', 'fr')).toEqual({ language: 'en', words: ['<p>Think.</p>'] });
  expect(hintsOf(lesson, 'fastify', 'ok', 'fr')).toEqual({ language: 'en', words: ['<p>Look at Fastify.</p>'] });
  expect(hintsOf(lesson, 'express', 'none', 'fr').words).toEqual([]);
});
