// What runs programs: the learner's choice in the status bar, else what the open lesson asks for, else what the site says.
import type { Container } from '../container/container.ts';
import type { Lesson } from '../lesson/lesson.ts';

export interface ContainerChoices {
  readonly learner: Container['kind'] | null;
  readonly lesson: Pick<Lesson, 'container' | 'database'> | null;
  readonly site: Container['kind'];
}

/** The first of them that says something; only the embedded container has a Postgres. */
export function chosenContainer({ learner, lesson, site }: ContainerChoices): Container['kind'] {
  return learner ?? lesson?.container ?? (lesson?.database === undefined ? site : 'embedded');
}
