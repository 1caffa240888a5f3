// Licences of everything that the built site carries and that is not ours: npm packages in the bundle, the packages that
// lessons use, Node's own library, and Postgres.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Notice {
  /** name and version, for example `react 19.3.1` */
  readonly title: string;
  /** SPDX identifier, or what the package says instead */
  readonly license: string;
  /** the licence's text; where a package ships none: who wrote it and where it comes from */
  readonly text: string;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type?: string };
  readonly author?: string | { readonly name?: string };
  readonly repository?: string | { readonly url?: string };
}

const LICENSE_FILE = /^(licen[cs]e|copying)([.-].*)?$/i;
/** `license-checker.js` is no licence. */
const PROGRAM = /\.([cm]?[jt]s|json)$/i;
const NOTICE_FILE = /^(third-?party-?)?notices?([.-].*)?$/i;

/** The folder of the package that a file belongs to, or undefined for a file that lies in no package. */
export function packageFolder(file: string): string | undefined {
  const marker = `${sep}node_modules${sep}`;
  const at = file.lastIndexOf(marker);
  if (at < 0) return undefined;
  const [first = '', second = ''] = file.slice(at + marker.length).split(sep);
  return join(file.slice(0, at + marker.length), first.startsWith('@') ? join(first, second) : first);
}

function textOf(value: string | { readonly name?: string; readonly url?: string; readonly type?: string } | undefined): string | undefined {
  return typeof value === 'string' ? value : (value?.name ?? value?.url ?? value?.type);
}

/**
 * The notice of an installed package.
 * @param folder the package's folder
 * @throws when the folder holds no package.json with name and version
 */
export function readNotice(folder: string): Notice {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  if (manifest.name === undefined || manifest.version === undefined) throw new Error(`${folder}/package.json has no name or no version`);
  const texts = readdirSync(folder)
    .filter((file) => (LICENSE_FILE.test(file) || NOTICE_FILE.test(file)) && !PROGRAM.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const license = textOf(manifest.license) ?? 'see its text';
  const origin = [textOf(manifest.author), textOf(manifest.repository)].filter((part) => part !== undefined).join(', ');
  return {
    title: `${manifest.name} ${manifest.version}`,
    license,
    text: texts.length > 0 ? texts.join('\n\n') : `Licensed under ${license}. ${origin}`.trim(),
  };
}

/**
 * Notices of the packages that files come from, each once, by name.
 * @param files absolute paths; those outside node_modules are passed over
 */
export function noticesOfFiles(files: Iterable<string>): Notice[] {
  const folders = new Set<string>();
  for (const file of files) {
    const folder = packageFolder(file);
    if (folder !== undefined && existsSync(join(folder, 'package.json'))) folders.add(folder);
  }
  return mergeNotices([...folders].map(readNotice));
}

/** Sorted by title, duplicates dropped. */
export function mergeNotices(notices: readonly Notice[]): Notice[] {
  const byTitle = new Map(notices.map((notice) => [notice.title, notice]));
  return [...byTitle.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** Notices of the packages that a package.json lists as `dependencies`. */
export function noticesOfDependencies(manifestPath: string): Notice[] {
  const { dependencies = {} } = JSON.parse(readFileSync(manifestPath, 'utf8')) as { dependencies?: Record<string, string> };
  return Object.keys(dependencies).map((name) => readNotice(join(dirname(manifestPath), 'node_modules', name)));
}

/** The notice of PostgreSQL, which PGlite's package has within it without telling its licence. */
export function postgresNotice(): Notice {
  return {
    title: 'PostgreSQL 18, as PGlite builds it',
    license: 'PostgreSQL, and those of its parts as told below',
    text: readFileSync(fileURLToPath(new URL('../postgres/COPYRIGHT.txt', import.meta.url)), 'utf8').trim(),
  };
}

const RULE = '='.repeat(100);

/** The text of THIRD-PARTY-NOTICES.txt. */
export function formatNotices(sections: readonly { readonly heading: string; readonly notices: readonly Notice[] }[]): string {
  const blocks = sections.flatMap(({ heading, notices }) => [
    `${RULE}\n${heading}\n${RULE}`,
    ...notices.map(({ title, license, text }) => `${title} (${license})\n${'-'.repeat(title.length)}\n\n${text.replaceAll('\r\n', '\n')}`),
  ]);
  return `Backlot carries the work of others. These are their names and licences.\n\n${blocks.join('\n\n\n')}\n`;
}
