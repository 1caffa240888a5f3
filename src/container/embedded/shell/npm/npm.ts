// npm and npx: scripts, commands of installed packages, and (npm/install.ts) installing where the site allows it.
import { existsSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Invocation } from '../interpreter.ts';
import { Shell } from '../interpreter.ts';
import { quote } from '../expand.ts';
import { runFile } from '../scripts.ts';
import { runProcess } from '../process.ts';
import { binsOf, installedManifest, installedNames, NpmError, packageRoot, readManifest, type Manifest } from './manifest.ts';

/** The npm whose behaviour these commands follow. */
const NPM_VERSION = '11.6.2';

const USAGE = `npm <command>

Usage:

npm install        install all the dependencies in your project
npm install <foo>  add the <foo> dependency to your project
npm uninstall <foo>
npm run <foo>      run the script named <foo>
npm start, npm test
npm init -y        make a package.json
npm ls             list what is installed

All commands:

    help, init, install, ls, run, start, stop, restart, test, uninstall, version
`;

const ALIASES: Readonly<Record<string, string>> = {
  i: 'install', add: 'install', in: 'install', ci: 'install', 'clean-install': 'install', un: 'uninstall', remove: 'uninstall', rm: 'uninstall', r: 'uninstall', unlink: 'uninstall', list: 'ls', la: 'ls', ll: 'ls', 'run-script': 'run', rum: 'run', t: 'test', tst: 'test', create: 'init', x: 'exec', v: 'view', show: 'view', info: 'view',
};

const VALUED = new Set(['--prefix', '-C', '--registry', '--loglevel', '-w', '--workspace', '--omit', '--include']);

/** Arguments of npm: options apart from the rest; everything behind `--` belongs to the script. */
function readNpmArguments(args: readonly string[]): { command: string; words: string[]; options: Map<string, string>; rest: string[] } {
  const options = new Map<string, string>();
  const words: string[] = [];
  let rest: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const argument = args[at] as string;
    if (argument === '--') {
      rest = args.slice(at + 1);
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      words.push(argument);
      continue;
    }
    const [name = '', value] = argument.split(/=(.*)/s);
    options.set(name, value ?? (VALUED.has(name) ? (args[++at] ?? '') : 'true'));
  }
  const [first = '', ...others] = words;
  return { command: ALIASES[first] ?? first, words: others, options, rest };
}

export async function npm(invocation: Invocation): Promise<number> {
  const { io, state } = invocation;
  const { command, words, options, rest } = readNpmArguments(invocation.args);
  const prefix = options.get('--prefix') ?? options.get('-C');
  const root = prefix === undefined ? packageRoot(state.cwd) : state.path(prefix);
  try {
    if (command === '' || command === 'help' || options.has('--help') || options.has('-h')) {
      if (options.has('-v') || options.has('--version')) {
        await io.print(`${NPM_VERSION}\n`);
        return 0;
      }
      await io.print(USAGE);
      return command === 'help' || options.has('--help') || options.has('-h') ? 0 : 1;
    }
    switch (command) {
      case 'run':
        return await run(words[0], [...words.slice(1), ...rest], root, options, invocation);
      case 'start':
      case 'stop':
      case 'test':
      case 'restart':
        return await run(command, [...words, ...rest], root, options, invocation);
      case 'exec':
        return await npx({ ...invocation, args: [...words, ...rest] });
      case 'init':
        return await init(words, options, state.cwd, invocation);
      case 'ls':
        return await list(words, options, root, invocation);
      case 'version':
        await io.print(`{\n  npm: '${NPM_VERSION}',\n  node: '${process.versions.node}'\n}\n`);
        return 0;
      case 'root':
        await io.print(`${join(root, 'node_modules')}\n`);
        return 0;
      case 'prefix':
        await io.print(`${root}\n`);
        return 0;
      case 'bin':
        await io.print(`${join(root, 'node_modules/.bin')}\n`);
        return 0;
      case 'install':
      case 'uninstall': {
        const { install } = await import('./install.ts');
        return await install(command, words, options, root, invocation);
      }
      case 'view':
      case 'audit':
      case 'publish':
      case 'login':
      case 'update':
      case 'outdated':
      case 'link':
      case 'pack':
      case 'config':
      case 'cache':
      case 'dedupe':
      case 'prune':
      case 'fund':
      case 'pkg':
        throw new NpmError('ENOTSUP', `npm ${command} is not there in the container`);
      default:
        await io.print(`Unknown command: "${command}"\n\nTo see a list of supported npm commands, run:\n  npm help\n`);
        return 1;
    }
  } catch (error) {
    if (!(error instanceof NpmError)) throw error;
    await io.printError(`npm error code ${error.code}\n${error.message.split('\n').map((line) => `npm error ${line}\n`).join('')}`);
    return 1;
  }
}

