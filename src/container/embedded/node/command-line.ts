// node's command line: which arguments are options of node, which is the script, and what the options' values are
// (src/node_options-inl.h). The table of options is that of the pinned binary.
import { NotImplementedError, type NodeFacts } from './shapes.ts';
import { taskRunner } from './task-runner.ts';

/** What a command line says. */
export interface CommandLine {
  /** process.argv after the executable: the script and its arguments */
  readonly args: readonly string[];
  /** options of node itself, as they were given */
  readonly execArgv: readonly string[];
  /** values of all options, by their long name */
  readonly optionValues: Readonly<Record<string, unknown>>;
  /** builtin that runs the program: `internal/main/...` */
  readonly main: string;
}

/** Printed in place of a program. */
export interface CommandLineAnswer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code: number;
}

/** OptionType (src/node_options.h) */
const NO_OP = 0;
const V8_OPTION = 1;
const BOOLEAN = 2;
const INTEGER = 3;
const UNSIGNED = 4;
const LIST = 7;
/** OptionEnvvarSettings: may stand in NODE_OPTIONS */
const ALLOWED_IN_ENVIRONMENT = 0;
const BAD_OPTION = 9;
const BAD_VALUE = 12;

/** V8's own options are not in the table, and there are hundreds. */
const V8_NAME = /^--(?:no-)?(?:max|min|stack|semi|initial|expose|trace|harmony|js|allow|turbo|maglev|sparkplug|jit|lite|opt|use|optimize|gc|single|predictable|random|enable|concurrent|always|log|prof|huge|wasm|experimental-wasm|regexp|interrupt|abort)-[\w-]+(?:=.*)?$/;
/** V8's options whose value may stand in the next argument are rare; these are those that take one. */
const V8_WITH_VALUE: ReadonlySet<string> = new Set(['--max-semi-space-size', '--max-old-space-size', '--max-heap-size']);

/** Options that all threads of a process have in common (PerProcessOptions and PerIsolateOptions of src/node_options.h). */
const OF_THE_PROCESS: ReadonlySet<string> = new Set([
  '--title', '--stack-trace-limit', '--trace-event-categories', '--trace-event-file-pattern', '--v8-pool-size', '--zero-fill-buffers', '--debug-arraybuffer-allocations',
  '--disable-proto', '--build-snapshot', '--security-revert', '--version', '--help', '--print-bash-completion', '--icu-data-dir', '--openssl-config',
  '--openssl-shared-config', '--openssl-legacy-provider', '--use-largepages', '--secure-heap', '--secure-heap-min', '--enable-fips', '--force-fips',
  '--tls-cipher-list', '--use-bundled-ca', '--use-openssl-ca', '--use-system-ca', '--report-on-signal', '--report-on-fatalerror', '--report-signal', '--report-dir',
  '--report-filename', '--report-compact', '--track-heap-objects', '--max-old-space-size-percentage', '--node-snapshot', '--run', '--snapshot-blob',
]);

/** EnvironmentOptions::CheckOptions */
const REJECTION_MODES: ReadonlySet<string> = new Set(['', 'warn-with-error-code', 'throw', 'strict', 'warn', 'none']);

const tableOf = new WeakMap<NodeFacts, Map<string, { readonly type: number; readonly environment: number }>>();

function optionTable(facts: NodeFacts): Map<string, { readonly type: number; readonly environment: number }> {
  let table = tableOf.get(facts);
  if (table === undefined) {
    table = new Map(facts.cliOptionsInfo.map(([name, environment, type]) => [name, { type, environment }]));
    tableOf.set(facts, table);
  }
  return table;
}

/**
 * Reads a command line.
 * @param args everything after the executable
 * @param inherited values to begin with (a worker thread has those of its process)
 * @param nodeOptions NODE_OPTIONS
 */
export function parseCommandLine(
  facts: NodeFacts,
  args: readonly string[],
  { nodeOptions = '', inherited }: { readonly nodeOptions?: string | undefined; readonly inherited?: Readonly<Record<string, unknown>> | undefined } = {},
): CommandLine | CommandLineAnswer {
  const values: Record<string, unknown> = { ...(inherited ?? facts.cliOptions) };
  for (const [name, value] of Object.entries(values)) if (Array.isArray(value)) values[name] = [...(value as unknown[])];
  // It lets programs see Node's own modules, which only the dump of the table needed.
  if (inherited === undefined) values['--expose-internals'] = false;

  if (nodeOptions.trim() !== '') {
    const words = splitWords(nodeOptions);
    const problem = read(facts, words, values, 'environment');
    if (typeof problem === 'string') return { stderr: `node: ${problem}\n`, code: BAD_OPTION };
    if (problem < words.length) return { stderr: `node: ${words[problem] ?? ''} is not allowed in NODE_OPTIONS\n`, code: BAD_OPTION };
  }
  const end = read(facts, args, values, inherited === undefined ? 'process' : 'thread');
  if (typeof end === 'string') return { stderr: `node: ${end}\n`, code: BAD_OPTION };
  // ProcessGlobalArgs (src/node.cc)
  if (!['', 'delete', 'throw', undefined].includes(values['--disable-proto'] as string | undefined)) return { stderr: 'node: invalid mode passed to --disable-proto\n', code: BAD_VALUE };
  // Its hooks run in a thread that the program's own waits for, as those of module.register() do.
  if ((values['--experimental-loader'] as readonly string[] | undefined)?.length) return { stderr: `node: ${new NotImplementedError('--experimental-loader (--import with module.registerHooks() is there)').message}\n`, code: BAD_OPTION };
  if (values['--version'] === true) return { stdout: `v${facts.versions['node'] ?? ''}\n`, code: 0 };
  const rest = args.slice(args[end] === '--' ? end + 1 : end);
  if (typeof values['--run'] === 'string' && values['--run'] !== '') {
    Object.assign(values, { '--eval': taskRunner(values['--run'], args[end] === '--' ? rest : []), '[has_eval_string]': true, '--print': false });
  }
  return { args: rest, execArgv: args.slice(0, end), optionValues: values, main: mainScript(values, rest) };
}

