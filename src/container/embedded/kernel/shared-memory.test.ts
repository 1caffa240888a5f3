import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import type { FileChange, RunReply } from './protocol.ts';
import { AnsweringSide, createSharedMemory, decodeAnswer, encodeAnswer, UnseenChanges, WaitingSide } from './shared-memory.ts';

const change = (number: number): FileChange => ({ op: { type: 'truncate', path: '/a', size: number, time: 1 }, from: 0, number });

const memoryOf = (): SharedArrayBuffer => {
  const memory = createSharedMemory();
  if (memory === undefined) throw new Error('there is no SharedArrayBuffer here');
  return memory;
};

test('a reply comes back as it was, bytes included', () => {
  const reply: RunReply = {
    pid: 7,
    status: { code: 143, signal: 15 },
    error: -110,
    output: [null, new Uint8Array([0, 255, 10]), new Uint8Array()],
    changes: [{ op: { type: 'write', path: '/app/ü', offset: 3, data: new Uint8Array([1, 2]), time: 1.5 }, from: 3, number: 12 }],
  };
  expect(decodeAnswer(encodeAnswer(reply))).toEqual(reply);
  expect(decodeAnswer(encodeAnswer({ pid: 1, status: { code: 0, signal: undefined }, output: [], changes: [] }))).toEqual({ pid: 1, status: { code: 0 }, output: [], changes: [] });
  expect(decodeAnswer(encodeAnswer(new Uint8Array([7])))).toEqual(new Uint8Array([7]));
  expect(decodeAnswer(encodeAnswer(null))).toBeNull();
});

test('a thread that is blocked gets an answer of any size, piece by piece, and says when it has waited too long', async () => {
  const memory = memoryOf();
  const bytes = new Uint8Array(500_000).map((_, index) => index % 251);
  const side = new AnsweringSide(memory);
  // What is under test, as a script: workers don't go through vitest's transforms.
  const [built] = buildSync({ entryPoints: [fileURLToPath(new URL('./shared-memory.ts', import.meta.url))], bundle: true, format: 'iife', globalName: 'tested', write: false }).outputFiles;
  const worker = new Worker(
    `${built?.text}
     const { parentPort, workerData } = require('node:worker_threads');
     const side = new tested.WaitingSide(workerData);
     parentPort.postMessage('started');
     const answers = [0, 20].map((timeout) => side.wait(() => parentPort.postMessage('next'), timeout, () => parentPort.postMessage('late')));
     parentPort.postMessage(answers);`,
    { eval: true, workerData: memory },
  );
  const answers = await new Promise<Uint8Array[]>((resolve, reject) => {
    let asked = 0;
    worker.on('error', reject);
    worker.on('message', (message: unknown) => {
      if (message === 'started') side.answer(bytes);
      else if (message === 'late') side.answer(new Uint8Array([9]));
      else if (message !== 'next') resolve(message as Uint8Array[]);
      else if (++asked <= 3) side.next();
    });
  });
  await worker.terminate();
  expect(answers[0]).toEqual(bytes);
  expect(answers[1]).toEqual(new Uint8Array([9]));
});

test('what a process has seen of the changes of files is forgotten, the rest is kept', () => {
  const memory = memoryOf();
  const process = new WaitingSide(memory);
  const unseen = new UnseenChanges(new AnsweringSide(memory));
  for (let number = 1; number <= 10; number++) unseen.add(change(number));
  process.changesSeen = 3;
  expect(unseen.list().map(({ number }) => number)).toEqual([4, 5, 6, 7, 8, 9, 10]);
  process.changesSeen = 9;
  unseen.forgetSeen();
  expect(unseen.list().map(({ number }) => number)).toEqual([10]);
  process.changesSeen = 10;
  unseen.add(change(11));
  expect(unseen.list().map(({ number }) => number)).toEqual([11]);
});
