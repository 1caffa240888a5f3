import { expect, test } from 'vitest';
import { foreseeProblem, noAnswer, type Surroundings } from './boot-problem.ts';

const fine: Surroundings = { hasWebAssembly: true, hasWorkers: true, isSecureContext: true, crossOriginIsolated: true, hasStorage: true, onLine: true };

test.each([
  ['unsupported-browser', { hasWebAssembly: false }, /lacks WebAssembly/],
  ['unsupported-browser', { hasWorkers: false }, /workers/],
  ['insecure', { isSecureContext: false }, /https/],
  ['offline', { onLine: false }, /offline/],
  ['blocked-storage', { hasStorage: false }, /blocks cookies/],
  ['not-isolated', { crossOriginIsolated: false }, /Cross-Origin-Opener-Policy: same-origin/],
] as const)('%s is foreseen and named', (problem, lacking, words) => {
  const error = foreseeProblem({ ...fine, ...lacking }, true);
  expect(error?.problem).toBe(problem);
  expect(error?.message).toMatch(words);
});

test('where nothing is in the way nothing is foreseen', () => {
  expect(foreseeProblem(fine, true)).toBeUndefined();
});

test('a container of the same protocol elsewhere needs neither the internet nor isolation', () => {
  expect(foreseeProblem({ ...fine, crossOriginIsolated: false, onLine: false }, false)).toBeUndefined();
});

test('silence is told with how long it was, what it may mean, and what the frame has said', () => {
  const error = noAnswer(fine, 45_000, ['Cookies are blocked.']);
  expect(error.problem).toBe('time-out');
  expect(error.message).toContain('within 45 s');
  expect(error.message).toContain('third-party cookies');
  expect(error.message).toContain('Cookies are blocked.');
  expect(noAnswer({ ...fine, onLine: false }, 1, []).problem).toBe('offline');
});
