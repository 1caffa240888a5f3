// A lesson with an outside world, judged by the doctor in real Node and in the embedded container.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { examine } from '../../tools/lessons/doctor.ts';
import { openEmbeddedJudge } from '../../tools/lessons/embedded.ts';
import { writeFixture } from '../../tools/lessons/fixture.ts';
import { flakyLesson } from '../../tools/lessons/upstream-fixture.ts';

test('a program that calls a flaky service gets the same verdicts in real Node and in the embedded container', async () => {
  test.setTimeout(600_000);
  const course = writeFixture(flakyLesson);
  mkdirSync(join(course.root, 'node_modules'));
  const embedded = await openEmbeddedJudge();
  try {
    const report = await examine({ root: course.root, only: [], mutants: false, parallel: 1, minimumScore: 0.9, embedded });
    expect([...report.problems, ...report.diagnoses.flatMap(({ problems }) => problems)]).toEqual([]);
    expect(report.diagnoses).toMatchObject([{ solutionOk: true, startOk: true, embeddedOk: true }]);
  } finally {
    await embedded.close();
    course.remove();
  }
});
