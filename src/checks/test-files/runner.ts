// The program that runs one test file inside the container (or in real Node, for the doctor). It is kept as text, since it is written beside the
// learner's files and run there by their Node. It uses node:test's own runner (https://nodejs.org/docs/latest-v24.x/api/test.html#runoptions)
// without a process for each file, and tells of every event on a line of standard output.

/** The folder of our files, beside the learner's: `../queue.js` in a test file is the learner's queue.js. */
export const RUNNER_FOLDER = '.backlot';
export const RUNNER_FILE = 'runner.mjs';

/** What the runner writes on a line, after the mark that it got as an argument. */
export type RunnerEvent =
  | { readonly type: 'start' | 'pass' | 'fail'; readonly name: string; readonly nesting: number; readonly file: string; readonly line: number; readonly suite: boolean }
    & { readonly milliseconds?: number; readonly skip?: string | boolean; readonly todo?: string | boolean; readonly error?: RunnerError }
  | { readonly type: 'broken'; readonly error: RunnerError }
  | { readonly type: 'end' };

export interface RunnerError {
  readonly name: string;
  readonly message: string;
  /** `ERR_ASSERTION`, `ECONNREFUSED`, ... of the error or of what caused it */
  readonly code?: string;
  /** node:test's word for how it failed: `testCodeFailure`, `testTimeoutFailure`, `subtestsFailed`, ... */
  readonly failure?: string;
  readonly stack: string;
  /** as util.inspect shows them; only of an AssertionError that has them */
  readonly actual?: string;
  readonly expected?: string;
  /** both as JSON, where they are objects that JSON can hold */
  readonly actualJson?: string;
  readonly expectedJson?: string;
  /** `strictEqual`, `==`, ... of an AssertionError */
  readonly operator?: string;
  /** whether the message was written by the author of the test */
  readonly ownMessage?: boolean;
}

/** Its arguments are the mark and the absolute path of the test file. */
export const RUNNER_SOURCE = `import { run } from 'node:test';
import { inspect } from 'node:util';

const [mark, file] = process.argv.slice(2);
const write = process.stdout.write.bind(process.stdout);
const emit = (event, done) => write('\\n' + mark + JSON.stringify(event) + '\\n', done);
const show = (value) => inspect(value, { depth: 6, maxArrayLength: 50, maxStringLength: 2000, breakLength: 80 });

function asJson(value) {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    const text = JSON.stringify(value);
    return text !== undefined && text.length < 100_000 ? text : undefined;
  } catch {
    return undefined;
  }
}

function describe(error) {
  let inner = error;
  const failure = error?.failureType;
  if (error?.code === 'ERR_TEST_FAILURE' && error.cause instanceof Error) inner = error.cause;
  else if (error?.code === 'ERR_TEST_FAILURE') return { name: 'Error', message: String(typeof error.cause === 'string' ? error.cause : show(error.cause)), failure, stack: '' };
  if (!(inner instanceof Error)) return { name: 'Error', message: show(inner), failure, stack: '' };
  const isAssertion = inner.code === 'ERR_ASSERTION';
  const code = inner.code ?? inner.cause?.code;
  return {
    name: inner.name,
    message: inner.message,
    ...(code === undefined ? {} : { code: String(code) }),
    failure,
    stack: String(inner.stack ?? ''),
    ...(isAssertion && 'actual' in inner && 'expected' in inner
      ? { actual: show(inner.actual), expected: show(inner.expected), actualJson: asJson(inner.actual), expectedJson: asJson(inner.expected), operator: inner.operator, ownMessage: inner.generatedMessage === false }
      : {}),
  };
}

const stream = run({ files: [file], isolation: 'none', concurrency: false, timeout: 5000 });
const tell = (type) => (data) =>
  emit({
    type,
    name: data.name,
    nesting: data.nesting,
    file: data.file ?? '',
    line: data.line ?? 0,
    suite: data.details?.type === 'suite',
    milliseconds: data.details?.duration_ms,
    skip: data.skip,
    todo: data.todo,
    ...(type === 'fail' ? { error: describe(data.details?.error) } : {}),
  });
// test:start comes only with a test's end; this one comes when it begins.
stream.on('test:dequeue', tell('start'));
stream.on('test:pass', tell('pass'));
stream.on('test:fail', tell('fail'));
// Output of the tests comes as it is written: in this process it goes to standard output by itself.
stream.on('error', (error) => emit({ type: 'broken', error: describe(error) }));
stream.on('end', () => emit({ type: 'end' }, () => process.exit(0)));
stream.resume();
`;
