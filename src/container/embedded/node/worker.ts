// The script of a process: a worker that boots Node's library, waits as a warm spare, and runs one program.
import { FileTree, type FileOp } from '../kernel/files.ts';
import type { Pack } from '../kernel/packs.ts';
import type { KernelToProcess, ProcessKinds, ProcessToKernel, StartOptions } from '../kernel/protocol.ts';
import type { ThreadData } from './bindings/worker.ts';
import { deliverSignal } from './bindings/signal_wrap.ts';
import { bootNode, type Library, type NodeProcess } from './bootstrap.ts';
import { parseCommandLine } from './command-line.ts';
import { captureNatives } from './natives.ts';
import { createWorkerLink } from './worker-link.ts';

const natives = captureNatives(globalThis);
const postMessage = globalThis.postMessage.bind(globalThis) as (message: ProcessToKernel, transfer: Transferable[]) => void;
const post = (message: ProcessToKernel, transfer: Transferable[] = []): void => postMessage(message, transfer);

const EVAL_STDIN = 'internal/main/eval_stdin';
const WORKER_THREAD = 'internal/main/worker_thread';
const REPL = 'internal/main/repl';

let node: NodeProcess | undefined;
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

function receive(message: KernelToProcess): void {
  switch (message.type) {
    case 'boot': {
      link.receive(message);
      const { library, llhttp } = message.boot as ProcessKinds['node'];
      node = bootNode({
        scope: globalThis,
        natives,
        library: JSON.parse(library) as Library,
        llhttp,
        thread: message.thread,
        kernel: link,
        partMissing: (part) => link.partMissing(part),
      });
      post({ type: 'booted' });
      return node.warmUp();
    }
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
      link.started(message.options, message.ports);
      return start(message.options);
    }
    case 'signal':
      deliverSignal(booted().env, message.signal);
      return;
    default:
      link.receive(message);
  }
}

natives.addEventListener('message', (event) => {
  try {
    receive((event as MessageEvent<KernelToProcess>).data);
  } catch (error) {
    post({ type: 'failed', message: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
  }
});
