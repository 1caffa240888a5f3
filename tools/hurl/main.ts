// `npm run hurl -- [options] FILE...`: runs Hurl files from the command line, with Hurl's own output and exit codes.
import { createReadStream, existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { parse as parseLossless, stringify } from 'lossless-json';
import {
  CookieJar,
  display,
  FileForbiddenError,
  formatNetscapeCookie,
  HurlParseError,
  parse,
  parseNetscapeCookie,
  renderError,
  run,
  type Entry,
  type HurlFile,
  type Paint,
  type ReceivedResponse,
  type RunEvent,
  type Transport,
} from '../../src/checks/hurl/index.ts';
import { headerValues, uncompressed } from '../../src/checks/hurl/body-decoding.ts';
import { ArgumentError, type CommandLine, HELP, HelpRequest, parseArguments } from './arguments.ts';
import { curlCommand } from './curl-command.ts';
import { nodeTransport } from './node-transport.ts';
import { type FileRun, finalErrors, resultJson, writeJsonReport, writeJunit, writeTap } from './report.ts';

const EXIT = { ok: 0, options: 1, parsing: 2, runtime: 3, assert: 4, undefined: 127 } as const;

/** Where a command line's words go; tests bring their own. */
export interface Terminal {
  readonly stdout: (text: string | Uint8Array) => void;
  readonly stderr: (text: string) => void;
  readonly stdoutIsTerminal: boolean;
  readonly stderrIsTerminal: boolean;
  readonly stdin: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const ansi = (code: string) => (text: string): string => `\u001b[${code}m${text}\u001b[0m`;
const same = (text: string): string => text;
const COLOURS: Paint = { bold: ansi('1'), gutter: ansi('1;34'), error: ansi('1;31'), faint: ansi('90') };
const PLAIN: Paint = { bold: same, gutter: same, error: same, faint: same };

/** A file cannot be read or parsed; the message is already printed. */
class StopParsing extends Error {}

const unbrotli = promisify(brotliDecompress);

/** Reads and writes files below a root only. */
function fileAccess(root: string): { read: (name: string) => Promise<Uint8Array>; write: (name: string, body: Uint8Array) => Promise<void> } {
  const real = (file: string): string => {
    // The deepest folder that exists decides where a new file would land.
    let existing = file;
    while (!existsSync(existing) && path.dirname(existing) !== existing) existing = path.dirname(existing);
    return path.join(realpathSync(existing), path.relative(existing, file));
  };
  const allowed = (name: string): string => {
    const file = path.resolve(root, name);
    const relative = path.relative(real(path.resolve(root)), real(file));
    if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) throw new FileForbiddenError(name);
    return file;
  };
  return {
    read: (name) => Promise.resolve(name).then((n) => readFile(allowed(n))),
    write: async (name, body) => {
      const file = allowed(name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, body);
    },
  };
}

/** One file's run, with what it prints collected where files run side by side. */
class Job {
  readonly line: CommandLine;
  readonly name: string;
  readonly transport: Transport;
  readonly print: (text: string) => void;
  readonly out: (text: string | Uint8Array) => void;
  readonly paint: Paint;
  readonly terminal: Terminal;
  #redact: (text: string) => string = same;

  constructor(line: CommandLine, name: string, transport: Transport, terminal: Terminal, print: (text: string) => void, out: Terminal['stdout']) {
    this.line = line;
    this.name = name;
    this.transport = transport;
    this.terminal = terminal;
    this.print = (text) => print(this.#redact(text));
    this.out = out;
    this.paint = (line.color ?? terminal.stderrIsTerminal) ? COLOURS : PLAIN;
  }

  error(message: string): void {
    this.print(`${this.paint.error('error')}: ${message}\n`);
  }

  #note(text: string): void {
    if (this.line.verbosity === 'verbose' || this.line.verbosity === 'debug') this.print(text === '' ? '*\n' : `* ${text}\n`);
  }

  #wire(text: string): void {
    if (this.line.verbosity !== 'none') this.print(`${text}\n`);
  }

  #trace(event: RunEvent, file: HurlFile): void {
    switch (event.type) {
      case 'entry':
        if (event.attempt > 0) this.#note(`Retry on entry ${event.index + 1} (count: ${event.attempt})`);
        this.#note('-'.repeat(78));
        this.#note(`Executing entry ${event.index + 1}`);
        break;
      case 'skipped':
        this.#note('');
        this.#note(`Entry ${event.index + 1} has been skipped`);
        break;
      case 'call': {
        const { request, response } = event.call;
        const url = new URL(request.url);
        this.#note('');
        this.#note('Request:');
        this.#note(`${request.method} ${request.url}`);
        this.#note('');
        this.#note('Request can be run with the following curl command:');
        this.#note(curlCommand(event.call));
        this.#note('');
        this.#wire(`> ${request.method} ${url.pathname}${url.search} HTTP/1.1`);
        for (const [name, value] of request.headers) this.#wire(`> ${name}: ${value}`);
        this.#wire('>');
        if (this.line.verbosity === 'debug') this.#body('Request body:', request.body);
        if (response === null) break;
        this.#note('Response:');
        this.#note('');
        this.#wire(`< ${response.version} ${response.status} ${response.statusText}`.trimEnd());
        for (const [name, value] of response.headers) this.#wire(`< ${name}: ${value}`);
        this.#wire('<');
        this.#note(`Received ${response.body.length} bytes in ${Math.round(event.call.durationMs)} ms`);
        if (this.line.verbosity === 'debug') this.#body('Response body:', response.body);
        this.#note('');
        break;
      }
      case 'result':
        if (event.result.asserts.some((assert) => assert.kind === 'explicit') || event.result.captures.length > 0) this.#warnDeprecated(event.result.entry);
        for (const { name, value } of event.result.captures) this.#note(`${name}: ${display(value)}`);
        if (event.willRetry && this.line.verbosity !== 'none') {
          for (const error of event.result.errors) {
            const text = renderError(error, this.name, file.text, { entryLine: event.result.line, paint: this.paint });
            text.split('\n').forEach((l) => this.#note(l));
          }
        }
    }
  }

  #warnDeprecated(entry: Entry): void {
    const sections = entry.response?.sections ?? [];
    const asserts = sections.flatMap((s) => (s.name === 'Asserts' ? s.asserts : []));
    const captures = sections.flatMap((s) => (s.name === 'Captures' ? s.captures : []));
    const warn = (text: string): void => this.print(`${this.paint.bold('warning')}: ${text}\n`);
    if (asserts.some((a) => a.predicate.function.kind === 'includes')) warn('<includes> predicate is now deprecated in favor of <contains> predicate');
    const both = [[captures, 'captures'], [asserts, 'asserts']] as const; // prettier-ignore
    for (const [items, where] of both) {
      for (const [old, fresh] of [['format', 'dateFormat'], ['decode', 'charsetDecode']] as const) { // prettier-ignore
        if (items.some((item) => item.filters.some((f) => f.kind === old))) warn(`<${old}> filter in ${where} is now deprecated in favor of <${fresh}> filter`);
      }
    }
  }

  #body(title: string, body: Uint8Array | null): void {
    this.#note(title);
    const text = body === null ? '' : new TextDecoder().decode(body.subarray(0, 100_000));
    for (const l of text === '' ? [] : text.split('\n')) this.#note(l);
    this.#note('');
  }

  async run(): Promise<FileRun> {
    const { line } = this;
    let text: string;
    try {
      text = this.name === '-' ? await this.terminal.stdin() : await readFile(this.name, 'utf8');
    } catch (error) {
      this.error(`Issue reading from ${this.name}: ${error instanceof Error ? error.message : String(error)}`);
      throw new StopParsing();
    }
    let file: HurlFile;
    try {
      file = parse(text, { file: this.name });
    } catch (error) {
      if (!(error instanceof HurlParseError)) throw error;
      this.error(`${error.render(text, this.paint)}\n`);
      throw new StopParsing();
    }
    const root = line.fileRoot ?? (this.name === '-' ? '.' : path.dirname(this.name));
    const access = fileAccess(root);
    const jar = new CookieJar();
    if (line.cookieFile !== null) loadCookies(jar, line.cookieFile);
    const variables = line.variables.clone();
    this.#redact = (t) => variables.redact(t);
    const result = await run(file, {
      transport: this.transport,
      variables,
      jar,
      options: line.options,
      readFile: access.read,
      writeOutput: (name, body) => (name === '-' ? Promise.resolve(this.out(body)) : access.write(name, body)),
      select: (i) => i + 1 >= (line.fromEntry ?? 1) && i + 1 <= (line.toEntry ?? Infinity),
      brotli: (data, limit) => unbrotli(data, { maxOutputLength: limit }),
      onEvent: (event) => this.#trace(event, file),
    });
    for (const { error, entry } of finalErrors(result)) {
      const response = entry.calls.at(-1)?.response;
      if (line.errorFormat === 'long' && response) this.#long(response);
      this.error(`${renderError(error, this.name, file.text, { entryLine: entry.line, paint: this.paint })}\n`);
    }
    if (result.success && result.entries.length === 0) this.print(`warning: No entry have been executed for file ${this.name}\n`);
    return { file: this.name, text: file.text, result };
  }

  #long(response: ReceivedResponse): void {
    this.print(`${response.version} ${response.status}\n`);
    for (const [name, value] of response.headers) this.print(`${name}: ${value}\n`);
    this.print(`\n${new TextDecoder().decode(response.body)}\n\n`);
  }

  /** What goes to standard output, or to the file of --output. */
  async output(fileRun: FileRun): Promise<void> {
    const { line } = this;
    const write = (text: string | Uint8Array): void => {
      if (line.output === null || line.output === '-') this.out(text);
      else writeFileSync(line.output, text, { flag: 'a' });
    };
    if (line.json) return write(`${resultJson(fileRun)}\n`);
    const last = fileRun.result.entries.at(-1);
    if (line.noOutput || line.test || !fileRun.result.success) return;
    const response = last?.calls.at(-1)?.response;
    if (last === undefined || response === null || response === undefined) return;
    const limit = line.options.maxBodySize ?? 1_000_000_000;
    const body = last.compressed ? await uncompressed(response, limit, (data, max) => unbrotli(data, { maxOutputLength: max })) : response.body;
    if (line.include) {
      write(`${response.version} ${response.status}\n${response.headers.map(([name, value]) => `${name}: ${value}\n`).join('')}\n`);
    }
    write(this.#prettyWanted(response) ? pretty(body) : body);
  }

  #prettyWanted(response: ReceivedResponse): boolean {
    if (this.line.pretty !== null) return this.line.pretty;
    if (!this.terminal.stdoutIsTerminal || this.line.output !== null) return false;
    return /^application\/(?:[a-z0-9_.-]+[+.-])?json/i.test(headerValues(response.headers, 'Content-Type')[0] ?? '');
  }
}

