// Checks that run by themselves: after a pause, never twice at once for the same files, and not for another lesson.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { autoCheck } from './auto-check.ts';
import { settings } from './settings.ts';
import type { WorkspaceState } from './workspace.ts';

const key = (lesson: string) => ({ course: 'course', lesson, stack: 'express' });

function setup() {
  const state = createStore<WorkspaceState>(() => ({ key: key('a'), version: 1 }) as WorkspaceState);
  const calls: string[] = [];
  let finish = (): void => {};
  const end = autoCheck({
    workspace: { state },
    playground: {
      check: () => {
        calls.push('check');
        return new Promise<void>((resolve) => (finish = resolve));
      },
      cancelChecks: () => void calls.push('cancel'),
    },
    quiet: 100,
  });
  return { calls, edit: () => state.setState((before) => ({ version: before.version + 1 })), open: (lesson: string) => state.setState((before) => ({ key: key(lesson), version: before.version + 1 })), finish: () => finish(), end };
}

beforeEach(() => {
  vi.useFakeTimers();
  settings.setState({ autoCheck: true });
});
afterEach(() => {
  vi.useRealTimers();
  settings.setState({ autoCheck: false });
});

test('edits are followed by one check, once they pause', async () => {
  const { calls, edit } = setup();
  edit();
  await vi.advanceTimersByTimeAsync(60);
  edit();
  await vi.advanceTimersByTimeAsync(60);
  expect(calls).toEqual([]);
  await vi.advanceTimersByTimeAsync(60);
  expect(calls).toEqual(['check']);
});

test('an edit takes back the checks that it made old', async () => {
  const { calls, edit, finish } = setup();
  edit();
  await vi.advanceTimersByTimeAsync(100);
  edit();
  expect(calls).toEqual(['check', 'cancel']);
  finish();
  await vi.advanceTimersByTimeAsync(100);
  expect(calls).toEqual(['check', 'cancel', 'check']);
});

test('checks that the learner asked for are not taken back by the edit that follows', async () => {
  const { calls, edit, finish } = setup();
  edit();
  await vi.advanceTimersByTimeAsync(100);
  finish();
  await vi.advanceTimersByTimeAsync(0);
  edit();
  expect(calls).toEqual(['check']);
});

test('opening another lesson runs nothing', async () => {
  const { calls, edit, open } = setup();
  edit();
  open('b');
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls).toEqual([]);
});

test('it does nothing where it was not asked for, and begins at once when it is', async () => {
  settings.setState({ autoCheck: false });
  const { calls, edit } = setup();
  edit();
  await vi.advanceTimersByTimeAsync(1000);
  expect(calls).toEqual([]);
  settings.setState({ autoCheck: true });
  expect(calls).toEqual(['check']);
});
