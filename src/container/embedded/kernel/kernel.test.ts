import { expect, test } from 'vitest';
import { Kernel, type ProcessHandle } from './kernel.ts';
import type { KernelCall, KernelToPage, KernelToProcess, ProcessToKernel } from './protocol.ts';

interface FakeProcess extends ProcessHandle {
  readonly received: KernelToProcess[];
  terminated: boolean;
  say(message: ProcessToKernel): void;
  fail(reason: string): void;
}

/** A kernel whose processes are records of what they were told, and whose page is a list of messages. */
function setup() {
  const page: KernelToPage[] = [];
  const processes: FakeProcess[] = [];
  const later: (() => void)[] = [];
  const kernel = new Kernel(
    {
      tellPage: (message) => void page.push(message),
      soon: (callback) => void later.push(callback),
      createProcess(handlers) {
        const process: FakeProcess = {
          received: [],
          terminated: false,
          post: (message) => void process.received.push(message),
          terminate: () => {
            process.terminated = true;
          },
          say: handlers.message,
          fail: handlers.failed,
        };
        processes.push(process);
        return process;
      },
    },
    { script: '', library: 'the library', llhttp: new Uint8Array() },
  );
  let id = 0;
  const call = (method: KernelCall['method'], ...args: unknown[]): KernelToPage | undefined => {
    kernel.fromPage({ type: 'call', id: ++id, call: { method, args } as unknown as KernelCall });
    return page.findLast((message) => message.type === 'result' || message.type === 'failure');
  };
  const spawn = (): { process: FakeProcess; pid: number } => {
    const answer = call('spawn', { args: ['/app/server.js'], execArgv: [], env: {}, cwd: '/app' });
    if (answer?.type !== 'result') throw new Error('spawn failed');
    const process = processes.find(({ received }) => received.some((m) => m.type === 'start' && m.options.pid === answer.value));
    if (process === undefined) throw new Error('no process was started');
    return { process, pid: answer.value as number };
  };
  const wait = (): void => {
    for (const callback of later.splice(0)) callback();
  };
  return { kernel, page, processes, call, spawn, wait };
}

const text = new TextEncoder();

test('a spare process boots before a program asks for it, and the next one some time after the program listens', () => {
  const { processes, spawn, wait } = setup();
  expect(processes).toHaveLength(1);
  expect(processes[0]?.received).toMatchObject([{ type: 'boot', library: 'the library' }]);
  const { process } = spawn();
  expect(process).toBe(processes[0]);
  expect(processes).toHaveLength(1);
  process.say({ type: 'listen', port: 3000 });
  expect(processes).toHaveLength(1);
  wait();
  expect(processes).toHaveLength(2);
});

test('a program sees the files that were mounted, and its own writes reach the page and other programs', () => {
  const { call, spawn } = setup();
  call('mount', [{ path: '/app/data/a.txt', data: text.encode('a') }]);
  const first = spawn();
  const second = spawn();
  const start = first.process.received.find((message) => message.type === 'start');
  expect(JSON.stringify(start)).toContain('a.txt');
  first.process.say({ type: 'files', op: { type: 'create', path: '/app/b.txt', ino: 99, mode: 0o100644, time: 1 } });
  expect(second.process.received.at(-1)).toMatchObject({ type: 'files', op: { type: 'create', path: '/app/b.txt' } });
  expect(first.process.received.some((message) => message.type === 'files')).toBe(false);
  expect(call('readFile', '/app/b.txt')).toMatchObject({ type: 'result', value: new Uint8Array(0) });
});

test('a file error reaches the page with its code', () => {
  const { call } = setup();
  expect(call('readFile', '/nope')).toMatchObject({ type: 'failure', error: { code: 'ENOENT' } });
});

test('connections of a process go to the one that listens on the port, and are refused where nobody does', async () => {
  const { spawn } = setup();
  const { process } = spawn();
  const { process: other } = spawn();
  process.say({ type: 'listen', port: 3000 });
  const { port2: served } = new MessageChannel();
  other.say({ type: 'connect', port: 3000, family: 4, remotePort: 61001, channel: served });
  expect(process.received.at(-1)).toMatchObject({ type: 'connection', localPort: 3000, remotePort: 61001 });
  const { port1, port2 } = new MessageChannel();
  const refusal = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  other.say({ type: 'connect', port: 4000, family: 4, remotePort: 61002, channel: port2 });
  expect(await refusal).toEqual({ type: 'refused' });
  port1.close();
});

test('the hub of the page\'s connections goes to the process that it is for', () => {
  const { kernel, spawn } = setup();
  const { process, pid } = spawn();
  const { port2 } = new MessageChannel();
  kernel.fromPage({ type: 'hub', pid, channel: port2 });
  expect(process.received.at(-1)).toMatchObject({ type: 'hub' });
});

test('killing a program terminates its worker, frees its ports and tells the exit code of SIGKILL', () => {
  const { kernel, page, spawn } = setup();
  const { process, pid } = spawn();
  process.say({ type: 'listen', port: 3000 });
  kernel.fromPage({ type: 'signal', pid, signal: 9 });
  expect(process.terminated).toBe(true);
  expect(page.slice(-2)).toEqual([
    { type: 'port', port: 3000, open: false, pid },
    { type: 'exit', pid, code: 137 },
  ]);
  const told = page.length;
  process.say({ type: 'output', fd: 1, bytes: text.encode('too late') });
  expect(page).toHaveLength(told);
});

test('other signals are left to the program', () => {
  const { kernel, spawn } = setup();
  const { process, pid } = spawn();
  kernel.fromPage({ type: 'signal', pid, signal: 15 });
  expect(process.terminated).toBe(false);
  expect(process.received.at(-1)).toEqual({ type: 'signal', signal: 15 });
});

test('a process whose runtime fails is reported as a fault and ends with code 1', () => {
  const { page, spawn } = setup();
  const { process, pid } = spawn();
  process.fail('the worker broke');
  expect(page).toContainEqual({ type: 'fault', message: 'the worker broke' });
  expect(page).toContainEqual({ type: 'exit', pid, code: 1 });
});
