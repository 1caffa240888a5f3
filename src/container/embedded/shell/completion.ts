// Completion of commands, paths, variables and of npm's scripts, for the line editor.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILTINS } from './builtins.ts';
import { commandNames } from './commands.ts';
import type { ShellState } from './state.ts';

const NPM_COMMANDS = ['help', 'init', 'install', 'ls', 'run', 'start', 'test', 'uninstall', 'version'];

/** The word that the cursor is in, and whether it is a command's name. */
function wordAt(line: string): { raw: string; quoteCharacter: string; command: boolean; before: readonly string[] } {
  let start = 0;
  let quoteCharacter = '';
  let commandAt = true;
  let words: string[] = [];
  let some = false;
  for (let i = 0; i < line.length; i++) {
    const character = line[i] as string;
    if (quoteCharacter !== '') {
      if (character === '\\' && quoteCharacter === '"') i++;
      else if (character === quoteCharacter) quoteCharacter = '';
      continue;
    }
    if (character === '\\') i++;
    else if (character === "'" || character === '"') quoteCharacter = character;
    else if (/[\s;|&()<>]/.test(character)) {
      if (some) words.push(line.slice(start, i));
      if (/[;|&(]/.test(character)) {
        words = [];
        commandAt = true;
      } else if (some && !/^\w+=/.test(words.at(-1) ?? '')) commandAt = false;
      else if (some) words.pop();
      if (/[<>]/.test(character)) commandAt = false;
      start = i + 1;
      some = false;
      continue;
    }
    some = true;
  }
  return { raw: line.slice(start), quoteCharacter, command: commandAt, before: words };
}

const unquote = (raw: string): string => raw.replace(/\\(.)|["']/g, (_, escaped?: string) => escaped ?? '');
const escapeName = (name: string): string => name.replace(/[\s\\'"$`&|;()<>*?[\]#!{}~]/g, '\\$&');

/**
 * Completes the end of a line.
 * @returns what the last word may become, and that word as it was typed, as readline's completer wants them
 */
export function complete(line: string, state: ShellState): [string[], string] {
  const { raw, quoteCharacter, command, before } = wordAt(line);
  const variable = /\$\{?(\w*)$/.exec(raw);
  if (variable !== null && quoteCharacter !== "'") {
    const prefix = raw.slice(0, raw.length - (variable[1] as string).length);
    const names = [...state.variables.keys()].filter((name) => name.startsWith(variable[1] as string)).sort();
    return [names.map((name) => prefix + name), raw];
  }
  const text = unquote(raw);
  if (command && !text.includes('/')) {
    const names = new Set([...BUILTINS.keys(), ...commandNames(), ...state.functions.keys(), ...state.aliases.keys(), ...executablesOf(state)]);
    const found = [...names].filter((name) => name.startsWith(text) && /^[\w.]/.test(name)).sort();
    return [found.map((name) => (found.length === 1 ? `${name} ` : name)), raw];
  }
  const scripts = npmWords(before, state);
  if (scripts !== undefined) {
    const found = scripts.filter((name) => name.startsWith(text));
    return [found.map((name) => (found.length === 1 ? `${name} ` : name)), raw];
  }
  return [paths(raw, text, quoteCharacter, before[0] === 'cd' || before[0] === 'rmdir', state), raw];
}

function npmWords(before: readonly string[], state: ShellState): string[] | undefined {
  if (before[0] !== 'npm') return undefined;
  if (before.length === 1) return NPM_COMMANDS;
  if (before.length !== 2 || !['run', 'run-script'].includes(before[1] as string)) return undefined;
  try {
    const { scripts = {} } = JSON.parse(readFileSync(join(state.cwd, 'package.json'), 'utf8')) as { scripts?: Record<string, string> };
    return Object.keys(scripts).sort();
  } catch {
    return [];
  }
}

function executablesOf(state: ShellState): string[] {
  return (state.get('PATH') ?? '').split(':').flatMap((folder) => {
    try {
      return readdirSync(state.path(folder || '.'));
    } catch {
      return [];
    }
  });
}

function paths(raw: string, text: string, quoteCharacter: string, foldersOnly: boolean, state: ShellState): string[] {
  const slash = text.lastIndexOf('/') + 1;
  const [folder, start] = [text.slice(0, slash), text.slice(slash)];
  const home = state.get('HOME') ?? '/';
  const place = folder.startsWith('~/') ? join(home, folder.slice(2)) : state.path(folder || '.');
  let names: string[];
  try {
    names = readdirSync(place).filter((name) => name.startsWith(start) && (start.startsWith('.') || !name.startsWith('.'))).sort();
  } catch {
    return [];
  }
  const isFolder = (name: string): boolean => statSync(join(place, name), { throwIfNoEntry: false })?.isDirectory() ?? false;
  const shown = foldersOnly ? names.filter(isFolder) : names;
  // What was typed stays as it was typed; only the rest is put behind it.
  const typedFolder = raw.slice(0, raw.lastIndexOf('/') + 1) || (quoteCharacter !== '' ? raw.slice(0, raw.indexOf(quoteCharacter) + 1) : '');
  return shown.map((name) => {
    const written = quoteCharacter === '' ? escapeName(name) : name;
    const end = isFolder(name) ? '/' : shown.length === 1 ? `${quoteCharacter} ` : '';
    return typedFolder + written + end;
  });
}