/** The environment of a script: what npm adds for it. */
function scriptEnvironment(env: Readonly<Record<string, string>>, root: string, event: string, script: string, manifest: Manifest): Record<string, string> {
  const fields = Object.fromEntries(['name', 'version', 'type', 'main'].flatMap((field) => (typeof manifest[field] === 'string' ? [[`npm_package_${field}`, manifest[field]]] : [])));
  return {
    ...env,
    ...(fields as Record<string, string>),
    PATH: `${join(root, 'node_modules/.bin')}:${env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'}`,
    INIT_CWD: env['PWD'] ?? root,
    PWD: root,
    npm_lifecycle_event: event,
    npm_lifecycle_script: script,
    npm_command: ['start', 'test', 'stop', 'restart'].includes(event) ? event : 'run',
    npm_package_json: join(root, 'package.json'),
    npm_execpath: '/usr/local/bin/npm',
    npm_node_execpath: process.execPath,
    npm_config_user_agent: `npm/${NPM_VERSION} node/${process.version}`,
    NODE: process.execPath,
  };
}

async function run(name: string | undefined, args: readonly string[], root: string, options: ReadonlyMap<string, string>, invocation: Invocation): Promise<number> {
  const { io } = invocation;
  const manifest = readManifest(root);
  const scripts = manifest.scripts ?? {};
  if (name === undefined) {
    const entries = Object.entries(scripts);
    if (entries.length > 0) await io.print(`Scripts available in ${manifest.name ?? basename(root)}${manifest.version === undefined ? '' : `@${manifest.version}`} via \`npm run\`:\n${entries.map(([key, script]) => `  ${key}\n    ${script}\n`).join('')}`);
    return 0;
  }
  const script = scripts[name] ?? (name === 'start' && existsSync(join(root, 'server.js')) ? 'node server.js' : undefined);
  if (script === undefined) {
    if (options.has('--if-present')) return 0;
    throw new NpmError('E', missingScript(name, Object.keys(scripts)));
  }
  // What an npm says to those that its scripts start.
  const isSilent = options.has('-s') || options.has('--silent') || (options.get('--loglevel') ?? invocation.env['npm_config_loglevel']) === 'silent';
  for (const [event, text, extra] of [[`pre${name}`, scripts[`pre${name}`], []], [name, script, args], [`post${name}`, scripts[`post${name}`], []]] as const) {
    if (text === undefined) continue;
    const command = [text, ...extra.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : quote(word)))].join(' ');
    if (!isSilent) {
      await io.print(`\n> ${manifest.name ?? basename(root)}${manifest.version === undefined ? '' : `@${manifest.version}`} ${event}\n> ${command}\n\n`);
    }
    const env = scriptEnvironment(invocation.env, root, event, text, manifest);
    const status = await runScriptText(command, isSilent ? { ...env, npm_config_loglevel: 'silent' } : env, root, invocation);
    if (status !== 0) return status;
  }
  return 0;
}

const missingScript = (name: string, others: readonly string[]): string => {
  const near = others.filter((other) => distance(name, other) <= Math.max(name.length, other.length) * 0.4).slice(0, 3);
  return `Missing script: "${name}"${near.length === 0 ? '' : `\n\nDid you mean ${near.length === 1 ? 'this' : 'one of these'}?\n${near.map((other) => `  npm run ${other}`).join('\n')}`}\n\nTo see a list of scripts, run:\n  npm run`;
};

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + Number(a[i - 1] !== b[j - 1]));
    row = next;
  }
  return row[b.length] as number;
}

async function runScriptText(source: string, env: Readonly<Record<string, string>>, cwd: string, invocation: Invocation): Promise<number> {
  const { io, control } = invocation;
  const { ShellState } = await import('../state.ts');
  const state = new ShellState(cwd, env, process.pid);
  state.name = 'sh';
  const shell = new Shell(state);
  return shell.asSubshell({ io }, control, () => shell.run(source, io, control));
}

