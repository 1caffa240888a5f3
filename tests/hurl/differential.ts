// Runs the corpus through stock hurl and through ours, against the same server, and compares: exit codes, captured values,
// which asserts fail, and where parse errors are. Says `skipped` where hurl is not installed.
// Use: npx tsx tests/hurl/differential.ts [path of hurl] [--changed=1000 [--seed=1]]
// With --changed, files of the corpus in which pieces were cut out, doubled, moved or put in are compared instead.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { parse as parseLossless } from 'lossless-json';
import { main } from '../../tools/hurl/main.ts';
import { CORPUS, VARIABLES } from './corpus.ts';
import { startServer } from './server.ts';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function stock(hurl: string, args: readonly string[]): Promise<Outcome | undefined> {
  return new Promise((resolve) => {
    execFile(hurl, args, { maxBuffer: 50_000_000, env: { ...process.env, NO_COLOR: '1' } }, (error, out, err) => {
      if (error !== null && (error as NodeJS.ErrnoException).code === 'ENOENT') resolve(undefined);
      else resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

async function ours(args: readonly string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const code = await main(args, {
    stdout: (text) => (out += typeof text === 'string' ? text : Buffer.from(text).toString()),
    stderr: (text) => (err += text),
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdin: () => Promise.resolve(''),
    env: {},
  });
  return { code, out, err };
}

/**
 * What must agree. Numbers are compared as text, since JavaScript would round them. Left out: times, curl's own words, and the
 * `not` before what `!=` expects, which Hurl has since 8.1.
 */
function essence({ code, out, err }: Outcome): unknown {
  const places = [...err.matchAll(/^ *--> .*?:(\d+:\d+)$/gm)].map((match) => match[1]);
  const descriptions = [...err.matchAll(/^error: (.*)$/gm)].map((match) => match[1]);
  if (code === 2) return { code, places, descriptions };
  let entries: unknown = [];
  if (out.trim() !== '') {
    const result = parseLossless(out, undefined, (text) => `number ${text}`) as {
      entries: { index: unknown; captures: unknown; asserts: { success: boolean; line: unknown }[] }[];
    };
    entries = result.entries.map((e) => ({ index: e.index, captures: e.captures, asserts: e.asserts.map((a) => [a.success, a.line]) }));
  }
  const details = [...err.matchAll(/^ +\| +((?:actual|expected): .*|\^+ .*)$/gm)].map((match) => (match[1] ?? '').replace(/\d+ ms|\(\d+\) .*$|(?<=^expected: )not /g, ''));
  return { code, places, descriptions, entries, details };
}

interface Compared {
  readonly name: string;
  readonly text: string;
  /** the exit code that both must give; undefined: the same one */
  readonly exit?: number;
}

/** Files of the corpus with one to three changes each; the same ones for the same seed. */
function changedFiles(count: number, seed: number): Compared[] {
  const pieces = [...new Set(CORPUS.flatMap(({ text }) => text.match(/\{\{|\}\}|[A-Za-z0-9_-]+|\n|\s|[^\sA-Za-z0-9_-]/gu) ?? []))];
  const change = fc.record({ kind: fc.constantFrom('cut', 'double', 'put', 'swap'), at: fc.nat(), length: fc.integer({ min: 1, max: 9 }), piece: fc.constantFrom(...pieces) });
  const file = fc.tuple(fc.constantFrom(...CORPUS), fc.array(change, { minLength: 1, maxLength: 3 })).map(([{ name, text }, changes]) => {
    let changed = text;
    for (const { kind, at, length, piece } of changes) {
      const from = at % (changed.length + 1);
      const [before, part, after] = [changed.slice(0, from), changed.slice(from, from + length), changed.slice(from + length)];
      const middle = { cut: '', double: part + part, put: piece + part, swap: piece }[kind];
      changed = before + middle + after;
    }
    return { name, text: changed };
  });
  // Hurl 8.1 reads `{{host}x}` as `{{host}}`; here it is an error.
  const isCertain = ({ text }: Compared): boolean => !/\{\{[^}]*\}[^}]/.test(text);
  return fc.sample(file.filter(isCertain), { seed, numRuns: count }).map(({ name, text }, index) => ({ name: `${index}-${name}`, text }));
}

/** The value of an option `--name=value`. */
const optionOf = (name: string): string | undefined => process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);

const hurl = process.argv.slice(2).find((argument) => !argument.startsWith('--')) ?? process.env.HURL ?? 'hurl';
const changed = optionOf('changed');
const files: readonly Compared[] = changed === undefined ? CORPUS : changedFiles(Number(changed), Number(optionOf('seed') ?? 1));
const version = await stock(hurl, ['--version']);
if (version === undefined) {
  console.log('skipped: hurl is not installed (give its path, or set HURL)');
} else {
  console.log(`comparing with ${version.out.split('\n')[0] ?? ''}, ${files.length} files`);
  const server = await startServer();
  const folder = await mkdtemp(path.join(tmpdir(), 'differential-'));
  let different = 0;
  const variables = Object.entries({ ...VARIABLES, host: server.host }).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
  for (const { name, text, exit } of files) {
    const file = path.join(folder, `${name}.hurl`);
    await writeFile(file, text);
    const args = ['--json', '--no-color', ...variables, file];
    const theirs = await stock(hurl, args);
    const mine = await ours(args);
    const [a, b] = [theirs === undefined ? null : essence(theirs), essence(mine)].map((e) => JSON.stringify(e));
    if (a === b && (exit === undefined || mine.code === exit)) continue;
    different++;
    console.log(`\n=== ${name}\n${text}\n--- hurl\n${a ?? ''}\n${theirs?.err ?? ''}--- ours\n${b ?? ''}\n${mine.err}`);
  }
  server.close();
  await rm(folder, { recursive: true });
  console.log(`${files.length - different} of ${files.length} agree`);
  process.exitCode = different === 0 ? 0 : 1;
}
