// The native side of the benchmarks: the same programs as processes of the pinned Node.
import { spawn, type ChildProcess } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { NODE_BINARY } from '../tools/node-library/fetch.ts';
import { LESSONS_DIR } from '../tools/packages/install.ts';
import type { PageRequest } from '../tests/conformance/page.ts';

/** Puts the programs where native Node finds their packages. */
export function prepareNative(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  symlinkSync(join(LESSONS_DIR, 'node_modules'), join(folder, 'node_modules'));
}

function ask(agent: Agent | undefined, port: number, { method, target, json }: PageRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = json === undefined ? {} : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(json) };
    const sent = request({ agent, host: '127.0.0.1', port, method, path: target, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(json);
  });
}

export interface NativeServer {
  /** milliseconds from spawn to the whole first response */
  readonly firstResponse: number;
  readonly pid: number;
  stop(): Promise<void>;
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the program ended with code ${code}`)));
    child.stdout?.once('data', () => resolve());
  });
}

/** Spawns a server and asks it once. */
export async function startNative(folder: string, entry: string, port: number, target: string): Promise<NativeServer> {
  const began = performance.now();
  const child = spawn(NODE_BINARY, [entry], { cwd: folder, env: { PORT: String(port), NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'inherit'] });
  await listening(child);
  await ask(new Agent(), port, { method: 'GET', target });
  const firstResponse = performance.now() - began;
  return {
    firstResponse,
    pid: child.pid ?? 0,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Asks a running server over kept connections. @returns requests per second */
export async function loadNative(port: number, what: PageRequest, connections: number, milliseconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const began = performance.now();
  const until = began + milliseconds;
  let answered = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      await ask(agent, port, what);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, client));
  agent.destroy();
  return answered / ((performance.now() - began) / 1000);
}

/** Runs one of the programs to its end. @returns what it printed */
export async function runNativeProgram(folder: string, args: readonly string[], port: number): Promise<string> {
  const child = spawn(NODE_BINARY, [...args], { cwd: folder, env: { PORT: String(port), NODE_ENV: 'production' }, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await new Promise((resolve) => child.once('close', resolve));
  return printed;
}

/** Runs load.js under native Node. @returns requests per second of each window */
export async function runNativeLoad(folder: string, args: readonly string[], port: number): Promise<number[]> {
  return parseRates(await runNativeProgram(folder, ['load.js', ...args], port));
}

/** The rates that load.js printed. @throws when it printed none */
export function parseRates(printed: string): number[] {
  const rates = /^RATES (.*)$/m.exec(printed)?.[1];
  if (rates === undefined) throw new Error(`load.js printed no rates, but: ${printed}`);
  return JSON.parse(rates) as number[];
}
