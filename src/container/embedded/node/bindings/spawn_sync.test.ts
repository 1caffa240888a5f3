import { expect, test } from 'vitest';
import { FileTree } from '../../kernel/files.ts';
import type { RunReply, RunRequest } from '../../kernel/protocol.ts';
import { installExecutables } from '../../kernel/executables.ts';
import { createTestEnvironment } from '../test-environment.ts';
import { spawnSync } from './spawn_sync.ts';

interface SpawnSync {
  spawn(options: object): { readonly status: number | null; readonly output: unknown; readonly error?: number };
}

/** The binding of a process whose kernel answers every run with the given reply. */
function setup(canBlock: boolean, reply?: RunReply) {
  const { env, binding } = createTestEnvironment();
  const files = new FileTree();
  installExecutables(files, 'node', ['/bin/node']);
  const asked: [RunRequest, number][] = [];
  Object.assign(env, {
    files,
    kernel: {
      canBlock,
      run(request: RunRequest, timeout: number) {
        asked.push([request, timeout]);
        return reply;
      },
    },
  });
  const options = { file: 'node', args: ['node', '-v'], envPairs: ['PATH=/bin'], stdio: [{ type: 'pipe', readable: true }, { type: 'pipe', writable: true }] };
  return { spawn: (more: object = {}) => binding<SpawnSync>('spawn_sync', spawnSync).spawn({ ...options, ...more }), asked };
}

test('where the page is not isolated, the error says so and names what works', () => {
  const { spawn, asked } = setup(false);
  expect(() => spawn()).toThrow(expect.objectContaining({
    code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM',
    message: expect.stringMatching(/cross-origin isolated page.*Use spawn, exec or execFile.*Cross-Origin-Embedder-Policy/) as string,
  }));
  expect(asked).toEqual([]);
});

test('a child is asked for with what the library gave, and its end comes back as Node tells it', () => {
  const { spawn, asked } = setup(true, { pid: 5, status: { code: 143, signal: 15 }, error: -110, output: [null, new Uint8Array([104, 105])], changes: [] });
  expect(spawn({ timeout: 50, maxBuffer: 10, killSignal: 9 })).toEqual({ error: -110, status: null, signal: 'SIGTERM', output: [null, Buffer.from('hi')], pid: 5 });
  expect(asked).toEqual([[
    {
      kind: 'node', argv0: 'node', args: ['-v'], env: { PATH: '/bin' }, cwd: '/', newGroup: false, maxOutput: 10, killSignal: 9,
      stdio: [{ type: 'capture', output: false, input: new Uint8Array() }, { type: 'capture', output: true }],
    },
    50,
  ]]);
});

test('what could not be started is an error in the result, and nobody is asked for a program that is not there', () => {
  const { spawn, asked } = setup(true, { pid: 5, status: { code: -11, signal: undefined }, output: [], changes: [] });
  expect(spawn({ file: 'nothing' })).toEqual({ error: -2, status: null, signal: null, output: null, pid: 0 });
  expect(asked).toEqual([]);
  expect(spawn()).toMatchObject({ error: -11, status: null, output: null });
});
