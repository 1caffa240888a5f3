// The playground: verdicts belong to the files they were given for, and say what really happened to the program.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CheckInfo, Verdict } from '../checks/verdict.ts';
import type { Container } from '../container/container.ts';
import type { Course, Lesson, LessonBundle } from '../lesson/lesson.ts';
import { inMemory } from '../lesson/saved-work-database.ts';
import { savedWork } from '../lesson/saved-work.ts';
import type { CheckRun, CheckRunner } from './checks/check-runner.ts';
import { Playground, progressName } from './playground.ts';
import type { Session, StartOutcome } from './session.ts';
import { taskStates } from './lesson/task-states.ts';
import { Workspace } from './workspace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const checks: readonly CheckInfo[] = [
  { id: 'a', title: 'A', task: 1, file: 'checks/1.hurl', line: 1 },
  { id: 'b', title: 'B', task: 1, file: 'checks/1.hurl', line: 9 },
];

function lessonOf(id: string): Lesson {
  const files = { start: { 'server.js': 'start' }, solution: { 'server.js': 'solved' }, packages: ['express'] };
  return {
    id, partId: 'rest', title: id, summary: '', time: 5, stacks: ['express', 'fastify'], needs: [], html: {},
    tasks: [{ number: 1, title: 'Do it', anchor: 'do-it' }], focus: 'server.js', editable: ['server.js'], entry: ['node', 'server.js'], port: 3000,
    checks: [], hints: {}, files: { express: files, fastify: files },
  };
}

const course: Course = { title: 'c', description: '', defaultStack: 'express', stacks: [{ id: 'express', title: 'Express' }, { id: 'fastify', title: 'Fastify' }], parts: [] };

function verdict(check: CheckInfo, state: Verdict['state']): Verdict {
  return { check, state, exchanges: [], asserts: [], milliseconds: 1, log: [], ...(state === 'error' ? { reason: 'connection broke' } : {}) };
}

async function setup(given: { outcome?: StartOutcome; states?: Record<string, Verdict['state']>; exitCode?: number | null; during?: (run: CheckRun) => Promise<void> } = {}) {
  const database = inMemory('');
  const workspace = new Workspace(savedWork(database, { read: () => [], write: () => undefined, forget: () => undefined }));
  const session = {
    leave: vi.fn(async () => undefined),
    run: vi.fn(async () => ({ kind: 'listening' as const })),
    stop: vi.fn(async () => undefined),
    ensureListening: vi.fn(async () => given.outcome ?? { kind: 'listening' as const }),
    onOutput: () => () => undefined,
    exitWithin: async () => given.exitCode ?? null,
    lastPrinted: 'Error: boom\n',
    booted: {} as Container,
  };
  const runner: CheckRunner = {
    list: async () => checks,
    run: async (run) => {
      await given.during?.(run);
      for (const check of checks) if (!run.only || run.only.includes(check.id)) run.onVerdict(verdict(check, given.states?.[check.id] ?? 'pass'));
    },
  };
  const announce = vi.fn();
  const bundle = (id: string): LessonBundle => (id === 'broken' ? { ok: false, id, problems: [] } : { ok: true, lesson: lessonOf(id) });
  const playground = new Playground({
    course, workspace, runner, database, announce, session: session as unknown as Session,
    loadLesson: async (id) => {
      if (id === 'unknown') throw new RangeError('no such lesson');
      return bundle(id);
    },
  });
  await playground.open('rest/list', 'express');
  return { playground, workspace, session, announce, database, now: () => playground.state.getState() };
}

test('a lesson opens in the stack that is wanted, else in the default one', async () => {
  const { playground, now } = await setup();
  await playground.open('rest/list', 'fastify');
  expect(now().stack).toBe('fastify');
  await playground.open('rest/list', 'spring');
  expect(now().stack).toBe('express');
});

test('a broken lesson and an unknown one are states of their own', async () => {
  const { playground, now } = await setup();
  await playground.open('broken', null);
  expect(now().lesson.kind).toBe('broken');
  await playground.open('unknown', null);
  expect(now().lesson).toEqual({ kind: 'unknown', id: 'unknown' });
});

