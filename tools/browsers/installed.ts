// What looking for any browser has in common: a variable that names one, PATH, and Debian's packages.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether there is a program at a path. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The browser that an environment variable names.
 * @returns undefined when the variable is not set
 * @throws when it names something that can't be run
 */
export function chosenBrowser(variable: string): string | undefined {
  const chosen = process.env[variable];
  if (chosen === undefined || chosen === '') return undefined;
  if (!isExecutable(chosen)) throw new Error(`${variable} is ${chosen}, which is not a program that can be run.`);
  return chosen;
}

/** Where each command would be found in PATH, command by command. */
export function placesInPath(commands: readonly string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return commands.flatMap((command) => folders.map((folder) => join(folder, command)));
}

/** Whether packages can be installed without asking anybody: as root on Debian. */
export function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/os-release') && /^ID(_LIKE)?=.*\bdebian\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/** Installs a package of Debian's; what goes wrong is shown, and the package is not there afterwards. */
export function installPackage(name: string): void {
  for (const args of [['update', '-qq'], ['install', '-y', '-qq', '--no-install-recommends', name]]) {
    attempt('apt-get', args, { DEBIAN_FRONTEND: 'noninteractive' });
  }
}

/** Runs a program that may fail, its output shown. */
export function attempt(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env }, shell: process.platform === 'win32' });
  } catch {
    // Whoever called looks whether it has helped.
  }
}
