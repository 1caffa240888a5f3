import { expect, test } from 'vitest';
import { createHelperThreads, serveTasks, type HelperScope } from './crypto-threads.ts';

type Task = { readonly value: number };
const double = ({ value }: Task): Uint8Array<ArrayBuffer> => {
  if (value < 0) throw new Error('a negative value');
  return Uint8Array.of(value * 2);
};

/** Helpers that answer when they are told to. */
function setup({ refuses = false, size }: { refuses?: boolean; size?: string } = {}) {
  const steps: (() => void)[] = [];
  const helpers: FakeWorker[] = [];
  class FakeWorker {
    onmessage: ((event: { data: unknown }) => void) | null = null;
    onerror: ((event: { preventDefault(): void }) => void) | null = null;
    readonly scope: HelperScope = { onmessage: null, postMessage: (data) => this.onmessage?.({ data }) };
    constructor() {
      helpers.push(this);
      serveTasks(this.scope, double);
    }
    postMessage(data: Task): void {
      steps.push(() => (refuses ? this.onerror?.({ preventDefault() {} }) : this.scope.onmessage?.({ data } as MessageEvent)));
    }
  }
  const natives = { Worker: FakeWorker as unknown as typeof Worker, Blob, createObjectURL: () => 'blob:helper' };
  const threads = createHelperThreads<Task>(natives, () => 'the script', () => size);
  return { threads, helpers, step: () => steps.shift()?.() };
}

test('tasks run on as many helpers as there may be; the others wait for one that is free', async () => {
  const { threads, helpers, step } = setup({ size: '2' });
  const results = [1, 2, 3].map((value) => threads.run({ value }));
  expect(helpers).toHaveLength(2);
  for (let count = 0; count < 3; count++) step();
  expect(await Promise.all(results)).toEqual([Uint8Array.of(2), Uint8Array.of(4), Uint8Array.of(6)]);
  const again = threads.run({ value: 4 });
  step();
  expect(await again).toEqual(Uint8Array.of(8));
  expect(helpers).toHaveLength(2);
});

test('an error of a task is the error of its promise, and the helper goes on', async () => {
  const { threads, step } = setup();
  const failing = threads.run({ value: -1 });
  step();
  await expect(failing).rejects.toThrow('a negative value');
  const next = threads.run({ value: 1 });
  step();
  expect(await next).toEqual(Uint8Array.of(2));
});

test('where helpers can not be started the work is left to the caller', async () => {
  const { threads, step } = setup({ refuses: true, size: '1' });
  const results = [1, 2].map((value) => threads.run({ value }));
  step();
  expect(await Promise.all(results)).toEqual([undefined, undefined]);
  expect(await threads.run({ value: 3 })).toBeUndefined();
  expect(await createHelperThreads<Task>({ Worker: undefined, Blob, createObjectURL: undefined }, () => '', () => undefined).run({ value: 1 })).toBeUndefined();
});
