// Lesson programs in real Node: their files in a temporary folder, the process, the port that it got.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const remapPort = fileURLToPath(new URL('./remap-port.cjs', import.meta.url));
/** how long a program may take until it listens */
const listenMilliseconds = 10_000;

/** Writes files into `folder`, which is created. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/**
 * A temporary folder whose node_modules is that of the lessons.
 * @param nodeModules absolute path of lessons/node_modules
 */
export function temporaryFolder(nodeModules: string): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'backlot-doctor-'));
  symlinkSync(nodeModules, join(path, 'node_modules'), 'junction');
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** The script and arguments for node that a lesson's `entry` stands for: `npm start` and `npm run x` are looked up in package.json. */
export function nodeArguments(entry: readonly string[], files: Readonly<Record<string, string>>): string[] {
  const [command, ...args] = entry;
  if (command === 'node') return args;
  const script = command === 'npm' ? (args[0] === 'run' ? args[1] : args[0]) : undefined;
  const manifest = JSON.parse(files['package.json'] ?? '{}') as { scripts?: Record<string, string> };
  const [program, ...rest] = (manifest.scripts?.[script ?? ''] ?? '').split(/\s+/);
  if (program !== 'node') throw new Error(`the entry "${entry.join(' ')}" runs no script that begins with node`);
  return rest;
}

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string>>;

/** The environment of a lesson's program: the doctor's own, without what would change Node's behaviour. @param more what it finds besides */
export function programEnvironment(port: number, more: Environment = {}): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, ...environment } = process.env;
  return { ...environment, BACKLOT_LESSON_PORT: String(port), NO_COLOR: '1', ...more };
}

/** Node's arguments that give a program another port than the one it asks for. */
export const remapArguments: readonly string[] = ['--require', remapPort];

export interface RunningProgram {
  /** where it listens, or why it does not */
  readonly listening: { readonly port: number } | { readonly reason: string };
  /** what it has printed so far */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

/**
 * Starts a program and waits until it listens on `port` (it gets a free one in its place), ends, or 10 s have passed.
 * @param args what stands after `node`
 * @param preloads node's arguments that load something first (remapArguments aside)
 * @param environment what it finds in its environment besides
 */
export async function startProgram(folder: string, args: readonly string[], port: number, preloads: readonly string[] = [], environment: Environment = {}): Promise<RunningProgram> {
  const child = spawn(process.execPath, [...remapArguments, ...preloads, ...args], {
    cwd: folder,
    env: programEnvironment(port, environment),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const listening = await new Promise<RunningProgram['listening']>((resolve) => {
    const timer = setTimeout(() => resolve({ reason: `nothing listens on port ${port} after ${listenMilliseconds / 1000} s` }), listenMilliseconds);
    const settle = (value: RunningProgram['listening']) => {
      clearTimeout(timer);
      resolve(value);
    };
    child.on('message', (message: { type: string; asked: number; port: number }) => {
      if (message.type !== 'listening') return;
      settle(message.asked === port ? { port: message.port } : { reason: `the program listens on port ${message.asked}, not on ${port}` });
    });
    child.once('exit', (code, signal) => settle({ reason: `the program ended with ${signal ?? `exit code ${code ?? '?'}`} before it listened` }));
    child.once('error', (error) => settle({ reason: `the program could not be started: ${error.message}` }));
  });
  return { listening, output: () => printed, stop: () => kill(child) };
}

/** Runs a program to its end, at most `milliseconds`. Gives its exit code (null: it did not end by itself) and what it printed. */
export async function runToEnd(folder: string, args: readonly string[], milliseconds: number, environment: Environment = {}): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [...args], { cwd: folder, env: programEnvironment(0, environment), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  return { code, output };
}