function pretty(body: Uint8Array): string | Uint8Array {
  try {
    return `${stringify(parseLossless(new TextDecoder('utf-8', { fatal: true }).decode(body)), null, 2) ?? ''}\n`;
  } catch {
    return body;
  }
}

function loadCookies(jar: CookieJar, file: string): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ArgumentError(`Cookie file ${file} does not exist`);
  }
  for (const row of text.split('\n')) {
    const cookie = row.startsWith('#') && !row.startsWith('#HttpOnly_') ? undefined : parseNetscapeCookie(row);
    if (cookie !== undefined) jar.add(cookie);
  }
}

function summary(runs: readonly FileRun[], ms: number): string {
  const files = runs.length;
  const requests = runs.reduce((sum, r) => sum + r.result.entries.reduce((n, e) => n + e.calls.filter((c) => c.response !== null).length, 0), 0);
  const passed = runs.filter((r) => r.result.success).length;
  const percent = (n: number): string => (files === 0 ? 'NaN' : ((100 * n) / files).toFixed(1));
  const time = `${Math.floor(ms / 3_600_000)}h:${Math.floor(ms / 60_000) % 60}m:${Math.floor(ms / 1000) % 60}s:${ms % 1000}ms`;
  return [
    '-'.repeat(80),
    `Executed files:    ${files}`,
    `Executed requests: ${requests} (${(ms > 0 ? (1000 * requests) / ms : 0).toFixed(1)}/s)`,
    `Succeeded files:   ${passed} (${percent(passed)}%)`,
    `Failed files:      ${files - passed} (${percent(files - passed)}%)`,
    `Duration:          ${ms} ms (${time})`,
    '',
    '',
  ].join('\n');
}

