// ls (POSIX, with GNU's -h, --color and columns on a terminal).
import { lstatSync, readdirSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { inColumns } from './columns.ts';
import { reasonOf } from './errors.ts';
import type { Invocation } from './interpreter.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stats: Stats;
}

const KNOWN = 'alA1hRrtSdFpngoiUXsGkN';
const COLOURS = { directory: '\x1b[1;34m', link: '\x1b[1;36m', executable: '\x1b[1;32m', end: '\x1b[0m' } as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const HALF_YEAR_MS = 15_778_476_000;

export async function ls(invocation: Invocation): Promise<number> {
  const { args, io, state } = invocation;
  const options = new Set<string>();
  const operands: string[] = [];
  let colour: 'auto' | 'always' | 'never' = 'auto';
  let literal = false;
  for (const argument of args) {
    const long = /^--colou?r(?:=(\w+))?$/.exec(argument);
    if (literal || !argument.startsWith('-') || argument === '-') operands.push(argument);
    else if (argument === '--') literal = true;
    else if (long !== null) colour = long[1] === 'never' || long[1] === 'auto' ? long[1] : 'always';
    else if (argument.startsWith('--')) {
      const letter = { '--all': 'a', '--almost-all': 'A', '--recursive': 'R', '--reverse': 'r', '--human-readable': 'h', '--directory': 'd', '--classify': 'F' }[argument];
      if (letter === undefined) {
        await io.printError(`ls: unrecognized option '${argument}'\n`);
        return 2;
      }
      options.add(letter);
    } else {
      for (const letter of argument.slice(1)) {
        if (!KNOWN.includes(letter)) {
          await io.printError(`ls: invalid option -- '${letter}'\n`);
          return 2;
        }
        options.add(letter);
      }
    }
  }
  const terminal = io.stdout.isTerminal === true;
  const printer = new Printer(options, colour === 'always' || (colour === 'auto' && terminal), terminal && !options.has('1'), Number(state.get('COLUMNS') ?? process.stdout.columns ?? 80) || 80);

  let status = 0;
  const files: Entry[] = [];
  const folders: Entry[] = [];
  for (const operand of operands.length === 0 ? ['.'] : operands) {
    const path = state.path(operand);
    try {
      const link = lstatSync(path);
      const follow = link.isSymbolicLink() && !options.has('l');
      const stats = follow ? (statSync(path, { throwIfNoEntry: false }) ?? link) : link;
      (stats.isDirectory() && !options.has('d') ? folders : files).push({ name: operand, path, stats });
    } catch (error) {
      await io.printError(`ls: cannot access '${operand}': ${reasonOf(error)}\n`);
      status = 2;
    }
  }
  let text = files.length > 0 ? printer.list(printer.sorted(files), false) : '';
  const named = operands.length > 1 || options.has('R');
  const queue = printer.sorted(folders);
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    if (named) text += `${text === '' ? '' : '\n'}${folder.name}:\n`;
    try {
      const entries = printer.sorted(entriesOf(folder.path, options));
      text += printer.list(entries, true);
      if (options.has('R')) {
        queue.unshift(...entries.filter(({ name, stats }) => stats.isDirectory() && name !== '.' && name !== '..').map((entry) => ({ ...entry, name: `${folder.name.replace(/\/$/, '')}/${entry.name}` })));
      }
    } catch (error) {
      await io.printError(`ls: cannot open directory '${folder.name}': ${reasonOf(error)}\n`);
      status = 2;
    }
    invocation.control.check();
  }
  await io.print(text);
  return status;
}

function entriesOf(path: string, options: ReadonlySet<string>): Entry[] {
  const names = readdirSync(path).filter((name) => options.has('a') || options.has('A') || !name.startsWith('.'));
  if (options.has('a')) names.push('.', '..');
  return names.flatMap((name) => {
    const full = join(path, name);
    const stats = lstatSync(full, { throwIfNoEntry: false });
    return stats === undefined ? [] : [{ name, path: full, stats }];
  });
}

class Printer {
  readonly #options: ReadonlySet<string>;
  readonly #colour: boolean;
  readonly #columns: boolean;
  readonly #width: number;

  constructor(options: ReadonlySet<string>, colour: boolean, columns: boolean, width: number) {
    this.#options = options;
    this.#colour = colour;
    this.#columns = columns;
    this.#width = width;
  }

