// The life of the container's Postgres as the page sees it, with a process that does what a test tells it.
import { expect, test, vi } from 'vitest';
import type { ContainerProcess } from '../container.ts';
import { DATABASE } from '../postgres/address.ts';
import { createContainerPostgres } from './container-postgres.ts';

function setup() {
  const processes: { readonly exit: (code: number, printed?: string) => void; isKilled: boolean }[] = [];
  const postgres = createContainerPostgres({
    load: async () => undefined,
    spawn: async () => {
      let finish: (code: number) => void = () => undefined;
      let print: (text: string) => void = () => undefined;
      const exit = new Promise<number>((resolve) => (finish = resolve));
      const stderr = new ReadableStream<string>({
        start(controller) {
          print = (text) => {
            controller.enqueue(text);
            controller.close();
          };
        },
      });
      const control = {
        isKilled: false,
        exit(code: number, printed = ''): void {
          print(printed);
          finish(code);
        },
      };
      processes.push(control);
      const pid = processes.length;
      return {
        pid, exit, stderr,
        kill() {
          control.isKilled = true;
          control.exit(137);
        },
      } as unknown as ContainerProcess;
    },
    open: () => {
      throw new Error('nobody connects here');
    },
  });
  /** Starts it, and has it listen. */
  const started = async (onEnd: (reason: string) => void = () => undefined): Promise<void> => {
    const before = processes.length;
    const starting = postgres.start({ onEnd });
    await vi.waitFor(() => expect(processes).toHaveLength(before + 1));
    // The port of the one before is closed, and this one's is opened.
    postgres.portChanged(DATABASE.port, undefined);
    postgres.portChanged(DATABASE.port, before + 1);
    await starting;
  };
  return { postgres, processes, started };
}

test('whoever started it is told why it has ended by itself', async () => {
  const { postgres, processes, started } = setup();
  const onEnd = vi.fn();
  await started(onEnd);
  expect(postgres.isRunning).toBe(true);
  processes[0]!.exit(1, 'Postgres has ended: out of memory\n');
  await vi.waitFor(() => expect(onEnd).toHaveBeenCalledExactlyOnceWith('Postgres has ended: out of memory'));
  expect(postgres.isRunning).toBe(false);
});

test('one that is stopped, or in whose place another is started, tells nothing', async () => {
  const { postgres, processes, started } = setup();
  const onEnd = vi.fn();
  await started(onEnd);
  await started(onEnd);
  expect(processes.map(({ isKilled }) => isKilled)).toEqual([true, false]);
  postgres.stop();
  expect(processes[1]!.isKilled).toBe(true);
  // By the time that a later one is told of, the former ones would have been.
  const onLaterEnd = vi.fn();
  await started(onLaterEnd);
  processes[2]!.exit(1, 'over');
  await vi.waitFor(() => expect(onLaterEnd).toHaveBeenCalledOnce());
  expect(onEnd).not.toHaveBeenCalled();
});

test('one that ends before it listens could not be started', async () => {
  const { postgres, processes } = setup();
  const starting = postgres.start();
  await vi.waitFor(() => expect(processes).toHaveLength(1));
  processes[0]!.exit(1, 'could not be compiled\n');
  await expect(starting).rejects.toThrow('could not be compiled');
});
