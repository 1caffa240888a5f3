import { expect, test } from 'vitest';
import { countPlaywright, countVitest, formatTotal, reconcile } from './suites.ts';

test('the total is one plain line, skipped ones only where there are some', () => {
  expect(formatTotal([{ passed: 2, failed: 0, skipped: 0 }, { passed: 3, failed: 1, skipped: 0 }])).toBe('5 passed, 1 failed');
  expect(formatTotal([{ passed: 2, failed: 0, skipped: 4 }])).toBe('2 passed, 0 failed, 4 skipped');
});

test('a program that fails without a failed test counts as a failure', () => {
  expect(reconcile({ passed: 5, failed: 0, skipped: 0 }, 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  expect(reconcile(undefined, 124)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  expect(reconcile(undefined, 0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
});

test('a test file that can not be loaded counts as a failure', () => {
  const report = { numPassedTests: 1, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };
  expect(countVitest({ ...report, testResults: [{ status: 'failed', assertionResults: [] }] })).toEqual({ passed: 1, failed: 1, skipped: 2 });
});

test('a journey counts once, whether it passed at the first or the second attempt; errors outside of tests are failures', () => {
  expect(countPlaywright({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] })).toEqual({ passed: 4, failed: 2, skipped: 2 });
});
