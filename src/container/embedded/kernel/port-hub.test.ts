import { expect, test } from 'vitest';
import { messageStream, type StreamPort } from './byte-stream.ts';
import { afterMicrotasks, createPortHub, type HubBatch, type HubPort, type OpenMessage } from './port-hub.ts';

/** A port that keeps what is sent through it. */
function recording(port: MessagePort): { port: HubPort; sent: HubBatch[] } {
  const sent: HubBatch[] = [];
  return {
    sent,
    port: {
      postMessage(message, transfer) {
        sent.push(message);
        port.postMessage(message, transfer);
      },
      close: () => port.close(),
      get onmessage() {
        return port.onmessage;
      },
      set onmessage(listener) {
        port.onmessage = listener;
      },
    },
  };
}

/** A hub between two ends; `batches` are the messages that the opening end has sent, `turn` lets the other end's turn end. */
function setup({ refuse = false } = {}) {
  const { port1, port2 } = new MessageChannel();
  const { port: counting, sent: batches } = recording(port1);
  const { port: answering, sent: answers } = recording(port2);
  const opened: { message: OpenMessage; connection: StreamPort }[] = [];
  const clock = { now: 0 };
  let endTurn: (() => void)[] = [];
  const client = createPortHub(counting, { soon: afterMicrotasks });
  const server = createPortHub(answering, {
    soon: (flush) => endTurn.push(flush),
    eager: { now: () => clock.now },
    ...(refuse ? {} : { onOpen: (message, connection) => opened.push({ message, connection }) }),
  });
  const turn = (): void => {
    const callbacks = endTurn;
    endTurn = [];
    for (const callback of callbacks) callback();
  };
  const settle = async (): Promise<void> => {
    for (let count = 0; count < 5; count++) await new Promise((resolve) => setImmediate(resolve));
  };
  return { client, server, batches, answers, opened, clock, turn, settle, closeAll: () => { port1.close(); port2.close(); } };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const noEvents = { data() {}, end() {}, reset() {} };

test('what several connections say in one task goes in one message', async () => {
  const { client, batches, opened, settle, closeAll } = setup();
  for (let port = 1; port <= 3; port++) {
    const stream = messageStream(client.open(port, 61_000 + port), noEvents);
    stream.write(bytes(`to ${port}`), () => {});
  }
  await settle();
  expect(batches).toHaveLength(1);
  expect(opened.map(({ message }) => message.port)).toEqual([1, 2, 3]);
  closeAll();
});

test('what follows from an answer some microtasks later still goes along', async () => {
  const { client, batches, settle, closeAll } = setup();
  const stream = messageStream(client.open(1, 61_000), noEvents);
  void Promise.resolve().then(() => undefined).then(() => stream.write(bytes('late'), () => {}));
  await settle();
  expect(batches).toHaveLength(1);
  closeAll();
});

test('bytes that come before somebody listens are kept', async () => {
  const { client, opened, settle, closeAll } = setup();
  messageStream(client.open(1, 61_000), noEvents).write(bytes('early'), () => {});
  await settle();
  const heard: string[] = [];
  messageStream(opened[0]!.connection, { ...noEvents, data: (got) => heard.push(new TextDecoder().decode(got)) });
  expect(heard).toEqual(['early']);
  closeAll();
});

test('an eager end sends its first message at once and the others when its turn ends', async () => {
  const { client, answers, opened, turn, settle, closeAll } = setup();
  for (let port = 1; port <= 3; port++) messageStream(client.open(port, 61_000 + port), noEvents);
  await settle();
  const streams = opened.map(({ connection }) => messageStream(connection, noEvents));
  for (const stream of streams) stream.write(bytes('answer'), () => {});
  expect(answers).toHaveLength(1);
  turn();
  expect(answers.map((batch) => batch.frames.length / 3)).toEqual([1, 2]);
  streams[0]?.write(bytes('next'), () => {});
  expect(answers).toHaveLength(3);
  closeAll();
});

/** Many connections that are asked all at once, round after round; `ask` gives the server's ends that were asked. */
async function underLoad(connections: number) {
  const set = setup();
  const asking = Array.from({ length: connections }, (_, index) => messageStream(set.client.open(1, 61_000 + index), noEvents));
  await set.settle();
  const asked: number[] = [];
  const answering = set.opened.map(({ connection }, index) => messageStream(connection, { ...noEvents, data: () => asked.push(index) }));
  const ask = async (count = connections): Promise<void> => {
    for (const stream of asking.slice(0, count)) stream.write(bytes('question'), () => {});
    await set.settle();
  };
  /** Answers all that was asked. @param milliseconds what each answer takes @returns how many answers each message carried */
  const answer = (milliseconds: number): number[] => {
    const before = set.answers.length;
    for (const index of asked.splice(0)) {
      set.clock.now += milliseconds;
      answering[index]?.write(bytes('answer'), () => {});
    }
    set.turn();
    return set.answers.slice(before).map((batch) => batch.frames.length / 3);
  };
  return { ...set, ask, answer };
}

test('answers of a program that has given many quick ones go together, half of the connections at a time', async () => {
  const { ask, answer, closeAll } = await underLoad(32);
  await ask();
  expect(answer(0.05)).toEqual([1, 16, 15]);
  await ask();
  expect(answer(0.05)).toEqual([16, 16]);
  closeAll();
});

test('an answer that nothing else waits beside goes at once, however quick the program was', async () => {
  const { ask, answer, answers, opened, clock, closeAll } = await underLoad(32);
  for (let round = 0; round < 3; round++) {
    await ask();
    answer(0.05);
  }
  clock.now += 1;
  await ask(1);
  const before = answers.length;
  opened[0]?.connection.postMessage(bytes('answer'), []);
  expect(answers).toHaveLength(before + 1);
  closeAll();
});

test('a program that computes for each answer sends each one before it computes on', async () => {
  const { ask, answer, closeAll } = await underLoad(8);
  for (let round = 0; round < 8; round++) {
    await ask();
    expect(answer(20)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  }
  closeAll();
});

test('one slow answer of a quick program ends the trust in it', async () => {
  const { ask, answer, closeAll } = await underLoad(32);
  for (let round = 0; round < 3; round++) {
    await ask();
    answer(0.05);
  }
  await ask();
  expect(answer(20).slice(0, 3)).toEqual([2, 1, 1]);
  await ask();
  expect(answer(0.05)[0]).toBe(1);
  closeAll();
});

test('pieces of every size and connection arrive whole and in order', async () => {
  const { client, opened, settle, closeAll } = setup();
  const sizes = [0, 1, 40_000, 5, 200_000, 17, 3];
  const streams = [1, 2].map((port) => messageStream(client.open(port, 61_000 + port), noEvents));
  const got: number[][] = [[], []];
  for (const [index, size] of sizes.entries()) {
    for (const [which, stream] of streams.entries()) stream.write(new Uint8Array(size + which).fill(index), () => {});
  }
  await settle();
  for (const [which, { connection }] of opened.entries()) {
    const heard: number[] = [];
    const stream = messageStream(connection, {
      ...noEvents,
      data(bytes) {
        expect(new Set(bytes).size).toBeLessThanOrEqual(1);
        got[which]?.push(bytes.byteLength);
        heard.push(bytes.byteLength);
      },
    });
    for (const size of heard) stream.consumed(size);
  }
  await settle();
  expect(got).toEqual([sizes, sizes.map((size) => size + 1)]);
  closeAll();
});

test('connections are apart: the end of one is not the end of another', async () => {
  const { client, opened, turn, settle, closeAll } = setup();
  const log: string[] = [];
  const record = (name: string) => ({ ...noEvents, data: (got: Uint8Array) => log.push(`${name} ${new TextDecoder().decode(got)}`), end: () => log.push(`${name} ended`) });
  const first = messageStream(client.open(1, 61_000), record('first'));
  messageStream(client.open(1, 61_001), record('second'));
  await settle();
  const [a, b] = opened.map(({ connection }) => messageStream(connection, noEvents));
  first.end();
  a?.end();
  b?.write(bytes('goes on'), () => {});
  turn();
  await settle();
  expect(log).toEqual(['first ended', 'second goes on']);
  expect(client.size).toBe(1);
  closeAll();
});

test('an end that opens none refuses connections', async () => {
  const { client, turn, settle, closeAll } = setup({ refuse: true });
  const told: (number | undefined)[] = [];
  messageStream(client.open(1, 61_000), noEvents, (pid) => told.push(pid));
  await settle();
  turn();
  await settle();
  expect(told).toEqual([undefined]);
  closeAll();
});

test('when the other end is gone every connection breaks, and nothing is sent any more', async () => {
  const { client, batches, settle } = setup();
  let resets = 0;
  const stream = messageStream(client.open(1, 61_000), { ...noEvents, reset: () => resets++ });
  await settle();
  client.lost();
  const results: number[] = [];
  stream.write(bytes('lost'), (errno) => results.push(errno));
  await settle();
  expect(resets).toBe(1);
  expect(results).toEqual([-32]);
  expect(batches).toHaveLength(1);
});
