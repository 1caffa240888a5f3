// Text and file utilities (sed, awk, sort, find, ...): those of just-bash, over the files that Node sees.
import { promises as fs, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Bash, defineCommand, latin1FromBytes, type CommandName, type CustomCommand, type IFileSystem } from 'just-bash';
import { Pipe, readAll, type Channel } from './io.ts';
import type { Invocation } from './interpreter.ts';
import { readsInput } from './reads-input.ts';

/** Names of just-bash's commands that are taken as they are. */
export const UTILITIES = [
  'awk', 'base64', 'basename', 'chmod', 'column', 'comm', 'cp', 'cut', 'date', 'diff', 'dirname', 'du', 'expand', 'expr', 'file', 'find', 'fold', 'gunzip', 'gzip', 'hostname', 'join', 'jq', 'ln', 'md5sum', 'mkdir', 'mv', 'nl', 'od', 'paste', 'printenv', 'printf', 'readlink', 'rev', 'rg', 'rm', 'rmdir', 'sed', 'seq', 'sha1sum', 'sha256sum', 'sort', 'split', 'stat', 'strings', 'tac', 'tar', 'touch', 'tr', 'tree', 'unexpand', 'uniq', 'wc', 'whoami', 'xan', 'yq', 'zcat',
] as const satisfies readonly CommandName[];

/** Commands of just-bash that others of it call by name (`find -exec cat`). */
const ALSO = ['cat', 'grep', 'egrep', 'fgrep', 'head', 'tail', 'tee', 'ls', 'echo', 'true', 'false', 'pwd', 'env', 'xargs', 'sleep', 'timeout', 'bash', 'sh'] as const satisfies readonly CommandName[];

/** Where just-bash writes a command's output, so that its bytes arrive here as they are. */
const OUTPUT = '/dev/backlot-output';

/** just-bash's idea of files over `node:fs`. @param output what is written to OUTPUT */
function nodeFiles(output: Uint8Array[]): IFileSystem {
  const bytes = (content: string | Uint8Array, encoding?: unknown): Uint8Array => {
    if (typeof content !== 'string') return content;
    const name = typeof encoding === 'object' && encoding !== null ? (encoding as { encoding?: string }).encoding : (encoding as string | undefined);
    return Buffer.from(content, name === 'binary' ? 'latin1' : ((name ?? 'utf8') as BufferEncoding));
  };
  const stats = (found: Awaited<ReturnType<typeof fs.stat>>) => ({
    isFile: found.isFile(),
    isDirectory: found.isDirectory(),
    isSymbolicLink: found.isSymbolicLink(),
    mode: Number(found.mode) & 0o7777,
    size: Number(found.size),
    mtime: found.mtime,
    dev: Number(found.dev),
    ino: Number(found.ino),
  });
  return {
    async readFile(path, options) {
      const encoding = typeof options === 'string' ? options : options?.encoding;
      return (await fs.readFile(path)).toString(encoding === 'binary' ? 'latin1' : (encoding ?? 'utf8'));
    },
    readFileBuffer: async (path) => new Uint8Array(await fs.readFile(path)),
    async writeFile(path, content, options) {
      if (path === OUTPUT) output.splice(0, output.length, bytes(content, options));
      else await fs.writeFile(path, bytes(content, options));
    },
    async appendFile(path, content, options) {
      if (path === OUTPUT) output.push(bytes(content, options));
      else await fs.appendFile(path, bytes(content, options));
    },
    exists: (path) => Promise.resolve(path === OUTPUT || existsSync(path)),
    async stat(path) {
      if (path === OUTPUT) return { isFile: true, isDirectory: false, isSymbolicLink: false, mode: 0o644, size: 0, mtime: new Date(0) };
      return stats(await fs.stat(path));
    },
    async lstat(path) {
      if (path === OUTPUT) return { isFile: true, isDirectory: false, isSymbolicLink: false, mode: 0o644, size: 0, mtime: new Date(0) };
      return stats(await fs.lstat(path));
    },
    async mkdir(path, options) {
      await fs.mkdir(path, options);
    },
    readdir: (path) => fs.readdir(path),
    async readdirWithFileTypes(path) {
      return (await fs.readdir(path, { withFileTypes: true })).map((entry) => ({ name: entry.name, isFile: entry.isFile(), isDirectory: entry.isDirectory(), isSymbolicLink: entry.isSymbolicLink() }));
    },
    async rm(path, options) {
      const found = await fs.lstat(path).catch((error: unknown) => {
        if (!options?.force) throw error;
      });
      if (found?.isDirectory() && !options?.recursive) await fs.rmdir(path);
      else if (found !== undefined) await fs.rm(path, options);
    },
    cp: (from, to, options) => fs.cp(from, to, { recursive: options?.recursive ?? false }),
    mv: (from, to) => fs.rename(from, to),
    resolvePath: (base, path) => resolve(base, path),
    getAllPaths: () => [],
    chmod: (path, mode) => fs.chmod(path, mode),
    symlink: (target, path) => fs.symlink(target, path),
    link: (existing, path) => fs.link(existing, path),
    readlink: (path) => fs.readlink(path),
    realpath: (path) => fs.realpath(path),
    utimes: (path, atime, mtime) => fs.utimes(path, atime, mtime),
  };
}

