// The commands of the container's shell, as files: scripts whose first line names node and the shell's program
// (../shell/main.ts), which tells by the script's name what it is asked for. The program itself is a pack that the page
// fetches when one of them is first run.
import type { FileTree } from './files.ts';

/** Where the shell's program is mounted. */
export const SHELL_FOLDER = '/usr/lib/backlot/shell';
export const SHELL_PROGRAM = `${SHELL_FOLDER}/main.mjs`;

const SCRIPT = `#!/usr/local/bin/node ${SHELL_PROGRAM}\n`;
const EXECUTABLE = 0o755;

/** Commands beside node in /usr/local/bin. */
const LOCAL = ['jsh', 'npm', 'npx'];

/** Names of all commands that the shell's program knows, node apart. */
export const SHELL_COMMANDS: readonly string[] = [
  ...LOCAL, '[', 'awk', 'base64', 'basename', 'bash', 'cat', 'chmod', 'clear', 'code', 'column', 'comm', 'cp', 'curl', 'cut', 'date', 'diff', 'dirname', 'du', 'echo', 'egrep', 'env', 'expand', 'expr', 'false', 'fgrep', 'file', 'find', 'fold', 'grep', 'gunzip', 'gzip', 'head', 'hostname', 'join', 'jq', 'kill', 'ln', 'ls', 'md5sum', 'mkdir', 'mv', 'nl', 'od', 'paste', 'printenv', 'printf', 'pwd', 'readlink', 'rev', 'rg', 'rm', 'rmdir', 'sed', 'seq', 'sh', 'sha1sum', 'sha256sum', 'sleep', 'sort', 'split', 'stat', 'strings', 'tac', 'tail', 'tar', 'tee', 'test', 'time', 'timeout', 'touch', 'tr', 'tree', 'true', 'unexpand', 'uniq', 'wc', 'which', 'whoami', 'xan', 'xargs', 'xdg-open', 'yq', 'zcat',
];

/** Writes the commands into the container's files. */
export function installShellCommands(files: FileTree): void {
  const script = new TextEncoder().encode(SCRIPT);
  for (const folder of ['/usr/local/bin', '/usr/bin']) files.mkdir(folder, { recursive: true });
  for (const name of SHELL_COMMANDS) {
    const path = `${LOCAL.includes(name) ? '/usr/local/bin' : '/usr/bin'}/${name}`;
    files.writeFile(path, script);
    files.chmod(path, EXECUTABLE);
  }
  // As Debian has it, so that `#!/bin/sh` is found.
  files.symlink('usr/bin', '/bin');
}