function exitCode(runs: readonly FileRun[]): number {
  const errors = runs.flatMap((r) => finalErrors(r.result).map(({ error }) => error));
  if (errors.some((error) => !error.assert)) return EXIT.runtime;
  return errors.length > 0 ? EXIT.assert : EXIT.ok;
}

function writeReports(line: CommandLine, runs: readonly FileRun[]): void {
  if (line.curlFile !== null) {
    const redactAll = (r: FileRun): string[] => r.result.entries.flatMap((e) => e.calls.slice(0, 1).map((c) => r.result.variables.redact(curlCommand(c))));
    writeFileSync(line.curlFile, runs.flatMap(redactAll).map((command) => `${command}\n`).join(''));
  }
  if (line.junit !== null) writeJunit(line.junit, runs);
  if (line.tap !== null) writeTap(line.tap, runs);
  if (line.jsonReport !== null) writeJsonReport(line.jsonReport, runs);
  if (line.cookieJar !== null) {
    const parts = runs.map((r) => {
      const rows = r.result.cookies.map((cookie) => `${r.result.variables.redact(formatNetscapeCookie(cookie))}\n`);
      return `# Cookies for file <${r.file}>\n${rows.join('')}`;
    });
    writeFileSync(line.cookieJar, `# Netscape HTTP Cookie File\n# This file was generated by Hurl\n${parts.join('')}`);
  }
}

