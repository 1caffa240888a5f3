import { expect, test } from 'vitest';
import { Kernel, type ProcessHandle } from './kernel.ts';
import type { KernelCall, KernelToPage, KernelToProcess, PageSpawnRequest, ProcessToKernel, RunReply, RunRequest, SpawnRequest } from './protocol.ts';
import { decodeAnswer, WaitingSide } from './shared-memory.ts';

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
  let now = 0;
  const timers: { readonly at: number; readonly callback: () => void }[] = [];
  const kernel = new Kernel(
    {
      tellPage: (message) => void page.push(message),
      after: (milliseconds, callback) => void timers.push({ at: now + milliseconds, callback }),
      createProcess(_script, handlers) {
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
    {
      node: { script: 'the script', executables: ['/usr/local/bin/node'], boot: { library: 'the library', llhttp: new Uint8Array() }, spare: true },
    },
  );
  let id = 0;
  const call = (method: KernelCall['method'], ...args: unknown[]): KernelToPage | undefined => {
    kernel.fromPage({ type: 'call', id: ++id, call: { method, args } as unknown as KernelCall });
    return page.findLast((message) => message.type === 'result' || message.type === 'failure');
  };
  call('mkdir', '/app', true);
  page.length = 0;
  const spawn = (options: Partial<PageSpawnRequest> = {}): { process: FakeProcess; pid: number } => {
    const answer = call('spawn', { command: 'node', args: ['/app/server.js'], env: { PATH: '/usr/local/bin' }, cwd: '/app', ...options });
    if (answer?.type !== 'result') throw new Error('spawn failed');
    const process = processes.find(({ received }) => received.some((m) => m.type === 'start' && m.options.pid === answer.value));
    if (process === undefined) throw new Error('no process was started');
    return { process, pid: answer.value as number };
  };
  /** Lets time pass. */
  const wait = (milliseconds: number): void => {
    const end = now + milliseconds;
    for (;;) {
      const next = timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (next === undefined) break;
      timers.splice(timers.indexOf(next), 1);
      now = next.at;
      next.callback();
    }
    now = end;
  };
  return { kernel, page, processes, call, spawn, wait };
}

const text = new TextEncoder();

test('a spare process boots before a program asks for it, and the next one some time after the program listens', () => {
  const { processes, spawn, wait } = setup();
  expect(processes).toHaveLength(1);
  expect(processes[0]?.received).toMatchObject([{ type: 'boot', boot: { library: 'the library' } }]);
  const { process } = spawn();
  expect(process).toBe(processes[0]);
  expect(processes).toHaveLength(1);
  process.say({ type: 'listen', port: 3000 });
  expect(processes).toHaveLength(1);
  wait(2_000);
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
  expect(second.process.received.filter(({ type }) => type === 'files').at(-1)).toMatchObject({ type: 'files', op: { type: 'create', path: '/app/b.txt' } });
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

/** Whether a process was told that it has ended. */
const isOver = ({ received }: FakeProcess): boolean => received.at(-1)?.type === 'end';

test('killing a program ends its process, frees its ports and tells the exit code of SIGKILL', () => {
  const { kernel, page, spawn } = setup();
  const { process, pid } = spawn();
  process.say({ type: 'listen', port: 3000 });
  kernel.fromPage({ type: 'signal', pid, signal: 9 });
  expect(isOver(process)).toBe(true);
  expect(page.slice(-3)).toEqual([
    { type: 'port', port: 3000, open: false, pid },
    { type: 'output-closed', pid },
    { type: 'exit', pid, status: { code: 137, signal: 9 }, root: true },
  ]);
  const told = page.length;
  process.say({ type: 'write', fd: 1, bytes: text.encode('too late') });
  expect(page).toHaveLength(told);
});

test('the worker of a program that was ended is taken down once the next one listens, if it has fallen silent', () => {
  const { kernel, spawn, wait } = setup();
  const { process, pid } = spawn();
  process.say({ type: 'listen', port: 3000 });
  kernel.fromPage({ type: 'signal', pid, signal: 9 });
  const { process: next } = spawn();
  process.say({ type: 'ended' });
  wait(250);
  wait(250);
  expect(process.terminated).toBe(false);
  next.say({ type: 'listen', port: 3000 });
  wait(250);
  expect([process.terminated, next.terminated]).toEqual([true, false]);
});

test('a worker that does not fall silent is taken down without delay', () => {
  const { kernel, spawn, wait } = setup();
  const busy = spawn();
  kernel.fromPage({ type: 'signal', pid: busy.pid, signal: 9 });
  expect(busy.process.terminated).toBe(false);
  wait(20);
  expect(busy.process.terminated).toBe(true);
});

test('of many programs that end one after the other only a few workers wait to be taken down', () => {
  const { processes, spawn } = setup();
  for (let count = 0; count < 10; count++) {
    const { process } = spawn();
    process.say({ type: 'exit', code: 0 });
    process.say({ type: 'ended' });
  }
  expect(processes.filter((process) => isOver(process) && !process.terminated)).toHaveLength(4);
});

test('for a program that starts others there are more spares, which boot one after the other', () => {
  const { processes, spawnChild, wait } = family();
  spawnChild();
  const started = processes.length;
  for (let count = 1; count <= 4; count++) {
    wait(2_000);
    expect(processes).toHaveLength(Math.min(started + count, started + 3));
    processes.at(-1)?.say({ type: 'booted' });
  }
});

test('no spare boots while a program starts', () => {
  const { kernel, processes, spawn, wait } = setup();
  const first = spawn();
  kernel.fromPage({ type: 'signal', pid: first.pid, signal: 9 });
  const { process } = spawn();
  const before = processes.length;
  wait(250);
  expect(processes).toHaveLength(before);
  process.say({ type: 'listen', port: 3000 });
  wait(250);
  expect(processes).toHaveLength(before + 1);
});

test('a signal is left to a program that handles it', () => {
  const { kernel, spawn } = setup();
  const { process, pid } = spawn();
  process.say({ type: 'handles', signal: 15, handled: true });
  kernel.fromPage({ type: 'signal', pid, signal: 15 });
  expect(process.received.at(-1)).toEqual({ type: 'signal', signal: 15 });
});

test('a process whose runtime fails is reported as a fault and ends with code 1', () => {
  const { page, spawn } = setup();
  const { process, pid } = spawn();
  process.fail('the worker broke');
  expect(page).toContainEqual({ type: 'fault', message: 'the worker broke' });
  expect(page).toContainEqual({ type: 'exit', pid, status: { code: 1, signal: undefined }, root: true });
});

test('a signal that a program does not handle ends it, SIGWINCH and its like do nothing', () => {
  const { kernel, page, spawn } = setup();
  const { process, pid } = spawn();
  process.say({ type: 'handles', signal: 15, handled: true });
  process.say({ type: 'handles', signal: 15, handled: false });
  kernel.fromPage({ type: 'signal', pid, signal: 28 });
  expect(isOver(process)).toBe(false);
  kernel.fromPage({ type: 'signal', pid, signal: 15 });
  expect(isOver(process)).toBe(true);
  expect(page.at(-1)).toEqual({ type: 'exit', pid, status: { code: 143, signal: 15 }, root: true });
});

test('a command that is no file of the container is not found', () => {
  const { call } = setup();
  expect(call('spawn', { command: 'nope', args: [], env: { PATH: '/bin' }, cwd: '/' })).toMatchObject({ type: 'failure', error: { code: 'ENOENT', syscall: 'spawn' } });
});

test('a program begins in no folder that is not there', () => {
  const { call } = setup();
  const begin = (cwd: string) => call('spawn', { command: 'node', args: [], env: { PATH: '/usr/local/bin' }, cwd });
  expect(begin('/nowhere')).toMatchObject({ type: 'failure', error: { message: "ENOENT: no such file or directory, chdir '/nowhere'" } });
  expect(begin('/usr/local/bin/node')).toMatchObject({ type: 'failure', error: { code: 'ENOTDIR', syscall: 'chdir' } });
});

/** A process and a child of it, with a pipe between the parent's descriptor 100 and the child's standard output. */
function family() {
  const given = setup();
  const parent = given.spawn();
  const request = (options: Partial<SpawnRequest> = {}): SpawnRequest => {
    const loan = parent.process.received.find((message) => message.type === 'pids');
    return {
      kind: 'node', argv0: 'node', args: ['child.js'], env: {}, cwd: '/app', pid: loan?.from ?? 0, newGroup: false,
      stdio: [{ type: 'ignore' }, { type: 'pipe', parentFd: 100 }, { type: 'inherit', fd: 2 }], ...options,
    };
  };
  const spawnChild = (options: Partial<SpawnRequest> = {}): { process: FakeProcess; pid: number } => {
    const spawned = request(options);
    parent.process.say({ type: 'spawn', request: spawned });
    const process = given.processes.find(({ received }) => received.some((m) => m.type === 'start' && m.options.pid === spawned.pid));
    if (process === undefined) throw new Error('no child was started');
    return { process, pid: spawned.pid };
  };
  return { ...given, parent, spawnChild };
}

test("what a child prints to a pipe reaches its parent, chunk by chunk as it asks, and then the end; the child's exit is told", () => {
  const { parent, spawnChild } = family();
  const child = spawnChild();
  child.process.say({ type: 'write', fd: 1, bytes: text.encode('one') });
  expect(parent.process.received.some(({ type }) => type === 'read')).toBe(false);
  parent.process.say({ type: 'read', fd: 100 });
  expect(parent.process.received.at(-1)).toEqual({ type: 'read', fd: 100, bytes: text.encode('one') });
  parent.process.say({ type: 'read', fd: 100 });
  child.process.say({ type: 'exit', code: 3 });
  const [read, , exit] = parent.process.received.slice(-3);
  expect(read).toEqual({ type: 'read', fd: 100, bytes: null });
  expect(exit).toEqual({ type: 'child-exit', pid: child.pid, status: { code: 3, signal: undefined } });
});

test('a child that inherits a descriptor prints to the page under the program that the page started', () => {
  const { page, parent, spawnChild } = family();
  const child = spawnChild();
  child.process.say({ type: 'write', fd: 2, bytes: text.encode('oh') });
  expect(page.at(-1)).toMatchObject({ type: 'output', pid: parent.pid, fd: 2 });
});

test('a child outlives its parent; a kill from the page ends it all the same', () => {
  const { kernel, page, parent, spawnChild } = family();
  const child = spawnChild();
  parent.process.say({ type: 'exit', code: 0 });
  expect(isOver(child.process)).toBe(false);
  expect(page.some(({ type }) => type === 'output-closed')).toBe(false);
  kernel.fromPage({ type: 'signal', pid: parent.pid, signal: 9 });
  expect(isOver(child.process)).toBe(true);
  expect(page.filter(({ type }) => type === 'exit' || type === 'output-closed')).toEqual([
    { type: 'exit', pid: parent.pid, status: { code: 0, signal: undefined }, root: true },
    { type: 'output-closed', pid: parent.pid },
    { type: 'exit', pid: child.pid, status: { code: 137, signal: 9 }, root: false },
  ]);
});

test('a writer to a pipe that nobody reads any more is told', () => {
  const { parent, spawnChild } = family();
  const child = spawnChild();
  parent.process.say({ type: 'close', fd: 100 });
  child.process.say({ type: 'write', fd: 1, bytes: text.encode('x') });
  expect(child.process.received.at(-1)).toEqual({ type: 'broken', fd: 1 });
});

test('a thread ends with its process, and is no process for others', () => {
  const { parent, spawnChild } = family();
  const thread = spawnChild({ thread: { threadId: 1, processId: 2, port: new MessageChannel().port1, data: undefined } });
  expect(parent.process.received.some(({ type }) => type === 'process')).toBe(false);
  parent.process.say({ type: 'exit', code: 0 });
  expect(thread.process.terminated).toBe(true);
});

test('Ctrl+C in a terminal is SIGINT for the foreground group, a new size SIGWINCH', () => {
  const { kernel, spawn } = setup();
  const { process, pid } = spawn({ terminal: { cols: 80, rows: 24 } });
  for (const signal of [2, 28]) process.say({ type: 'handles', signal, handled: true });
  kernel.fromPage({ type: 'input', pid, text: 'x\x03' });
  expect(process.received.at(-1)).toEqual({ type: 'signal', signal: 2 });
  kernel.fromPage({ type: 'resize', pid, size: { cols: 100, rows: 30 } });
  expect(process.received.slice(-2)).toEqual([{ type: 'terminal', size: { cols: 100, rows: 30 } }, { type: 'signal', signal: 28 }]);
});

test('process ids are lent ahead, and more are lent before they run out', () => {
  const { parent, spawnChild } = family();
  const loans = (): number => parent.process.received.filter(({ type }) => type === 'pids').length;
  const first = parent.process.received.find((message) => message.type === 'pids');
  for (let at = 0; at < 40; at++) spawnChild({ pid: (first?.from ?? 0) + at });
  expect(loans()).toBe(2);
});

test('a program that wants a part starts when the part is there, or when it can not be had', () => {
  const { page, processes, call } = setup();
  const contents = new Blob(['crypto']);
  const start = { command: 'node', args: ['-e', "require('crypto')"], env: { PATH: '/usr/local/bin' }, cwd: '/' };
  const received = () => processes[0]?.received.map(({ type }) => type);
  call('spawn', start);
  expect(page).toContainEqual({ type: 'part-wanted', part: 'crypto' });
  expect(received()).not.toContain('start');
  call('addPart', 'crypto', contents);
  expect(received()?.slice(-2)).toEqual(['part', 'start']);
});

test('a part that could not be had is asked for again by the next program', () => {
  const { page, processes, call } = setup();
  const start = { command: 'node', args: ['-e', "require('crypto')"], env: { PATH: '/usr/local/bin' }, cwd: '/' };
  const asked = (): number => page.filter(({ type }) => type === 'part-wanted').length;
  const started = (): number => processes.filter(({ received }) => received.some(({ type }) => type === 'start')).length;
  call('spawn', start);
  call('refusePart', 'crypto');
  expect([asked(), started()]).toEqual([1, 1]);
  call('spawn', { ...start, args: ['a.js'] });
  expect([asked(), started()]).toEqual([2, 1]);
  call('refusePart', 'crypto');
  expect(started()).toBe(2);
});

test('the spare loads what packages speak of until a program says what it has loaded', () => {
  const { processes, call, spawn, wait } = setup();
  call('addPack', { id: 'x-1', index: {}, parts: ['crypto'], data: new Uint8Array() }, '/app/node_modules');
  call('addPart', 'crypto', new Blob(['crypto']));
  expect(processes[0]?.received.at(-1)).toEqual({ type: 'warm', modules: [], builtins: ['crypto'] });
  const { process } = spawn();
  process.say({ type: 'loaded', modules: [], builtins: [] });
  process.say({ type: 'listen', port: 3000 });
  wait(2_000);
  expect(processes[1]?.received.map(({ type }) => type)).toEqual(['boot', 'pack', 'part']);
});

test('pieces of the library that nothing speaks of come once the program has begun, and no program waits for them', () => {
  const { page, call, spawn, wait } = setup();
  const wanted = (): string[] => page.flatMap((message) => (message.type === 'part-wanted' ? [message.part] : []));
  const { process } = spawn();
  expect(wanted()).toEqual([]);
  wait(2_000);
  expect(wanted()).toEqual(['crypto', 'zlib', 'http2']);
  spawn({ args: ['/app/other.js'] });
  const contents = new Blob(['zlib']);
  call('addPart', 'zlib', contents);
  expect(process.received.at(-1)).toEqual({ type: 'part', part: 'zlib', contents });
  // One that speaks of a part waits for it, and it is not asked for twice.
  expect(() => spawn({ args: ['-e', "require('crypto')"] })).toThrow('no process was started');
  expect(wanted()).toEqual(['crypto', 'zlib', 'http2']);
});

/** The process's side of the memory that the kernel shares with it. */
function memoryOf(process: FakeProcess): WaitingSide {
  const boot = process.received.find((message) => message.type === 'boot');
  if (boot?.memory === undefined) throw new Error('the process was given no memory');
  return new WaitingSide(boot.memory);
}

const RUN: RunRequest = {
  kind: 'node', argv0: 'node', args: ['child.js'], env: {}, cwd: '/app', newGroup: false, maxOutput: 0, killSignal: 15,
  stdio: [{ type: 'ignore' }, { type: 'capture', output: true }, { type: 'inherit', fd: 2 }],
};

test('a parent that waits is told of its child\'s end, output and files in its memory alone, in the order they happened', () => {
  const { spawn, processes, call } = setup();
  const { process: parent } = spawn();
  const { process: other } = spawn();
  const create = (path: string): ProcessToKernel => ({ type: 'files', op: { type: 'create', path, ino: path.length, mode: 0o100644, time: 1 } });
  call('mount', [{ path: '/app/seen', data: text.encode('') }]);
  const seen = parent.received.filter((message) => message.type === 'files').at(-1)?.number ?? 0;
  memoryOf(parent).changesSeen = seen;
  // This one is on its way when the thread is blocked.
  other.say(create('/app/under-way'));
  parent.say({ type: 'run', request: RUN });
  const child = processes.find(({ received }) => received.some((message) => message.type === 'start' && message.options.args.includes('child.js')));
  const start = child?.received.find((message) => message.type === 'start');
  expect(start).toMatchObject({ options: { args: ['child.js'], ppid: 2, descriptors: [[0, 'null'], [1, 'pipe'], [2, 'page']] } });
  const told = parent.received.length;
  child?.say(create('/app/by-child'));
  child?.say({ type: 'write', fd: 1, bytes: text.encode('out') });
  child?.say({ type: 'exit', code: 3 });
  expect(parent.received.slice(told).filter(({ type }) => type === 'files' || type === 'child-exit')).toEqual([]);
  const answer = decodeAnswer(memoryOf(parent).wait(() => {}, 0, () => {})) as RunReply;
  expect(answer).toMatchObject({ pid: start?.type === 'start' ? start.options.pid : 0, status: { code: 3 }, output: [null, text.encode('out'), null] });
  expect(answer.changes.map(({ op, number }) => [op.path, number - seen])).toEqual([['/app/under-way', 1], ['/app/by-child', 2]]);
  // From then on changes come as messages again.
  other.say(create('/app/later'));
  expect(parent.received.at(-1)).toMatchObject({ type: 'files', number: seen + 3, op: { path: '/app/later' } });
});

test('a parent that is killed while it waits leaves its child running, with nobody to read what it prints', () => {
  const { kernel, spawn, processes } = setup();
  const { process: parent, pid } = spawn();
  parent.say({ type: 'run', request: { ...RUN, newGroup: true } });
  const child = processes.find(({ received }) => received.some((message) => message.type === 'start' && message.options.args.includes('child.js')));
  kernel.fromPage({ type: 'signal', pid, signal: 15 });
  expect([parent, child].map((process) => process !== undefined && isOver(process))).toEqual([true, false]);
  child?.say({ type: 'write', fd: 1, bytes: text.encode('lost') });
  expect(child?.received.at(-1)).toEqual({ type: 'broken', fd: 1 });
});

test('a descriptor is read at once by a process that waits for it', () => {
  const { kernel, spawn } = setup();
  const { process, pid } = spawn();
  kernel.fromPage({ type: 'input', pid, text: 'typed' });
  process.say({ type: 'read-now', fd: 0 });
  expect(decodeAnswer(memoryOf(process).wait(() => {}, 0, () => {}))).toEqual(text.encode('typed'));
  process.say({ type: 'read-now', fd: 0 });
  kernel.fromPage({ type: 'input', pid, text: null });
  expect(decodeAnswer(memoryOf(process).wait(() => {}, 0, () => {}))).toBeNull();
});

test('a socket that is written to a pipe comes out with its bytes, one for each read, and its sender is told who has it', async () => {
  const { spawn, processes } = setup();
  const { process: parent } = spawn();
  parent.say({ type: 'spawn', request: { ...RUN, pid: 5, stdio: [{ type: 'ignore' }, { type: 'ignore' }, { type: 'ignore' }, { type: 'pipe', parentFd: 1_000_000 }] } });
  const child = processes.find(({ received }) => received.some((message) => message.type === 'start' && message.options.args.includes('child.js')));
  const channels = [new MessageChannel(), new MessageChannel()];
  for (const { port1 } of channels) parent.say({ type: 'write', fd: 1_000_000, bytes: text.encode('with a socket'), socket: { kind: 'tcp', pid: 1, type: 'connection', channel: port1, local: {} } });
  child?.say({ type: 'read', fd: 3 });
  child?.say({ type: 'read', fd: 3 });
  const read = child?.received.filter((message) => message.type === 'read') ?? [];
  expect(read.map(({ bytes, socket }) => [bytes?.length, socket?.channel === channels[0]?.port1, socket?.channel === channels[1]?.port1])).toEqual([[13, true, false], [13, false, true]]);
  for (const { port2 } of channels) {
    const { data } = await new Promise<MessageEvent>((resolve) => (port2.onmessage = resolve));
    expect(data).toEqual({ type: 'accepted', pid: 5 });
  }
  for (const { port1, port2 } of channels) [port1, port2].forEach((port) => port.close());
});
