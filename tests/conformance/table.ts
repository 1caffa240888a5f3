// The table of the README: module by module how many cases are identical, what is left out and what error says so. Cases are
// identical unless they are listed as known differences: the run fails when that list is wrong. The errors are asked of the
// container while the table is made; modules.json says what is asked.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PROJECT_ROOT } from '../../tools/serve/build-once.ts';
import type { Case, Outcome } from './case.ts';

const modulesFile = z.record(z.string(), z.strictObject({
  /** groups, or single cases, by the beginning of their id */
  cases: z.array(z.string()),
  /** an expression that uses what is left out: the error that it throws, or that its promise is rejected with, goes into the table */
  probe: z.string().optional(),
  leftOut: z.string().optional(),
}));

export type ModuleRows = z.infer<typeof modulesFile>;

/** @throws when the file is not valid */
export function readModules(): ModuleRows {
  return modulesFile.parse(JSON.parse(readFileSync(new URL('./modules.json', import.meta.url), 'utf8')));
}

const peersFile = z.record(z.string(), z.array(z.string()).min(1));

/** What other Nodes in a browser get wrong -> the cases that hold it right here. */
export function readPeers(): Readonly<Record<string, readonly string[]>> {
  return peersFile.parse(JSON.parse(readFileSync(new URL('./peers.json', import.meta.url), 'utf8')));
}

const BEGIN = '<!-- modules: npm run test:conformance -- --table -->';
const END = '<!-- /modules -->';
const README = join(PROJECT_ROOT, 'README.md');

/** A case that prints the errors of all probes, one JSON line each. */
export function probeCase(rows: ModuleRows): Case {
  const source = `const done = (module, error) => console.log(JSON.stringify([module, error.code ?? null, error.message]));
${Object.entries(rows).flatMap(([module, { probe }]) => (probe === undefined ? [] : [`try { Promise.resolve(${probe}).catch((error) => done(${JSON.stringify(module)}, error)); } catch (error) { done(${JSON.stringify(module)}, error); }`])).join('\n')}
setTimeout(() => process.exit(), 1000);
`;
  return {
    id: 'table/probes', group: 'table', stdin: '', entry: 'probes.js', files: { 'probes.js': source }, args: [], nodeOptions: [], env: {}, packages: [], normalise: [], sortLines: false, isolated: false, timeout: 15_000,
  };
}

function matches(id: string, wanted: readonly string[]): boolean {
  return wanted.some((part) => id === part || id.startsWith(`${part}/`));
}

/** The table as Markdown. @param allIds ids of all cases @param known those that differ @param probes what the probe case printed */
export function tableOf(rows: ModuleRows, allIds: readonly string[], known: Readonly<Record<string, string>>, probes: Outcome): string {
  const errors = new Map<string, string>();
  for (const line of probes.stdout.trim().split('\n').filter((text) => text.startsWith('['))) {
    const [module, code, message] = JSON.parse(line) as [string, string | null, string];
    errors.set(module, `${code === null ? '' : `\`${code}\`: `}${message.replace(/ See "Limits".*/, '').replaceAll('|', '\\|')}`);
  }
  const lines = ['| module | identical to native | left out | what says so |', '| --- | ---: | --- | --- |'];
  for (const [module, { cases, leftOut = '' }] of Object.entries(rows)) {
    const ids = allIds.filter((id) => matches(id, cases));
    const identical = ids.filter((id) => known[id] === undefined).length;
    lines.push(`| ${module} | ${ids.length === 0 ? '' : `${identical} of ${ids.length}`} | ${leftOut} | ${errors.get(module) ?? ''} |`);
  }
  return lines.join('\n');
}

/** Puts the table between its markers in the README. */
export function writeTable(table: string): void {
  const text = readFileSync(README, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error(`README.md lacks the markers ${BEGIN} and ${END}`);
  writeFileSync(README, `${before}${BEGIN}\n${table}\n${END}${after}`);
}

/** The rows of the README's table: module, cases, what is left out. */
export function tableInReadme(): (readonly [module: string, cases: string, leftOut: string])[] {
  const text = readFileSync(README, 'utf8');
  const table = text.slice(text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)).trim();
  return table.split('\n').slice(2).map((line) => {
    const [module = '', cases = '', leftOut = ''] = line.split(/(?<!\\)\|/).slice(1).map((cell) => cell.trim());
    return [module, cases, leftOut] as const;
  });
}
