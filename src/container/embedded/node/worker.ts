// The script of a process: a worker that boots Node's library, waits as a warm spare, and runs one program.
import type { FileOp } from '../kernel/file-operations.ts';
import { FileTree } from '../kernel/files.ts';
import type { Pack } from '../kernel/packs.ts';
import type { KernelToProcess, ProcessKinds, ProcessToKernel, StartOptions } from '../kernel/protocol.ts';
import type { ThreadData } from './bindings/worker.ts';
import { deliverSignal } from './bindings/signal_wrap.ts';
import { createAheadCompiler } from './ahead.ts';
import { bootNode, builtinsAhead, type BuiltinFunction, type Library, type NodeProcess } from './bootstrap.ts';
import { parseCommandLine } from './command-line.ts';
import { captureNatives } from './natives.ts';
import { createWorkerLink } from './worker-link.ts';

const natives = captureNatives(globalThis);
const postMessage = globalThis.postMessage.bind(globalThis) as (message: ProcessToKernel, transfer: Transferable[]) => void;
const post = (message: ProcessToKernel, transfer: Transferable[] = []): void => postMessage(message, transfer);

const EVAL_STDIN = 'internal/main/eval_stdin';
const WORKER_THREAD = 'internal/main/worker_thread';
const REPL = 'internal/main/repl';

const ahead = createAheadCompiler(natives, globalThis);
let node: NodeProcess | undefined;
/** while something is compiled ahead of the boot: boots with what there is */
let finishBoot: (() => void) | undefined;
/** messages that came meanwhile */
const early: KernelToProcess[] = [];
let files = new FileTree();
const packs = new Map<string, Pack>();

const link = createWorkerLink(
  post,
  () => new natives.MessageChannel(),
  applyFile,
  () => booted().env.loop,
  () => booted().loaded(),
);

function booted(): NodeProcess {
  if (node === undefined) throw new Error('the process was used before it was booted');
  return node;
}

/** mounts of packs that have not come yet: a thread that was blocked is told of the mount first */
const earlyMounts: Extract<FileOp, { type: 'mountPack' }>[] = [];

function applyFile(op: FileOp): void {
  if (op.type === 'mountPack' && !packs.has(op.pack)) earlyMounts.push(op);
  else files.apply(op);
}

/** Reads the command line and begins with the program. */
function start(options: StartOptions): void {
  const { env, run, answer } = booted();
  if (options.thread !== undefined) {
    const { execArgv, optionValues } = options.thread.data as ThreadData;
    return run({ ...options, args: [], execArgv, optionValues, main: WORKER_THREAD }, files);
  }
  const line = parseCommandLine(env.facts, options.args, { nodeOptions: options.env['NODE_OPTIONS'] });
  if ('code' in line) return answer(line);
  const interactive = line.main === EVAL_STDIN && (line.optionValues['--interactive'] === true || options.descriptors.some(([fd, kind]) => fd === 0 && kind === 'terminal'));
  run({ ...options, ...line, main: interactive ? REPL : line.main }, files);
}

/** Boots once what a server needs first of the library is compiled; a thread, which is started by a program that waits for it, at once. */
function boot({ boot: parts, thread }: Extract<KernelToProcess, { type: 'boot' }>): void {
  const { library: text, llhttp } = parts as ProcessKinds['node'];
  const library = JSON.parse(text) as Library;
  const compiled = new Map<string, BuiltinFunction>();
  finishBoot = () => {
    finishBoot = undefined;
    ahead.stop();
    node = bootNode({ scope: globalThis, natives, library, llhttp, thread, kernel: link, partMissing: (part) => link.partMissing(part), ahead, compiled });
    post({ type: 'booted' });
    node.warmUp();
    for (const message of early.splice(0)) receive(message);
  };
  if (thread === undefined) ahead.compile(builtinsAhead(library, compiled), () => guarded(() => finishBoot?.()));
  else finishBoot();
}

function receive(message: KernelToProcess): void {
  if (finishBoot !== undefined && message.type !== 'pack') {
    early.push(message);
    // These can wait; a program can not.
    if (message.type !== 'part' && message.type !== 'warm' && message.type !== 'pids') finishBoot();
    return;
  }
  switch (message.type) {
    case 'boot':
      link.receive(message);
      return boot(message);
    case 'pack':
      packs.set(message.pack.id, message.pack);
      files.addPack(message.pack);
      for (const mount of earlyMounts.splice(0)) applyFile(mount);
      return;
    case 'warm':
      return booted().warm(message, packs);
    case 'part':
      return booted().env.lateParts.add(message.part, message.contents);
    case 'start': {
      files = FileTree.restore(message.files, packs.values(), { replica: message.options.pid });
      files.onMutation((op) => {
        if (link.ended) return;
        link.fileSent();
        post({ type: 'files', op });
      });
      link.receive(message);
      link.started(message.options, message.ports, message.datagramSockets);
      return start(message.options);
    }
    case 'signal':
      deliverSignal(booted().env, message.signal);
      return;
    default:
      link.receive(message);
  }
}

function guarded(action: () => void): void {
  try {
    action();
  } catch (error) {
    post({ type: 'failed', message: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
  }
}

natives.addEventListener('message', (event) => guarded(() => receive((event as MessageEvent<KernelToProcess>).data)));
