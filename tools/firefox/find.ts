// Finds a Firefox for the journeys that are made in it too: BACKLOT_FIREFOX, then PATH. As root on Debian it is installed when there is none.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const COMMANDS = ['firefox-esr', 'firefox'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @returns its path, or undefined @throws when BACKLOT_FIREFOX names something that can't be run */
export function findFirefox(): string | undefined {
  const chosen = process.env['BACKLOT_FIREFOX'];
  if (chosen !== undefined && chosen !== '') {
    if (!isExecutable(chosen)) throw new Error(`BACKLOT_FIREFOX is ${chosen}, which is not a program that can be run.`);
    return chosen;
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command))).find(isExecutable);
}

/** A Firefox, installed where that is possible without asking. @returns its path, or undefined: the journeys in Firefox are skipped then */
export function ensureFirefox(log: (line: string) => void = console.log): string | undefined {
  const found = findFirefox();
  if (found !== undefined) return found;
  const isDebian = existsSync('/etc/os-release') && /^ID(_LIKE)?=.*\bdebian\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  if (process.getuid?.() !== 0 || !isDebian) return undefined;
  log("No Firefox found: installing Debian's ...");
  for (const args of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', 'firefox-esr']]) {
    try {
      execFileSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    } catch {
      // Without it the journeys are skipped, with a message.
    }
  }
  return findFirefox();
}
