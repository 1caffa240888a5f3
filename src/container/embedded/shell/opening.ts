// xdg-open and code: ask the app that embeds the container (over /headless) to show a file or an address. They reach it as npm
// reaches its registry: by a host of the container's own, whose address the app's page puts into the environment.
import type { Invocation } from './interpreter.ts';

/** Holds the address of the app's host; unset where nobody opens anything. */
const APP_ADDRESS = 'BACKLOT_APP';
/** xdg-open's exit code for "a required tool could not be found" (xdg-utils, xdg-open(1)). */
const NO_TOOL = 3;

/** A file that `code` names, as the client's CodeEventFile. */
interface CodeFile {
  readonly filepath: string;
  readonly line?: number;
  readonly column?: number;
}

async function tellApp({ io, name, env }: Invocation, path: string, message: unknown): Promise<number> {
  const address = env[APP_ADDRESS];
  if (address === undefined) {
    await io.printError(`${name}: there is no app here that opens files or addresses\n`);
    return NO_TOOL;
  }
  const response = await fetch(`${address}/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(message) });
  if (response.ok) return 0;
  await io.printError(`${name}: ${await response.text()}\n`);
  return 1;
}

/** `xdg-open <file or address>` */
export async function xdgOpen(invocation: Invocation): Promise<number> {
  const [target, ...others] = invocation.args;
  if (target === undefined || target.startsWith('-') || others.length > 0) {
    await invocation.io.printError('Usage: xdg-open { file | URL }\n');
    return 1;
  }
  return tellApp(invocation, 'xdg-open', { text: target });
}

/** `file`, or with `goto` `file:line[:column]`, as VS Code's command line reads it. */
function codeFile(argument: string, goto: boolean, path: (given: string) => string): CodeFile {
  const [, file = argument, line, column] = (goto ? /^(.+?)(?::(\d+))?(?::(\d+))?$/.exec(argument) : null) ?? [];
  return { filepath: path(file), ...(line !== undefined && { line: Number(line) }), ...(column !== undefined && { column: Number(column) }) };
}

/** `code file...`, `code --goto file:line:column`, `code --diff a b` */
export async function code(invocation: Invocation): Promise<number> {
  const { args, io, state } = invocation;
  const flags = new Set(args.filter((argument) => argument.startsWith('-')));
  const names = args.filter((argument) => !argument.startsWith('-'));
  const diff = flags.has('-d') || flags.has('--diff');
  const goto = flags.has('-g') || flags.has('--goto');
  const unknown = [...flags].find((flag) => !['-d', '--diff', '-g', '--goto', '-r', '--reuse-window', '-n', '--new-window'].includes(flag));
  if (unknown !== undefined || names.length === 0 || (diff && names.length !== 2)) {
    await io.printError(`${unknown === undefined ? '' : `code: ${unknown} is not there in the container\n`}Usage: code [--goto] file[:line[:column]]... | code --diff file file\n`);
    return 1;
  }
  return tellApp(invocation, 'code', { type: diff ? 'diff' : 'open', files: names.map((name) => codeFile(name, goto, (given) => state.path(given))) });
}