/** node::StartExecution (src/node.cc). */
function mainScript(values: Readonly<Record<string, unknown>>, args: readonly string[]): string {
  if (values['--help'] === true) return 'internal/main/print_help';
  if (values['--check'] === true) return 'internal/main/check_syntax';
  if (values['--test'] === true) return 'internal/main/test_runner';
  if (values['--watch'] === true) return 'internal/main/watch_mode';
  if (values['[has_eval_string]'] === true && values['--interactive'] !== true) return 'internal/main/eval_string';
  if (args.length > 0 && args[0] !== '-') return 'internal/main/run_main_module';
  // The caller knows whether standard input is a terminal.
  return 'internal/main/eval_stdin';
}

/** @returns where the options end, or what is wrong with them */
function read(facts: NodeFacts, given: readonly string[], values: Record<string, unknown>, place: 'process' | 'environment' | 'thread'): number | string {
  const table = optionTable(facts);
  const aliases = new Map(facts.cliAliases);
  const words = [...given];
  /** how many of the words in front were put there in place of an alias */
  let added = 0;
  let at = 0;
  /** the word that was typed where an alias was put in its place */
  let typed = '';
  let expanded = false;
  while (at < words.length) {
    const word = words[at] as string;
    if (word === '--' || word === '-' || !word.startsWith('-')) break;
    if (!expanded) typed = word;
    expanded = false;
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    let name = (equals < 0 ? word : word.slice(0, equals)).replaceAll('_', '-');
    const inline = equals < 0 ? undefined : word.slice(equals + 1);
    const next = words[at + 1];

    const withValue = inline === undefined ? (next !== undefined && !next.startsWith('-') ? aliases.get(`${name} <arg>`) : undefined) : aliases.get(`${name}=`);
    const expansion = withValue ?? aliases.get(name);
    if (expansion !== undefined && expansion[0] !== name) {
      words.splice(at, 1, ...expansion.slice(0, -1), inline === undefined ? (expansion.at(-1) as string) : `${expansion.at(-1) as string}=${inline}`);
      added += expansion.length - 1;
      expanded = true;
      continue;
    }
    let truth = true;
    let option = table.get(name);
    if (option === undefined && name.startsWith('--no-')) {
      option = table.get(`--${name.slice('--no-'.length)}`);
      if (option !== undefined && option.type !== BOOLEAN) return `${word} is an invalid negation because it is not a boolean option`;
      if (option !== undefined) {
        truth = false;
        name = `--${name.slice('--no-'.length)}`;
      }
    }
    if (option === undefined) {
      if (place === 'environment' && !V8_NAME.test(word)) return `${word} is not allowed in NODE_OPTIONS`;
      if (!V8_NAME.test(word) || place === 'thread') return `bad option: ${word}`;
      at += V8_WITH_VALUE.has(name) && inline === undefined ? 2 : 1;
      continue;
    }
    if (place === 'thread' && (option.type === V8_OPTION || OF_THE_PROCESS.has(name))) return `bad option: ${word}`;
    if (place === 'environment' && option.environment !== ALLOWED_IN_ENVIRONMENT) return `${typed} is not allowed in NODE_OPTIONS`;
    at++;
    if (option.type === NO_OP) continue;
    if (option.type === BOOLEAN) {
      if (inline !== undefined) return `${word} is invalid because it is a boolean option`;
      values[name] = truth;
      // Both are asked for by the library.
      const negated = `--no${name.slice(1)}`;
      if (negated in values) values[negated] = !truth;
      continue;
    }
    if (option.type === V8_OPTION) {
      if (!V8_WITH_VALUE.has(name)) continue;
      values[name] = Number(inline ?? words[at++]);
      continue;
    }
    let value = inline;
    if (value === undefined) {
      value = words[at];
      const missing = value === undefined || (value.startsWith('-') && value.length > 1);
      if (missing && name === '--eval' && values['--print'] === true) value = undefined;
      else if (missing) return `${name} requires an argument`;
      else at++;
      if (value?.startsWith('\\-')) value = value.slice(1);
    }
    if (value === undefined) continue;
    if (name === '--eval') values['[has_eval_string]'] = true;
    if (name === '--unhandled-rejections' && !REJECTION_MODES.has(value)) return `invalid value for ${name}`;
    if (option.type === LIST) (values[name] as string[]).push(value);
    else if (option.type === INTEGER || option.type === UNSIGNED) values[name] = Number.parseInt(value, 10);
    else if (name === '--inspect-port') values[name] = { host: '127.0.0.1', port: Number.parseInt(value, 10) };
    else values[name] = value;
  }
  return at - added;
}

/** NODE_OPTIONS in words: spaces separate, double quotes and backslashes keep together (src/node_options.cc). */
function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '\\' && quoted) word = (word ?? '') + (text[++at] ?? '');
    else if (char === '"') {
      quoted = !quoted;
      word ??= '';
    } else if (char === ' ' && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}
