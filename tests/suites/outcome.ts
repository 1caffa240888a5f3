// Reads from what a test runner printed how many tests passed and which failed: node:test's spec reporter, and TAP
// (https://testanything.org/tap-version-14-specification.html) as mocha prints it.

export interface TestOutcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** names of the tests that failed, those above a failed subtest left out */
  readonly failures: readonly string[];
}

/** A failed test: `✖ name (1.2ms)` or `not ok 3 - name`, indented by its depth. */
const FAILED = /^( *)(?:✖ (.*?)(?: \([\d.]+ms\))?|not ok \d+ (?:- )?(.*?))(?: # (?:TODO|SKIP)\b.*)?$/;
const PASSED = /^ *(?:✔ |ok \d+)/;
/** The spec reporter lists failures again after its summary. */
const REPEATED = /^✖ failing tests:$/;

/** The last value of a summary line: `ℹ pass 12` or `# pass 12`. */
function summary(text: string, name: string): number | undefined {
  const found = [...text.matchAll(new RegExp(`^[ℹ#] ${name} (\\d+)$`, 'gm'))].at(-1);
  return found === undefined ? undefined : Number(found[1]);
}

/** Counts the tests of a run. Of a run that ended before its summary, those that were printed until then. */
export function readOutcome(output: string): TestOutcome {
  const all = output.split('\n');
  const end = all.findIndex((line) => REPEATED.test(line));
  const lines = end < 0 ? all : all.slice(0, end);
  const failures: string[] = [];
  let deeper = 0;
  for (const line of lines) {
    const match = FAILED.exec(line);
    if (match === null) continue;
    const depth = match[1]?.length ?? 0;
    // A parent is printed after its subtests and fails because of them.
    if (depth >= deeper) failures.push(match[2] ?? match[3] ?? '');
    deeper = depth;
  }
  return {
    passed: summary(output, 'pass') ?? lines.filter((line) => PASSED.test(line)).length,
    failed: summary(output, 'fail') ?? failures.length,
    skipped: summary(output, 'skipped') ?? 0,
    failures,
  };
}