async function init(words: readonly string[], options: ReadonlyMap<string, string>, folder: string, { io }: Invocation): Promise<number> {
  if (words.length > 0) throw new NpmError('ENOTSUP', `npm init ${words.join(' ')}: initialisers are packages; only \`npm init -y\` is there in the container`);
  if (!options.has('-y') && !options.has('--yes')) throw new NpmError('ENOTSUP', 'npm init asks nothing in the container: run `npm init -y`');
  const path = join(folder, 'package.json');
  const before: Manifest = existsSync(path) ? readManifest(folder) : {};
  const manifest = {
    name: basename(folder).toLowerCase().replace(/[^a-z0-9._-]/g, '-') || 'app',
    version: '1.0.0',
    description: '',
    main: 'index.js',
    scripts: { test: 'echo "Error: no test specified" && exit 1' },
    keywords: [],
    author: '',
    license: 'ISC',
    type: 'commonjs',
    ...before,
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  writeFileSync(path, text);
  await io.print(`Wrote to ${path}:\n\n${text}\n`);
  return 0;
}

async function list(words: readonly string[], options: ReadonlyMap<string, string>, root: string, { io }: Invocation): Promise<number> {
  const manifest: Manifest = existsSync(join(root, 'package.json')) ? readManifest(root) : {};
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  const all = options.has('--all') || options.has('-a');
  const installed = installedNames(root);
  const names = [...new Set([...Object.keys(wanted), ...(all ? installed : installed.filter((name) => name in wanted))])].sort().filter((name) => words.length === 0 || words.includes(name));
  const lines = [`${manifest.name ?? basename(root)}${manifest.version === undefined ? '' : `@${manifest.version}`} ${root}`];
  const missing: string[] = [];
  names.forEach((name, index) => {
    const branch = index === names.length - 1 ? '`--' : '+--';
    const version = installedManifest(root, name)?.version;
    if (version === undefined && !(name in (manifest.optionalDependencies ?? {}))) missing.push(`${name}@${wanted[name] ?? '*'}`);
    lines.push(version === undefined ? `${branch} UNMET DEPENDENCY ${name}@${wanted[name] ?? '*'}` : `${branch} ${name}@${version}`);
  });
  if (names.length === 0) lines.push('`-- (empty)');
  await io.print(`${lines.join('\n')}\n\n`);
  if (missing.length === 0) return words.length > 0 && names.length === 0 ? 1 : 0;
  await io.printError(`npm error code ELSPROBLEMS\n${missing.map((one) => `npm error missing: ${one}, required by ${manifest.name ?? basename(root)}@${manifest.version ?? ''}\n`).join('')}`);
  return 1;
}

/** npx: runs a command of an installed package. */
export async function npx(invocation: Invocation): Promise<number> {
  const { io, state } = invocation;
  const args = [...invocation.args];
  let script: string | undefined;
  while (args[0]?.startsWith('-')) {
    const option = args.shift() as string;
    if (option === '-v' || option === '--version') {
      await io.print(`${NPM_VERSION}\n`);
      return 0;
    }
    if (option === '-c' || option === '--call') script = args.shift() ?? '';
    else if (option === '-p' || option === '--package') args.shift();
    else if (option === '--') break;
  }
  const root = packageRoot(state.cwd);
  const env = { ...invocation.env, PATH: `${join(root, 'node_modules/.bin')}:${invocation.env['PATH'] ?? ''}` };
  if (script !== undefined) return runScriptText(script, env, state.cwd, invocation);
  const [name, ...rest] = args;
  if (name === undefined) {
    await io.printError('npx: which command? For example: npx cowsay hello\n');
    return 1;
  }
  const file = commandFile(root, name);
  if (file === undefined) {
    const { findCommand } = await import('../commands.ts');
    if (!name.includes('@') && typeof findCommand(name, state) !== 'string') return invocation.shell.invoke(name, rest, { io, functions: false, builtins: false }, invocation.control);
    await io.printError(`npm error could not determine executable to run\nnpm error ${name} is not installed here. npx runs commands of packages that are in node_modules.\n`);
    return 1;
  }
  const inner = { ...invocation, name, args: rest, env };
  // Files of packed packages have no first line that tells, now and then: node runs what ends in .js.
  return /\.[cm]?js$/.test(file) ? runProcess('node', [file, ...rest], inner) : runFile(file, inner);
}

/** The file behind a command of a package in node_modules. */
function commandFile(root: string, command: string): string | undefined {
  const name = command.replace(/(?<=.)@[^@/]*$/, '');
  const own = installedManifest(root, name);
  const direct = own && Object.entries(binsOf(own));
  const short = name.slice(name.indexOf('/') + 1);
  const file = direct?.find(([bin]) => bin === short)?.[1] ?? (direct?.length === 1 ? direct[0]?.[1] : undefined);
  if (file !== undefined) return join(root, 'node_modules', name, file);
  for (const other of installedNames(root)) {
    const manifest = installedManifest(root, other);
    const found = manifest && binsOf(manifest)[name];
    if (found !== undefined) return join(root, 'node_modules', other, found);
  }
  return undefined;
}
