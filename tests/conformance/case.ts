// What a conformance case is and how it is read from cases/<group>/<name>.{js,mjs,cjs,ts,mts,cts} with its optional <name>.json.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** What may differ between two right runs, so that it is replaced before they are compared. */
const NORMALISATIONS = ['pid', 'port', 'internal-frames', 'package-frames', 'repeated-lines', 'test-durations', 'junit', 'pino'] as const;
export type Normalisation = (typeof NORMALISATIONS)[number];

const caseOptions = z.strictObject({
  /** files beside the case: path -> text */
  files: z.record(z.string(), z.string()).default({}),
  args: z.array(z.string()).default([]),
  /** options of node itself, before the script */
  nodeOptions: z.array(z.string()).default([]),
  /** all that follows `node`, in place of options, script and arguments */
  command: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).default({}),
  /** what comes over standard input, which ends after it */
  stdin: z.string().default(''),
  /** packs of npm packages that the case needs */
  packages: z.array(z.string()).default([]),
  normalise: z.array(z.enum(NORMALISATIONS)).default([]),
  /** the order of the lines printed is not settled: compare them sorted */
  sortLines: z.boolean().default(false),
  /** runs in a cross-origin isolated page, where SharedArrayBuffer exists */
  isolated: z.boolean().default(false),
  /** milliseconds */
  timeout: z.number().default(15_000),
});

export type Case = z.infer<typeof caseOptions> & {
  /** `<group>/<name>` */
  readonly id: string;
  readonly group: string;
  /** file that is run; it is among `files` */
  readonly entry: string;
};

/** What follows `node` when a case is run. */
export const commandOf = ({ command, nodeOptions, entry, args }: Pick<Case, 'command' | 'nodeOptions' | 'entry' | 'args'>): string[] =>
  command ?? [...nodeOptions, entry, ...args];

/** How a run ended. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** `timeout`: it was stopped */
  readonly code: number | 'timeout';
  /** absolute path of the folder that it ran in */
  readonly folder: string;
}

const CASES_FOLDER = fileURLToPath(new URL('./cases/', import.meta.url));
const SHARED = 'shared';

function readFolder(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/**
 * Every case on disk, by group and name. Files of cases/shared lie beside each of them.
 * @throws when a case's options are not valid; the message names the file
 */
export function readCases(): Case[] {
  const shared = readFolder(join(CASES_FOLDER, SHARED));
  const groups = readdirSync(CASES_FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== SHARED);
  return groups
    .map(({ name }) => name)
    .sort()
    .flatMap((group) => {
      const scripts = readdirSync(join(CASES_FOLDER, group)).filter((file) => /\.[cm]?[jt]s$/.test(file));
      return scripts.sort().map((entry): Case => {
        const name = entry.replace(/\.[cm]?[jt]s$/, '');
        const optionsPath = join(CASES_FOLDER, group, `${name}.json`);
        const parsed = caseOptions.safeParse(existsSync(optionsPath) ? JSON.parse(readFileSync(optionsPath, 'utf8')) : {});
        if (!parsed.success) throw new Error(`${optionsPath}: ${z.prettifyError(parsed.error)}`);
        const source = readFileSync(join(CASES_FOLDER, group, entry), 'utf8');
        return { ...parsed.data, id: `${group}/${name}`, group, entry, files: { ...shared, ...parsed.data.files, [entry]: source } };
      });
    });
}