  sorted(entries: readonly Entry[]): Entry[] {
    const has = (letter: string): boolean => this.#options.has(letter);
    if (has('U')) return [...entries];
    const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    const order = has('t') ? (a: Entry, b: Entry): number => b.stats.mtimeMs - a.stats.mtimeMs || byName(a, b) : has('S') ? (a: Entry, b: Entry): number => b.stats.size - a.stats.size || byName(a, b) : byName;
    const sorted = [...entries].sort(order);
    return has('r') ? sorted.reverse() : sorted;
  }

  list(entries: readonly Entry[], total: boolean): string {
    const long = ['l', 'n', 'g', 'o'].some((letter) => this.#options.has(letter));
    if (!long) {
      const names = entries.map((entry) => this.#number(entry) + entry.name + this.#mark(entry));
      const shown = entries.map((entry) => this.#number(entry) + this.#coloured(entry) + this.#mark(entry));
      return this.#columns ? inColumns(names, this.#width, shown) : shown.map((name) => `${name}\n`).join('');
    }
    const cells = entries.map((entry) => [String(entry.stats.nlink), this.#owner(entry), this.#group(entry), this.#size(entry.stats.size)]);
    const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...cells.map((row) => (row[column] as string).length)));
    const lines = entries.map((entry, index) => {
      const [links, owner, group, size] = cells[index] as [string, string, string, string];
      const ids = [...(this.#options.has('g') ? [] : [owner.padEnd(widths[1] as number)]), ...(this.#options.has('o') ? [] : [group.padEnd(widths[2] as number)])];
      const target = entry.stats.isSymbolicLink() ? ` -> ${readlinkSync(entry.path)}` : this.#mark(entry);
      return `${this.#number(entry)}${[modeText(entry.stats), links.padStart(widths[0] as number), ...ids, size.padStart(widths[3] as number), timeText(entry.stats.mtime), this.#coloured(entry)].join(' ')}${target}\n`;
    });
    const blocks = entries.reduce((sum, { stats }) => sum + stats.blocks, 0);
    return (total ? `total ${Math.ceil(blocks / 2)}\n` : '') + lines.join('');
  }

  #number({ stats }: Entry): string {
    return this.#options.has('i') ? `${stats.ino} ` : '';
  }

  #owner({ stats }: Entry): string {
    return this.#options.has('n') ? String(stats.uid) : userName(stats.uid);
  }

  #group({ stats }: Entry): string {
    return this.#options.has('n') ? String(stats.gid) : userName(stats.gid);
  }

  #size(size: number): string {
    if (!this.#options.has('h') || size < 1024) return String(size);
    const power = Math.min(Math.floor(Math.log2(size) / 10), 5);
    const value = size / 1024 ** power;
    return `${value < 10 ? (Math.ceil(value * 10) / 10).toFixed(1) : Math.ceil(value)}${'KMGTP'[power - 1]}`;
  }

  #mark({ stats }: Entry): string {
    if (stats.isDirectory()) return this.#options.has('F') || this.#options.has('p') ? '/' : '';
    if (!this.#options.has('F')) return '';
    return stats.isSymbolicLink() ? '@' : (stats.mode & 0o111) !== 0 ? '*' : '';
  }

  #coloured({ name, stats }: Entry): string {
    if (!this.#colour) return name;
    const colour = stats.isDirectory() ? COLOURS.directory : stats.isSymbolicLink() ? COLOURS.link : (stats.mode & 0o111) !== 0 ? COLOURS.executable : '';
    return colour === '' ? name : `${colour}${name}${COLOURS.end}`;
  }
}

const userName = (id: number): string => (id === 0 ? 'root' : id === (process.getuid?.() ?? 1000) ? (process.env.USER ?? 'learner') : String(id));

function modeText(stats: Stats): string {
  const kind = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : stats.isFIFO() ? 'p' : stats.isSocket() ? 's' : stats.isCharacterDevice() ? 'c' : '-';
  const bits = [6, 3, 0].map((shift) => {
    const value = (stats.mode >> shift) & 7;
    return `${value & 4 ? 'r' : '-'}${value & 2 ? 'w' : '-'}${value & 1 ? 'x' : '-'}`;
  });
  return kind + bits.join('');
}

function timeText(time: Date): string {
  const day = `${MONTHS[time.getMonth()]} ${String(time.getDate()).padStart(2)}`;
  const recent = Math.abs(Date.now() - time.getTime()) < HALF_YEAR_MS;
  const clock = `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
  return `${day} ${recent ? clock : ` ${time.getFullYear()}`}`;
}
