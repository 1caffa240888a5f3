// Whether a utility will read its standard input. Their input is read before they start, and a command that has file
// operands must not wait for input that never comes.

/** Commands that read standard input when they have no file operand, with their options that take a value. */
const FILTERS: Readonly<Record<string, string>> = {
  awk: 'Fv', base64: 'w', cat: '', column: 'sct', comm: '', cut: 'bcdf', expand: 't', fold: 'w', gunzip: 'S', gzip: 'S', head: 'nc', jq: '', join: '12jtoaev', md5sum: '', nl: 'bdfhilnpsvw', od: 'ANjtw', paste: 'd', rev: '', sed: '', sha1sum: '', sha256sum: '', sort: 'kotST', split: 'ablnC', strings: 'nte', tac: 's', tail: 'nc', unexpand: 't', uniq: 'fsw', wc: '', yq: 'pot', zcat: '', grep: 'ABCem f', egrep: 'ABCem', fgrep: 'ABCem', xan: '',
};
/** Filters whose first operand is their script, unless one of these options gave it. */
const SCRIPTED: Readonly<Record<string, readonly string[]>> = {
  awk: ['-f', '--file'], sed: ['-e', '-f', '--expression', '--file'], jq: ['-f', '--from-file'], yq: [], grep: ['-e', '-f', '--regexp', '--file'], egrep: ['-e', '-f', '--regexp'], fgrep: ['-e', '-f', '--regexp'],
};
const ALWAYS = new Set(['tr', 'tee', 'xargs']);

/** The operands of a filter: arguments that are neither options nor the values of options. */
export function operandsOf(name: string, args: readonly string[]): string[] {
  const valued = FILTERS[name] ?? '';
  const operands: string[] = [];
  let script = SCRIPTED[name] === undefined;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] as string;
    if (argument === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      operands.push(argument);
      continue;
    }
    const isScript = SCRIPTED[name]?.some((option) => argument === option || (option.startsWith('--') ? argument.startsWith(`${option}=`) : argument.startsWith(option) && !argument.startsWith('--')));
    if (isScript) script = true;
    if (argument.startsWith('--')) {
      if (isScript && !argument.includes('=')) at++;
      continue;
    }
    if (name === 'jq' && (argument === '--arg' || argument === '--argjson')) at += 2;
    // `-n5` has its value with it, `-n 5` behind it; `-rn 5` as well.
    const letter = [...argument.slice(1)].findIndex((one) => valued.includes(one) || (isScript && ['e', 'f'].includes(one)));
    if (letter >= 0 && letter === argument.length - 2) at++;
  }
  return script ? operands : operands.slice(1);
}

/** Whether a command with these arguments reads its standard input. */
export function readsInput(name: string, args: readonly string[]): boolean {
  if (args.includes('--help') || args.includes('--version')) return false;
  if (ALWAYS.has(name)) return true;
  if (!(name in FILTERS)) return false;
  if (/grep$/.test(name) && args.some((argument) => /^-\w*[rR]/.test(argument) || argument === '--recursive')) return false;
  if (name === 'jq' && args.some((argument) => /^-\w*n/.test(argument) || argument === '--null-input')) return false;
  const operands = operandsOf(name, args);
  return operands.length === 0 || operands.includes('-') || operands.includes('/dev/stdin');
}
