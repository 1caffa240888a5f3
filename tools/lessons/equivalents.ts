// lessons/equivalent-mutants.yaml: mutants that no check can tell from the solution, each with the reason. They don't count in the score.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { z } from 'zod';
import type { LessonProblem } from '../../src/lesson/lesson.ts';
import type { Mutant } from './mutants.ts';
import { readYaml } from './read-yaml.ts';

const fileName = 'equivalent-mutants.yaml';

const line = (what: string) => z.string({ error: what });
const schema = z.array(
  z.strictObject({
    lesson: line('a lesson\'s id or a glob, for example rest/create-user or rest/*'),
    stack: line('a stack or a glob, for example express').default('*'),
    file: line('the solution\'s file, for example server.js'),
    operator: line('the kind of mutation, as the doctor prints it').optional(),
    within: line('the first line of the top-level statement in which it stands').optional(),
    before: line('the changed lines as they are, as the doctor prints them after "-"').optional(),
    after: line('the changed lines in the mutant, as the doctor prints them after "+"; empty where they are removed').optional(),
    reason: line('why no check can tell the mutant from the solution').min(20, { error: 'a reason, in a sentence' }),
  }),
  { error: 'a list of mutants' },
).superRefine((entries, context) => {
  for (const [index, entry] of entries.entries()) {
    if ((entry.operator === undefined || entry.within === undefined) && (entry.before === undefined || entry.after === undefined)) {
      context.addIssue({ code: 'custom', path: [index], message: 'before and after, or operator and within: which mutant is it?' });
    }
  }
});

/** An entry in one line, for messages. */
export function describeEquivalent(entry: Equivalent): string {
  return [entry.lesson, entry.stack, entry.file, entry.operator, entry.within, entry.before && `"${entry.before.trim()}" -> "${(entry.after ?? '').trim()}"`].filter(Boolean).join(', ');
}

export type Equivalent = z.infer<typeof schema>[number];

/** Reads the list; none where there is no file. */
export function readEquivalents(root: string, problems: LessonProblem[]): readonly Equivalent[] {
  const path = join(root, fileName);
  if (!existsSync(path)) return [];
  return readYaml(schema, readFileSync(path, 'utf8'), fileName, problems) ?? [];
}

const lines = (text: string) => text.trim().split('\n').map((part) => part.trim()).join('\n');

/** The entry that names this mutant, if one does. */
export function findEquivalent(list: readonly Equivalent[], lesson: string, stack: string, mutant: Mutant): Equivalent | undefined {
  return list.find(
    (entry) =>
      picomatch.isMatch(lesson, entry.lesson) &&
      picomatch.isMatch(stack, entry.stack) &&
      entry.file === mutant.file &&
      (entry.operator === undefined || entry.operator === mutant.operator) &&
      (entry.within === undefined || entry.within.trim() === mutant.within) &&
      (entry.before === undefined || lines(entry.before) === mutant.before) &&
      (entry.after === undefined || lines(entry.after) === mutant.after),
  );
}
