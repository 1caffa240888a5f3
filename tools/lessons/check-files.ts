// The checks of a lesson's check files, with their problems.
import type { CheckFile, LessonProblem } from '../../src/lesson/lesson.ts';
import type { CheckInfo } from '../../src/checks/verdict.ts';

/** Finds the checks: a comment `# @check <id> [task=<n>]`, then the comment lines of its title. */
export function readChecks(files: readonly CheckFile[]): { checks: CheckInfo[]; problems: LessonProblem[] } {
  const checks: CheckInfo[] = [];
  const problems: LessonProblem[] = [];
  for (const { path, source } of files) {
    const lines = source.split('\n');
    for (const [index, line] of lines.entries()) {
      const found = /^# @check\s+(\S+)(?:\s+task=(\d+))?\s*$/.exec(line);
      if (!found) continue;
      const title: string[] = [];
      for (let next = index + 1; lines[next]?.startsWith('#'); next++) title.push((lines[next] ?? '').slice(1).trim());
      checks.push({ id: found[1] ?? '', title: title.join(' '), ...(found[2] === undefined ? {} : { task: Number(found[2]) }), file: path, line: index + 2 + title.length });
    }
  }
  return { checks, problems };
}
