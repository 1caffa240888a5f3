import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../serve/build-once.ts';
import { afterSecondRun, formatTotal, outcomeOfPlaywright, outcomeOfVitest, reconcile } from './suites.ts';

test('the total is one plain line, skipped ones only where there are some', () => {
  expect(formatTotal([{ passed: 2, failed: 0, skipped: 0 }, { passed: 3, failed: 1, skipped: 0 }])).toBe('5 passed, 1 failed');
  expect(formatTotal([{ passed: 2, failed: 0, skipped: 4 }])).toBe('2 passed, 0 failed, 4 skipped');
});

test('a program that fails without a failed test counts as a failure', () => {
  expect(reconcile({ passed: 5, failed: 0, skipped: 0, remarks: ['one'] }, 1)).toEqual({ passed: 5, failed: 1, skipped: 0, remarks: ['one', 'ended with code 1'] });
  expect(reconcile(undefined, 124)).toEqual({ passed: 0, failed: 1, skipped: 0, remarks: ['ended with code 124'] });
  expect(reconcile(undefined, 0)).toEqual({ passed: 1, failed: 0, skipped: 0, remarks: [] });
});

test('failed unit tests are named, and so is a test file that can not be loaded', () => {
  const counts = { numPassedTests: 1, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1 };
  const testResults = [
    { name: join(PROJECT_ROOT, 'src/a.test.ts'), status: 'failed', message: 'Cannot find module "./b"', assertionResults: [] },
    {
      name: join(PROJECT_ROOT, 'src/c.test.ts'),
      status: 'failed',
      message: '',
      assertionResults: [
        { status: 'passed', fullName: 'adds', failureMessages: [] },
        { status: 'failed', fullName: 'takes away', failureMessages: ['\u001b[31mexpected 1 to be 2\u001b[39m\n    at c.test.ts:3'] },
      ],
    },
  ];
  expect(outcomeOfVitest({ ...counts, testResults })).toEqual({
    passed: 1,
    failed: 2,
    skipped: 2,
    remarks: [join('src', 'a.test.ts') + ': Cannot find module "./b"', join('src', 'c.test.ts') + ' > takes away: expected 1 to be 2'],
  });
});

test('a journey counts once, whether it passed at the first or the second attempt; errors outside of tests are failures', () => {
  const spec = (title: string, status: string, message?: string) => ({
    title,
    file: 'page.spec.ts',
    line: 7,
    tests: [{ status, results: [message === undefined ? {} : { error: { message } }] }],
  });
  const suites = [{ specs: [spec('opens', 'expected')], suites: [{ specs: [spec('runs', 'flaky', 'waited\nin vain'), spec('stops', 'unexpected')] }] }];
  expect(outcomeOfPlaywright({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{ message: 'no browser' }], suites })).toEqual({
    passed: 4,
    failed: 2,
    skipped: 2,
    remarks: ['no browser', 'page.spec.ts:7 > runs: passed at its second attempt; the first: waited', 'page.spec.ts:7 > stops: no message'],
  });
});

test('journeys that pass alone count as passed and are told of; others stay failures', () => {
  const first = { passed: 10, failed: 2, skipped: 1, remarks: ['a: waited in vain', 'b: waited in vain'] };
  expect(afterSecondRun(first, { passed: 1, failed: 1, skipped: 0, remarks: ['b: is wrong'] })).toEqual({
    passed: 11,
    failed: 1,
    skipped: 1,
    remarks: ['a: waited in vain', 'b: waited in vain', 'of these, 1 failed twice beside others and passed alone', 'alone too: b: is wrong'],
  });
  expect(afterSecondRun(first, { passed: 0, failed: 0, skipped: 0, remarks: [] }).failed).toBe(2);
  // Building the page that they run in passes with them, and makes up for nothing.
  expect(afterSecondRun(first, { passed: 1, failed: 2, skipped: 0, remarks: [] }).failed).toBe(2);
});
