// Shells of the terminal: how they begin, end, begin again and go.
import { expect, test } from 'vitest';
import type { Container, ContainerEvents, ContainerProcess } from '../../container/container.ts';
import { Terminals, type Screen } from './terminals.ts';

class TestScreen implements Screen {
  readonly cols = 80;
  readonly rows = 24;
  shown = '';
  disposed = false;
  type: (text: string) => void = () => {};
  resize: (size: { cols: number; rows: number }) => void = () => {};
  write(text: string): void {
    this.shown += text;
  }
  reset(): void {
    this.shown = '';
  }
  onInput(listener: (text: string) => void): void {
    this.type = listener;
  }
  onResize(listener: (size: { cols: number; rows: number }) => void): void {
    this.resize = listener;
  }
  dispose(): void {
    this.disposed = true;
  }
}

function setup() {
  const spawned: { input: string; killed: boolean; size: object; command: string; print(text: string): void; end(code: number): void }[] = [];
  let lose: ContainerEvents['error'] = () => {};
  let boots = 0;
  let failure: Error | undefined;
  const container = {
    on: (_: string, listener: ContainerEvents['error']) => {
      lose = listener;
      return () => {};
    },
    spawn: async (command: string, _: readonly string[], options: { terminal: object }): Promise<ContainerProcess> => {
      let output: ReadableStreamDefaultController<string>;
      const stream = new ReadableStream<string>({ start: (controller) => void (output = controller) });
      let exited: (code: number) => void = () => {};
      const record = {
        command, input: '', killed: false, size: options.terminal,
        print: (text: string) => output.enqueue(text),
        end: (code: number) => {
          output.close();
          exited(code);
        },
      };
      spawned.push(record);
      return {
        pid: spawned.length, output: stream, stdout: stream, stderr: stream,
        input: new WritableStream<string>({ write: (text) => void (record.input += text) }),
        exit: new Promise((resolve) => (exited = resolve)),
        kill: () => void (record.killed = true),
        resize: (size) => void (record.size = size),
      };
    },
  } as unknown as Container;
  const terminals = new Terminals<TestScreen>({
    container: async () => {
      boots++;
      if (failure) throw failure;
      return container;
    },
    createScreen: () => new TestScreen(),
  });
  const shell = (index = 0) => {
    const found = terminals.state.getState().shells[index];
    if (!found) throw new Error('there is no such shell');
    return found;
  };
  return { terminals, spawned, shell, boots: () => boots, lose: (message: string) => lose({ message, code: 'OUT_OF_MEMORY' }), fail: (error: Error | undefined) => void (failure = error) };
}

const settled = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setTimeout(resolve));
};

test('a shell shows what it prints, gets what is typed, and knows its size', async () => {
  const { terminals, spawned, shell } = setup();
  terminals.open();
  expect(shell().status).toEqual({ kind: 'starting' });
  await settled();
  expect(shell().status).toEqual({ kind: 'running' });
  spawned[0]?.print('$ ');
  shell().screen.type('ls\r');
  shell().screen.resize({ cols: 100, rows: 30 });
  await settled();
  expect(shell().screen.shown).toBe('$ ');
  expect(spawned[0]).toMatchObject({ command: 'jsh', input: 'ls\r', size: { cols: 100, rows: 30 } });
});

test('a shell that has ended says so and begins anew on Enter', async () => {
  const { terminals, spawned, shell } = setup();
  terminals.open();
  await settled();
  spawned[0]?.end(3);
  await settled();
  expect(shell().status).toEqual({ kind: 'ended', code: 3 });
  shell().screen.type('x');
  shell().screen.type('\r');
  await settled();
  expect(shell().status).toEqual({ kind: 'running' });
  shell().screen.type('echo\r');
  await settled();
  expect(spawned.map(({ input }) => input)).toEqual(['', 'echo\r']);
});

test('a container that is lost is told, and a restart asks for a new one', async () => {
  const { terminals, spawned, shell, lose, boots } = setup();
  terminals.open();
  await settled();
  lose('out of memory');
  spawned[0]?.end(137);
  await settled();
  expect(shell().status).toEqual({ kind: 'lost', message: 'out of memory' });
  await Promise.race([terminals.restart(shell().id), settled()]);
  expect(boots()).toBe(2);
  expect(shell().status).toEqual({ kind: 'running' });
});

test('a container that can not be had is told, and tried again', async () => {
  const { terminals, shell, fail } = setup();
  fail(new Error('no workers here'));
  const id = terminals.open();
  await settled();
  expect(shell().status).toEqual({ kind: 'lost', message: 'no workers here' });
  fail(undefined);
  void terminals.restart(id);
  await settled();
  expect(shell().status).toEqual({ kind: 'running' });
});

test('closing a shell ends it and shows its neighbour', async () => {
  const { terminals, spawned, shell } = setup();
  const first = terminals.open();
  const second = terminals.open();
  await settled();
  const { screen } = shell(1);
  terminals.close(second);
  expect([spawned[1]?.killed, screen.disposed, terminals.state.getState().active]).toEqual([true, true, first]);
  terminals.close(first);
  expect(terminals.state.getState()).toMatchObject({ shells: [], active: null });
});