/** Commands of this shell, as just-bash's own (`find -exec`, `xargs`) call them: their output comes when they end. */
function ours(invocation: Invocation, names: readonly string[]): CustomCommand[] {
  return names.map((name) =>
    defineCommand(name, async (args, context) => {
      const [stdout, stderr] = [new Pipe(Number.POSITIVE_INFINITY), new Pipe(Number.POSITIVE_INFINITY)];
      const stdin = Pipe.of(Buffer.from(latin1FromBytes(context.stdin), 'latin1'));
      const io = invocation.io.with(0, stdin).with(1, stdout.writer).with(2, stderr.writer);
      const exitCode = await invocation.shell.invoke(name, args, { io, functions: false, builtins: false }, invocation.control);
      stdout.writer.close();
      stderr.writer.close();
      const [out, err] = [await readAll(stdout.reader), await readAll(stderr.reader)];
      return { stdout: Buffer.from(out).toString('latin1'), stdoutKind: 'bytes', stderr: Buffer.from(err).toString(), exitCode };
    }),
  );
}

/** Limits against programs that nobody watches; here somebody does, and has Ctrl+C. */
const LIMITS = { maxCommandCount: 10_000_000, maxLoopIterations: 10_000_000, maxWorkUnits: 1_000_000_000, maxExecutionTimeMs: 24 * 3600 * 1000 };

/** Runs a command of just-bash. */
export async function utility(invocation: Invocation): Promise<number> {
  const { name, args, io, state, env, control } = invocation;
  const input = readsInput(name, args) ? await Promise.race([readAll(io.stdin), control.interrupted]) : new Uint8Array(0);
  const result = await runUtility(invocation, name, args, input, env, state.cwd);
  const counts = name === 'uniq' && args.some((argument) => /^-\w*c|^--count$/.test(argument));
  await writeAll(io.stdout, counts ? Buffer.from(Buffer.from(result.stdout).toString().replace(/^ *(\d+) /gm, (_, count: string) => `${count.padStart(7)} `)) : result.stdout);
  await io.printError(result.stderr);
  return result.status;
}

/** Runs a command of just-bash on input that is there whole. @returns what it printed, and its status */
export async function runUtility(
  invocation: Invocation,
  name: string,
  args: readonly string[],
  input: Uint8Array,
  env: Readonly<Record<string, string>> = invocation.env,
  cwd: string = invocation.state.cwd,
): Promise<{ stdout: Uint8Array; stderr: string; status: number }> {
  const { control } = invocation;
  const output: Uint8Array[] = [];
  const bash = new Bash({
    fs: nodeFiles(output),
    cwd,
    env: { ...env },
    commands: [...UTILITIES, ...ALSO],
    customCommands: ours(invocation, ['node', 'npm', 'npx', 'curl']),
    executionLimits: LIMITS,
    defenseInDepth: false,
  });
  const running = bash.exec(`${name} >${OUTPUT}`, {
    args: [...args], cwd, env: { ...env }, replaceEnv: true, rawScript: true, signal: control.signal, stdin: Buffer.from(input).toString('latin1'), stdinKind: 'bytes',
  });
  running.catch(() => {});
  const result = await Promise.race([running, control.interrupted]);
  return { stdout: Buffer.concat(output), stderr: result.stderr, status: result.exitCode };
}

/** Writes bytes unless there are none. */
export const writeAll = (channel: Channel, bytes: Uint8Array): Promise<void> => (bytes.length === 0 ? Promise.resolve() : channel.write(bytes));
