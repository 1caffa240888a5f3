// A lesson's words in the language of the interface, where it has them (`lesson.fr.md`, `hints.fr.md`); else as its author wrote them. Checks, files
// and what programs say have one language.
import { useStore } from 'zustand';
import type { Lesson, LessonTranslation } from '../../lesson/lesson.ts';
import { CONTENT_LANGUAGE, shownLocale } from '../locale.ts';

/** A text or texts, and the language they are in (BCP 47), for `lang`. */
export interface InLanguage<T> {
  readonly words: T;
  readonly language: string;
}

export type LessonWords = InLanguage<Pick<LessonTranslation, 'title' | 'html' | 'tasks'>>;

/**
 * The translation for a language: its own, or that of the language without its region (RFC 4647, 3.4: `fr-CA`, then `fr`).
 * @param locale BCP 47 tag
 */
function translationFor(lesson: Lesson, locale: string): InLanguage<LessonTranslation> | null {
  for (let tag = locale; tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    const words = lesson.translations?.[tag];
    if (words !== undefined) return { words, language: tag };
  }
  return null;
}

/** Title, prose and tasks in a language. @param locale BCP 47 tag */
export function lessonWords(lesson: Lesson, locale: string): LessonWords {
  return translationFor(lesson, locale) ?? { words: lesson, language: CONTENT_LANGUAGE };
}

/**
 * The rungs of a check's hints in a stack, as HTML. A translation may be of the prose only.
 * @param locale BCP 47 tag
 */
export function hintsOf(lesson: Lesson, stack: string, check: string, locale: string): InLanguage<readonly string[]> {
  const translated = translationFor(lesson, locale);
  const rungs = translated?.words.hints[stack]?.[check];
  if (translated !== null && rungs !== undefined) return { words: rungs, language: translated.language };
  return { words: lesson.stackHints?.[stack]?.[check] ?? lesson.hints[check] ?? [], language: CONTENT_LANGUAGE };
}

/** The language of the interface. */
export function useLocale(): string {
  return useStore(shownLocale, ({ id }) => id);
}
