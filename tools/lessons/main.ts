// `npm run lessons -- <command>`: the author's tools. lessons/README.md tells how they are used.
import { availableParallelism } from 'node:os';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { examine, scoreOf, type Diagnosis, type Report } from './doctor.ts';
import { formatProblem } from './problems.ts';
import { readCourse } from './read.ts';
import { scaffold } from './scaffold.ts';

const usage = `Usage: npm run lessons -- <command>

  doctor [lesson...]     examine lessons (ids or globs, for example rest/create-user or 'rest/*'); all without an argument
      --embedded         in the embedded container too, in Chromium
      --no-mutants       leave the mutants out: quick
      --min-score <n>    per cent of mutants that have to be killed, 90 by default
      --parallel <n>     processes at once, 2 by default
      --json             the report as JSON
  new <part>/<slug>      begin a lesson
  preview                show the lessons in the page while you write them (the Vite dev server)

BACKLOT_LESSONS_DIR names another folder than lessons/.
Exit codes: 0 all well, 1 something is wrong with a lesson, 2 wrong arguments.
`;

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const root = resolve(project, process.env['BACKLOT_LESSONS_DIR'] ?? 'lessons');
const shownRoot = relative(process.cwd(), root) || '.';

function mark(ok: boolean): string {
  return ok ? 'ok' : 'RED';
}

function table(diagnoses: readonly Diagnosis[]): string {
  const rows = [['lesson', 'stack', 'checks', 'solution', 'start', 'embedded', 'prose', 'mutants killed', 'score', 'seconds']];
  for (const { lesson, stack, checks, solutionOk, startOk, embeddedOk, proseOk, mutation } of diagnoses) {
    rows.push([
      lesson,
      stack,
      String(checks),
      mark(solutionOk),
      mark(startOk),
      embeddedOk === undefined ? '-' : mark(embeddedOk),
      mark(proseOk),
      mutation ? `${mutation.killed}/${mutation.total - mutation.equivalent}${mutation.equivalent > 0 ? ` (+${mutation.equivalent} equivalent)` : ''}` : '-',
      mutation ? `${(scoreOf(mutation) * 100).toFixed(1)} %` : '-',
      mutation ? (mutation.milliseconds / 1000).toFixed(1) : '-',
    ]);
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}

/** Changed lines with their sign, long ones cut. */
function diffLines(sign: '-' | '+', text: string): string[] {
  const lines = text === '' ? [] : text.split('\n');
  const shown = lines.slice(0, 6).map((line) => `    ${sign} ${line}`);
  return lines.length > 6 ? [...shown, `    ${sign} ... ${lines.length - 6} more lines`] : shown;
}

function print(report: Report): void {
  const out: string[] = ['', table(report.diagnoses)];
  const survivors = report.diagnoses.flatMap((diagnosis) => (diagnosis.mutation?.survivors ?? []).map((mutant) => ({ diagnosis, mutant })));
  if (survivors.length > 0) {
    out.push('', 'Surviving mutants: no check noticed. Add an assert, or name the mutant in equivalent-mutants.yaml with the reason.');
    for (const { diagnosis, mutant } of survivors) {
      out.push(`  ${diagnosis.lesson} ${diagnosis.stack} ${mutant.file}:${mutant.line} ${mutant.operator}`);
      out.push(`    within ${mutant.within}`, ...diffLines('-', mutant.before), ...diffLines('+', mutant.after));
    }
  }
  const problems = [...report.problems, ...report.diagnoses.flatMap((diagnosis) => diagnosis.problems)];
  if (problems.length > 0) out.push('', ...problems.map((problem) => formatProblem(problem, shownRoot)));
  if (report.diagnoses.some((diagnosis) => diagnosis.mutation)) out.push('', `Mutation score of all: ${(report.score * 100).toFixed(1)} %`);
  out.push('', report.ok ? 'All well.' : 'Something is wrong.');
  process.stdout.write(`${out.join('\n')}\n`);
}

async function doctor(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      embedded: { type: 'boolean', default: false },
      'no-mutants': { type: 'boolean', default: false },
      'min-score': { type: 'string', default: '90' },
      parallel: { type: 'string', default: String(Math.min(2, availableParallelism())) },
      json: { type: 'boolean', default: false },
    },
  });
  const terminal = process.stderr.isTTY;
  // Vite and Playwright are loaded only where they are needed.
  const embedded = values.embedded ? await (await import('./embedded.ts')).openEmbeddedJudge() : undefined;
  const report = await examine({
    root,
    only: positionals,
    mutants: !values['no-mutants'],
    parallel: Math.max(1, Number(values.parallel)),
    minimumScore: Number(values['min-score']) / 100,
    ...(embedded ? { embedded } : {}),
    ...(terminal ? { onProgress: (text: string) => process.stderr.write(`\r\x1b[K${text}`) } : {}),
  }).finally(() => embedded?.close());
  if (terminal) process.stderr.write('\r\x1b[K');
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else print(report);
  return report.ok ? 0 : 1;
}

async function create(args: string[]): Promise<number> {
  const [name] = args;
  if (name === undefined) {
    process.stderr.write('Which lesson? For example: npm run lessons -- new rest/list-users\n');
    return 2;
  }
  const manifest = join(root, 'package.json');
  const packages = existsSync(manifest) ? ((JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies?: Record<string, string> }).dependencies ?? {}) : {};
  const below = scaffold(root, await readCourse(root), packages, name);
  process.stdout.write(`${join(shownRoot, below)} is there. Replace each TODO, look at it with "npm run lessons -- preview", examine it with "npm run lessons -- doctor ${name}".\n`);
  return 0;
}

async function preview(): Promise<undefined> {
  const { createServer } = await import('vite');
  const server = await createServer({ root: project });
  await server.listen();
  server.printUrls();
  server.bindCLIShortcuts({ print: true });
  return undefined;
}

/** @returns the exit code; undefined while a server runs */
async function main(command: string | undefined, args: string[]): Promise<number | undefined> {
  switch (command) {
    case 'doctor':
      return doctor(args);
    case 'new':
      return create(args);
    case 'preview':
      return preview();
    default:
      process.stderr.write(`${command === undefined || command === '--help' ? '' : `There is no command "${command}".\n`}${usage}`);
      return command === '--help' ? 0 : 2;
  }
}

try {
  const [command, ...args] = process.argv.slice(2);
  const code = await main(command, args);
  if (code !== undefined) process.exitCode = code;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
