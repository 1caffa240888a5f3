// Lessons with an outside world: the doctor's programs meet the handlers of upstream.ts in real Node, and in the embedded container.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { examine } from './doctor.ts';
import { openEmbeddedJudge } from './embedded.ts';
import { writeFixture, type FixtureCourse } from './fixture.ts';
import { formatProblem } from './problems.ts';

const open: FixtureCourse[] = [];
afterEach(() => {
  for (const course of open.splice(0)) course.remove();
});

const at = '01-basics/01-hello';
/** A payment service that fails every other time, slowly. */
const UPSTREAM = `import { delay, http, HttpResponse } from 'msw';

export const handlers = () => {
  let tries = 0;
  return [
    http.post('https://payments.example.com/charges', async ({ request }) => {
      const { amount } = (await request.json()) as { amount: number };
      await delay(20);
      if (++tries % 2 === 1) return HttpResponse.error();
      return HttpResponse.json({ id: 'ch_1', amount }, { status: 201 });
    }),
  ];
};
`;
const server = (tries: number): string => `import { createServer } from 'node:http';

async function charge(amount) {
  const response = await fetch('https://payments.example.com/charges', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ amount }) });
  return response.json();
}

createServer(async (request, response) => {
  if (request.url !== '/hello') {
    response.statusCode = 404;
    return response.end();
  }
  response.setHeader('Content-Type', 'application/json');
  for (let tries = ${tries}; tries > 0; tries--) {
    try {
      const { amount } = await charge(12);
      return response.end(JSON.stringify({ message: amount === 12 ? 'hello' : 'wrong' }));
    } catch (error) {
      console.log(error.message, error.cause?.message);
    }
  }
  response.statusCode = 502;
  response.end('{}');
}).listen(3000);
`;
const lesson = {
  [`${at}/upstream.ts`]: UPSTREAM,
  [`${at}/stacks/node/start/server.js`]: server(1),
  [`${at}/stacks/node/solution/server.js`]: server(2),
};

async function diagnose(changes: Record<string, string>, embedded?: Awaited<ReturnType<typeof openEmbeddedJudge>>) {
  const course = writeFixture(changes);
  open.push(course);
  mkdirSync(join(course.root, 'node_modules'));
  const report = await examine({ root: course.root, only: [], mutants: false, parallel: 1, minimumScore: 0.9, ...(embedded ? { embedded } : {}) });
  return [...report.problems, ...report.diagnoses.flatMap(({ problems }) => problems)].map((problem) => formatProblem(problem));
}

test('a program that calls a flaky service is judged against the handlers of the lesson', async () => {
  expect(await diagnose(lesson)).toEqual([]);
});

test('a request that no handler answers is told, with how to add one', async () => {
  const messages = await diagnose({ ...lesson, [`${at}/stacks/node/solution/server.js`]: server(2).replaceAll('/charges', '/refunds') });
  expect(messages.join('\n')).toContain('hello-200 is fail');
});

test('an upstream.ts with a mistake is told with its place', async () => {
  const messages = await diagnose({ ...lesson, [`${at}/upstream.ts`]: 'import { http } from "msw";\nexport const handlers = [http.get(;\n' });
  expect(messages[0]).toMatch(/^lessons\/01-basics\/01-hello\/upstream\.ts: can't be used: .*:2:/s);
});

test('the embedded container gives the same verdicts', { timeout: 240_000 }, async () => {
  const embedded = await openEmbeddedJudge();
  try {
    expect(await diagnose(lesson, embedded)).toEqual([]);
  } finally {
    await embedded.close();
  }
});
