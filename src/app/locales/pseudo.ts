// A language that nobody speaks, made from the English texts: each is accented, a third longer and stands in brackets. In it one sees at a glance what
// is not in the catalogue, and what breaks where a translation is longer.
import type { Strings, Translated } from '../strings.ts';

const ACCENTED: Readonly<Record<string, string>> = {
  a: 'á', b: 'ƀ', c: 'ç', d: 'đ', e: 'é', f: 'ƒ', g: 'ğ', h: 'ĥ', i: 'í', j: 'ĵ', k: 'ķ', l: 'ł', m: 'ɱ', n: 'ñ', o: 'ó', p: 'þ', q: 'ɋ', r: 'ŕ', s: 'š', t: 'ŧ', u: 'ú', v: 'ṽ', w: 'ŵ', x: 'ẋ', y: 'ý', z: 'ž',
  A: 'Á', B: 'Ɓ', C: 'Ç', D: 'Đ', E: 'É', F: 'Ƒ', G: 'Ğ', H: 'Ĥ', I: 'Í', J: 'Ĵ', K: 'Ķ', L: 'Ł', M: 'Ṁ', N: 'Ñ', O: 'Ó', P: 'Þ', Q: 'Ɋ', R: 'Ŕ', S: 'Š', T: 'Ŧ', U: 'Ú', V: 'Ṽ', W: 'Ŵ', X: 'Ẋ', Y: 'Ý', Z: 'Ž',
};

/** A text in the pseudo-language; one without letters stays as it is. */
export function pseudo(text: string): string {
  const letters = text.replace(/[^a-z]/gi, '').length;
  if (letters === 0) return text;
  return `⟦${text.replace(/[a-z]/gi, (letter) => ACCENTED[letter] ?? letter)}${'~'.repeat(Math.ceil(letters / 3))}⟧`;
}

function translate(value: unknown): unknown {
  if (typeof value === 'string') return pseudo(value);
  if (typeof value === 'function') return (...values: unknown[]) => translate((value as (...given: unknown[]) => unknown)(...values));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, translate(inner)]));
  return value;
}

/** The catalogue in the pseudo-language. */
export function pseudoStrings(english: Strings): Translated<Strings> {
  return translate(english) as Translated<Strings>;
}
