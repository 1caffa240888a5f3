// Which lessons match some words, and what to go on with. Without React.
import type { Course, LessonSummary } from '../../lesson/lesson.ts';
import { progressState, type ProgressRecord } from '../../lesson/progress.ts';
import { lessonsOf, progressName } from '../playground.ts';

/** Letters without their accents, in lower case: "resume" finds "résumé". */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

export interface Found {
  /** where in the prose the first word stands; null where title and summary match by themselves */
  readonly excerpt: string | null;
}

/** Characters of an excerpt before and after the word. */
const BEFORE = 40;
const AFTER = 70;

/**
 * Whether a lesson matches every word of a search.
 * @param prose null while it is being loaded
 * @returns null when it does not
 */
export function findIn(search: string, lesson: LessonSummary, part: string, prose: string | null): Found | null {
  const words = plain(search).split(/\s+/).filter((word) => word !== '');
  const head = plain(`${part} ${lesson.title} ${lesson.summary}`);
  const missing = words.filter((word) => !head.includes(word));
  if (missing.length === 0) return { excerpt: null };
  if (prose === null) return null;
  const body = plain(prose);
  if (!missing.every((word) => body.includes(word))) return null;
  // Where a letter and its accent were one, `plain` keeps the length, so that places in the two are nearly the same.
  const at = body.indexOf(missing[0] ?? '');
  const from = prose.lastIndexOf(' ', Math.max(0, at - BEFORE)) + 1;
  const end = prose.indexOf(' ', Math.min(prose.length - 1, at + AFTER));
  const to = end < 0 ? prose.length : end;
  return { excerpt: `${from > 0 ? '… ' : ''}${prose.slice(from, to)}${to < prose.length ? ' …' : ''}` };
}

/** What to go on with: the lesson begun last and not solved, else the first that is not solved; null when all are. */
export function nextToDo(course: Course, progress: Readonly<Record<string, ProgressRecord>>, stack: string): { readonly lesson: LessonSummary; readonly isBegun: boolean } | null {
  const open = lessonsOf(course).filter((lesson) => progressState(progress[progressName(lesson.id, stack)]) !== 'solved');
  const begun = open
    .flatMap((lesson) => {
      const record = progress[progressName(lesson.id, stack)];
      return record === undefined ? [] : [{ lesson, at: record.updatedAt }];
    })
    .sort((a, b) => b.at - a.at)[0];
  if (begun !== undefined) return { lesson: begun.lesson, isBegun: true };
  const [first] = open;
  return first === undefined ? null : { lesson: first, isBegun: false };
}
