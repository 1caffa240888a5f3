// Problems of lesson files: collecting them, wording them, suggesting the name that was probably meant.
import type { LessonProblem } from '../../src/lesson/lesson.ts';

/** One problem in the form that compilers use, which editors make clickable: `lessons/x/lesson.md:3: message`. */
export function formatProblem(problem: LessonProblem, folder = 'lessons'): string {
  return `${folder}/${problem.file}${problem.line === undefined ? '' : `:${problem.line}`}: ${problem.message}`;
}

/** Edit distance (Levenshtein), for suggestions only. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** ` Did you mean "x"?` where a known name is close to the one given, else which names there are. Begins with a space. */
export function suggest(given: string, known: readonly string[]): string {
  const nearest = known.map((name) => ({ name, away: distance(given.toLowerCase(), name.toLowerCase()) })).sort((a, b) => a.away - b.away)[0];
  if (nearest && nearest.away <= Math.max(2, Math.floor(nearest.name.length / 3))) return ` Did you mean "${nearest.name}"?`;
  return known.length > 0 ? ` Known: ${known.join(', ')}.` : '';
}
