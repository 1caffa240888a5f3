// Which language is shown, and what the pseudo-language does to texts.
import { expect, test } from 'vitest';
import { chooseLocale } from './locale.ts';
import { pseudo, pseudoStrings } from './locales/pseudo.ts';
import { strings } from './strings.ts';

test('the address goes before the setting, and the setting before the site', () => {
  expect(chooseLocale('?locale=en-XA', 'en', 'en')).toBe('en-XA');
  expect(chooseLocale('', 'en-XA', 'en')).toBe('en-XA');
  expect(chooseLocale('', null, 'en-XA')).toBe('en-XA');
  expect(chooseLocale('?locale=tlh', null, null)).toBe('en');
});

test('pseudo texts are accented, longer and bracketed; numbers stay', () => {
  expect(pseudo('Run')).toBe('⟦Ŕúñ~⟧');
  expect(pseudo(':3000')).toBe(':3000');
});

test('the whole catalogue is turned: texts, tables of texts, and what functions give', () => {
  const turned = pseudoStrings(strings);
  const look = (english: unknown, other: unknown, path: string): void => {
    if (typeof english === 'string') expect(other, path).toBe(pseudo(english));
    else if (typeof english === 'object' && english !== null) for (const name of Object.keys(english)) look((english as Record<string, unknown>)[name], (other as Record<string, unknown>)[name], `${path}.${name}`);
  };
  look(strings, turned, 'strings');
  expect(turned.skipTo('x')).toBe(pseudo('Skip to x'));
});
