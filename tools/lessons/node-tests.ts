// Test files in real Node: written into the folder of the lesson's program and run there, by the pinned Node where it runs on this system.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestHost } from '../../src/checks/test-files/run.ts';
import { NODE_BINARY } from '../node-library/fetch.ts';
import { programEnvironment, writeFiles, type Environment } from './programs.ts';

const remapConnect = fileURLToPath(new URL('./remap-connect.cjs', import.meta.url));

let found: string | undefined;

/** The pinned Node, or the one that runs this where that is a program for another system. */
function nodeBinary(): string {
  return (found ??= existsSync(NODE_BINARY) && spawnSync(NODE_BINARY, ['-p', '1'], { encoding: 'utf8' }).stdout === '1\n' ? NODE_BINARY : process.execPath);
}

/**
 * Runs test files beside a program.
 * @param folder where the program's files are
 * @param ports the lesson's port, and the one that the program has in truth
 * @param environment what the program finds in its environment
 */
export function nodeTestHost(folder: string, ports: { readonly lesson: number; readonly program: number }, environment: Environment = {}): TestHost {
  return {
    async start(files, script, mark, file) {
      writeFiles(folder, files);
      const child = spawn(nodeBinary(), ['--require', remapConnect, script, mark, join(folder, file)], {
        cwd: folder,
        env: { ...programEnvironment(ports.lesson, environment), BACKLOT_PROGRAM_PORT: String(ports.program) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.setEncoding('utf8');
      child.stderr.setEncoding('utf8');
      const exit = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 137)));
      await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
      return { stdout: child.stdout as AsyncIterable<string>, stderr: child.stderr as AsyncIterable<string>, exit, kill: () => child.kill('SIGKILL') };
    },
  };
}