/** Runs the files, several at a time where asked to; what each prints stays together. */
async function runFiles(line: CommandLine, terminal: Terminal, transport: Transport): Promise<FileRun[]> {
  const inputs: string[] = [];
  for (let i = 0; i < Math.max(line.repeat, 1) && line.repeat !== 0; i++) inputs.push(...line.files);
  const parallel = line.parallel ?? line.test;
  const workers = parallel ? Math.min(line.jobs ?? availableParallelism(), inputs.length) : 1;
  const runs: FileRun[] = new Array<FileRun>(inputs.length);
  let next = 0;
  let stopped = false;
  const work = async (): Promise<void> => {
    while (next < inputs.length && !stopped) {
      const index = next++;
      const held: (() => void)[] = [];
      const hold = workers > 1;
      const print = (text: string): void => void (hold ? held.push(() => terminal.stderr(text)) : terminal.stderr(text));
      const out = (text: string | Uint8Array): void => void (hold ? held.push(() => terminal.stdout(text)) : terminal.stdout(text));
      const job = new Job(line, inputs[index] ?? '-', transport, terminal, print, out);
      try {
        const fileRun = await job.run();
        runs[index] = fileRun;
        await job.output(fileRun);
        if (line.test) {
          const count = fileRun.result.entries.reduce((n, e) => n + e.calls.filter((c) => c.response !== null).length, 0);
          const { bold } = job.paint;
          const word = fileRun.result.success ? bold('Success') : job.paint.error('Failure');
          print(`${word} ${bold(job.name)} (${count} request(s) in ${Math.round(fileRun.result.durationMs)} ms)\n`);
        }
      } catch (error) {
        stopped = true;
        throw error;
      } finally {
        for (const say of held) say();
      }
    }
  };
  do {
    await Promise.all(Array.from({ length: Math.max(workers, 1) }, work));
    if (line.repeat === -1) next = 0;
  } while (line.repeat === -1);
  return runs;
}

/** @returns the exit code */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const paint = terminal.stderrIsTerminal && !args.includes('--no-color') ? COLOURS : PLAIN;
  const transport = nodeTransport();
  try {
    let line = parseArguments(args, terminal.env);
    if (line.files.length === 0) {
      if (args.includes('--glob')) throw new ArgumentError('no file matches');
      line = { ...line, files: ['-'] };
    }
    const start = performance.now();
    const runs = await runFiles(line, terminal, transport);
    writeReports(line, runs);
    if (line.test) terminal.stderr(summary(runs, Math.round(performance.now() - start)));
    return exitCode(runs);
  } catch (error) {
    if (error instanceof HelpRequest) {
      terminal.stdout(error.message === 'help' ? HELP : 'backlot hurl, the Hurl language 8.1.0\n');
      return EXIT.ok;
    }
    if (error instanceof StopParsing) return EXIT.parsing;
    const message = error instanceof Error ? error.message : String(error);
    terminal.stderr(`${paint.error('error')}: ${message}\n`);
    return error instanceof ArgumentError ? EXIT.options : EXIT.undefined;
  } finally {
    transport.close();
  }
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream('', { fd: 0 })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2), {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdoutIsTerminal: process.stdout.isTTY,
    stderrIsTerminal: process.stderr.isTTY,
    stdin: readStdin,
    env: process.env,
  });
}