test('where no lesson can be opened no files are shown, and those that were are saved', async () => {
  const { playground, workspace, now } = await setup();
  for (const id of ['broken', 'unknown']) {
    workspace.write('server.js', `before ${id}`);
    await playground.open(id, 'fastify');
    expect(workspace.state.getState()).toMatchObject({ key: null, files: {}, open: [], active: null });
    await playground.open('rest/list', 'express');
    expect(workspace.state.getState().files['server.js']).toBe(`before ${id}`);
  }
  await playground.open('broken', 'fastify');
  expect(now().stack).toBe('fastify');
});

test('verdicts carry the version of the files that they are of', async () => {
  const { playground, workspace, now } = await setup();
  await playground.check();
  expect(now().verdicts['a']?.version).toBe(workspace.state.getState().version);
  workspace.write('server.js', 'edited');
  expect(now().verdicts['a']?.version).not.toBe(workspace.state.getState().version);
});

test('when the program does not listen every check is an error that says why, never a failure', async () => {
  const problem = { kind: 'never-listens' as const, message: 'Nothing listens on port 3000 after 10 s.', printed: 'hello' };
  const { playground, now } = await setup({ outcome: { kind: 'problem', problem } });
  await playground.check();
  expect(Object.values(now().verdicts).map((dated) => dated.verdict.state)).toEqual(['error', 'error']);
  expect(now().verdicts['a']?.verdict).toMatchObject({ reason: problem.message, log: [{ text: 'hello' }] });
});

test('a program that exits is told at the check during which it did, and at those after it', async () => {
  const { playground, now } = await setup({ states: { a: 'error', b: 'error' }, exitCode: 1 });
  await playground.check();
  expect(now().verdicts['a']?.verdict.reason).toBe('The program ended with exit code 1 during this check.');
  expect(now().verdicts['a']?.verdict.log).toEqual([{ stream: 'stderr', text: 'Error: boom\n' }]);
  expect(now().verdicts['b']?.verdict.reason).toContain('had already ended with exit code 1');
});

test('an error while the program goes on keeps its own reason', async () => {
  const { playground, now } = await setup({ states: { a: 'error' }, exitCode: null });
  await playground.check();
  expect(now().verdicts['a']?.verdict.reason).toBe('connection broke');
});

test('stopping drops what still comes and leaves nothing pending', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const { playground, now } = await setup({ during: () => held });
  const checking = playground.check();
  await vi.advanceTimersByTimeAsync(0);
  expect(now().pending.size).toBe(2);
  await playground.stop();
  release();
  await checking;
  expect(now().verdicts).toEqual({});
  expect(now().pending.size).toBe(0);
});

test('passing all checks solves the lesson in this stack, keeps it, and is announced', async () => {
  const { playground, announce, database, now } = await setup();
  await playground.check();
  expect(now().progress[progressName('rest/list', 'express')]?.solvedAt).not.toBeNull();
  expect(now().progress[progressName('rest/list', 'fastify')]).toBeUndefined();
  expect(await database.getAllProgress()).toHaveLength(1);
  expect(announce).toHaveBeenCalledWith('2 checks passed');
});

test('one check alone leaves the others as they were', async () => {
  const { playground, now } = await setup();
  await playground.check(['b']);
  expect(Object.keys(now().verdicts)).toEqual(['b']);
});

test('opening another lesson drops verdicts of the one before', async () => {
  const { playground, now } = await setup();
  await playground.check();
  await playground.open('rest/create', 'express');
  expect(now().verdicts).toEqual({});
});

test('a task is done when all its checks pass', async () => {
  const { playground, now } = await setup({ states: { b: 'fail' } });
  await playground.check();
  expect(taskStates(lessonOf('x'), checks, now().verdicts, undefined)).toEqual({ 1: 'open' });
  const dated = { a: { verdict: verdict(checks[0] as CheckInfo, 'pass'), version: 1 }, b: { verdict: verdict(checks[1] as CheckInfo, 'pass'), version: 1 } };
  expect(taskStates(lessonOf('x'), checks, dated, undefined)).toEqual({ 1: 'done' });
});
