// Which tasks are done: all checks of the task pass for the files as they are now, or the lesson was solved before.
import { useStore } from 'zustand';
import type { CheckInfo } from '../../checks/verdict.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import type { ProgressRecord } from '../../lesson/progress.ts';
import { useApp } from '../app-context.ts';
import { progressName, type DatedVerdict } from '../playground.ts';

export type TaskState = 'open' | 'done';

/**
 * @param verdicts of the present files and of earlier ones; the newest of each check counts
 * @param record what earlier visits reached
 */
export function taskStates(
  lesson: Pick<Lesson, 'tasks'>,
  checks: readonly CheckInfo[],
  verdicts: Readonly<Record<string, DatedVerdict>>,
  record: ProgressRecord | undefined,
): Readonly<Record<number, TaskState>> {
  const passed = new Set(record?.passed ?? []);
  const states: Record<number, TaskState> = {};
  for (const task of lesson.tasks) {
    const own = checks.filter((check) => check.task === task.number);
    const done = own.length > 0 && own.every((check) => {
      const dated = verdicts[check.id];
      return dated ? dated.verdict.state === 'pass' : passed.has(check.id);
    });
    states[task.number] = done ? 'done' : 'open';
  }
  return states;
}

/** The state of each task by its number, as the last verdicts of the shown stack have it. */
export function useTaskStates(lesson: Lesson): Readonly<Record<number, TaskState>> {
  const { playground } = useApp();
  const checks = useStore(playground.state, (state) => state.checks);
  const verdicts = useStore(playground.state, (state) => state.verdicts);
  const stack = useStore(playground.state, (state) => state.stack);
  const record = useStore(playground.state, (state) => state.progress[progressName(lesson.id, stack)]);
  return taskStates(lesson, checks ?? [], verdicts, record);
}
