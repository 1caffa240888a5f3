// The Requests panel's state: what it sends, what it remembers, and how each way of failing is told.
import { expect, test } from 'vitest';
import { RequestError, type Container, type RequestOptions, type WireRequest, type WireResponse } from '../../container/container.ts';
import { ExchangeRecorder } from '../../container/exchange.ts';
import { inMemory, type LearnerDatabase } from '../../lesson/saved-work-database.ts';
import { RequestsClient } from './requests-client.ts';

const key = { course: 'c', lesson: 'rest/list-users' };

/** A container whose answers a test makes. */
function containerOf(answer: (wire: WireRequest) => Promise<Omit<WireResponse, 'statusText' | 'httpVersion'>>): Container {
  const recorder = new ExchangeRecorder();
  return {
    async request(port: number, wire: WireRequest, { sender = 'page', onExchange: listener }: RequestOptions = {}) {
      const tap = recorder.begin({ sender, direction: 'in', port, method: wire.method, target: wire.target, listener });
      try {
        const response = await answer(wire);
        tap.response({ status: response.status, statusText: '', httpVersion: '1.1', headers: response.headers });
        tap.end();
        return { ...response, statusText: '', httpVersion: '1.1' };
      } catch (error) {
        tap.fail('X', 'failed');
        throw error;
      }
    },
  } as unknown as Container;
}

const body = (text = '') => new Response(text).body as ReadableStream<Uint8Array>;

type SolutionOf = NonNullable<ConstructorParameters<typeof RequestsClient>[0]['solution']>;

async function setup(answer: Parameters<typeof containerOf>[0] = async () => ({ status: 200, headers: [], body: body('ok') }), database: LearnerDatabase = inMemory(''), solution?: SolutionOf) {
  const sent: WireRequest[] = [];
  const container = containerOf((wire) => {
    sent.push(wire);
    return answer(wire);
  });
  const client = new RequestsClient({ database, container: () => container, ...(solution ? { solution } : {}), schedule: (run) => run() });
  await client.open(key, 3000);
  return { client, sent, database, now: () => client.state.getState() };
}

test('what is composed is sent, shown and remembered', async () => {
  const { client, sent, now } = await setup(async () => ({ status: 201, headers: [], body: body('made') }));
  client.edit({ method: 'POST', target: '/users' });
  await client.send();
  expect(sent).toMatchObject([{ method: 'POST', target: '/users' }]);
  expect(now()).toMatchObject({ sending: false, problem: null, exchange: { sender: 'requests', response: { status: 201 } }, history: [{ status: 201, draft: { target: '/users' } }] });
});

test('without a container, a refused connection, a broken one and a request that cannot be sent are told apart', async () => {
  const without = new RequestsClient({ database: inMemory(''), container: () => null, schedule: (run) => run() });
  await without.open(key, 3000);
  await without.send();
  expect(without.state.getState().problem?.kind).toBe('not-running');
  for (const [code, kind] of [['ECONNREFUSED', 'refused'], ['ECONNRESET', 'broken'], ['HPE_INVALID', 'broken'], ['CONTAINER_LOST', 'lost']] as const) {
    const { client, now } = await setup(() => Promise.reject(new RequestError(code, 'why')));
    await client.send();
    expect(now()).toMatchObject({ problem: { kind, message: 'why' }, sending: false, history: [{ status: null }] });
  }
  const { client, sent, now } = await setup();
  client.edit({ method: 'A B' });
  await client.send();
  expect([now().problem?.kind, sent, now().history]).toEqual(['draft', [], []]);
});

test('cancelling ends a response that never ends', async () => {
  let begun: () => void = () => undefined;
  const isBegun = new Promise<void>((resolve) => (begun = resolve));
  const { client, now } = await setup(async ({ signal }) => {
    begun();
    return { status: 200, headers: [], body: new ReadableStream({ start: (controller) => signal?.addEventListener('abort', () => controller.error(new RequestError('ABORTED', 'The request was cancelled.'))) }) };
  });
  const sending = client.send();
  await isBegun;
  expect(now().sending).toBe(true);
  client.cancel();
  await sending;
  expect(now()).toMatchObject({ sending: false, problem: { kind: 'cancelled' }, exchange: { response: { status: 200 } } });
});

test('cookies that a response sets go with the next request, if that is wanted', async () => {
  const { client, sent, now } = await setup(async () => ({ status: 200, headers: [['Set-Cookie', 'session=1; Path=/'], ['Set-Cookie', 'deep=2; Path=/deep']], body: body() }));
  client.edit({ target: '/users' });
  await client.send();
  expect(now().cookies).toBe(2);
  await client.send();
  client.edit({ useCookies: true });
  await client.send();
  client.clearCookies();
  await client.send();
  expect(sent.map(({ headers }) => headers?.find(([name]) => name === 'Cookie')?.[1])).toEqual([undefined, undefined, 'session=1', undefined]);
});

test('draft, history and saved requests are there at the next visit, each lesson with its own', async () => {
  const { client, database } = await setup();
  client.edit({ target: '/a' });
  await client.send();
  client.save('Mine');
  await client.flush();
  const next = await setup(undefined, database);
  expect(next.now()).toMatchObject({ draft: { target: '/a' }, saved: [{ name: 'Mine' }], history: [{ status: 200 }] });
  await next.client.open({ ...key, lesson: 'other' }, 4000);
  expect(next.now()).toMatchObject({ draft: { target: '/', port: 4000 }, saved: [], history: [] });
});

test('two tabs that send and save at once have both in the end, and what one removes stays removed', async () => {
  const { client, database } = await setup();
  const other = (await setup(undefined, database)).client;
  client.save('first');
  other.save('second');
  await client.flush();
  await other.flush();
  const [first] = client.state.getState().saved;
  client.removeSaved(first?.id ?? '');
  await client.flush();
  const again = await setup(undefined, database);
  expect(again.now().saved.map(({ name }) => name)).toEqual(['second']);
});

test('requests that a newer Backlot stored are not written over', async () => {
  const database = inMemory('');
  const newer = { version: 9, ...key, future: true } as never;
  await database.putRequests(newer);
  const { client } = await setup(undefined, database);
  client.edit({ target: '/mine' });
  await client.flush();
  expect(await database.getRequests(key)).toBe(newer);
});

test('files stay out of the history', async () => {
  const { client, now } = await setup();
  client.edit({ body: { ...now().draft.body, kind: 'file', file: { name: 'big', type: '', data: new Uint8Array(5) } } });
  await client.send();
  expect(now().history[0]?.draft.body.file).toBeNull();
  expect(now().draft.body.file?.name).toBe('big');
});

test('while the solution is asked too, its answer is held against each of the learner\'s; why it gives none is told', async () => {
  const asked: string[] = [];
  let closed = 0;
  const solution: SolutionOf = {
    ask: async ({ target }) => {
      asked.push(target);
      if (target === '/broken') throw new Error('it never listens');
      return { status: target === '/same' ? 200 : 201, statusText: '', httpVersion: '1.1', headers: [], body: { pieces: [], size: 0, dropped: false } };
    },
    close: async () => void closed++,
  };
  const { client, now } = await setup(async () => ({ status: 200, headers: [], body: body() }), inMemory(''), solution);
  const send = async (target: string) => {
    client.edit({ target });
    await client.send();
    return now().solution;
  };
  expect(await send('/before')).toBeNull();
  client.setAskSolution(true);
  expect(await send('/same')).toEqual({ kind: 'compared', differences: [] });
  expect(await send('/other')).toEqual({ kind: 'compared', differences: [{ what: 'Status', own: '200', solution: '201' }] });
  expect(await send('/broken')).toEqual({ kind: 'failed', message: 'it never listens' });
  client.setAskSolution(false);
  expect(now().solution).toBeNull();
  expect(closed).toBe(1);
  await send('/after');
  expect(asked).toEqual(['/same', '/other', '/broken']);
});

test('without an answer of the learner\'s there is nothing to compare', async () => {
  const solution: SolutionOf = { ask: () => Promise.reject(new Error('never seen')), close: async () => undefined };
  const { client, now } = await setup(() => Promise.reject(new RequestError('ECONNREFUSED', 'why')), inMemory(''), solution);
  client.setAskSolution(true);
  await client.send();
  expect(now()).toMatchObject({ solution: null, problem: { kind: 'refused' } });
});

test('a lesson\'s first request is suggested only where nothing has been composed', async () => {
  const { client, now } = await setup();
  const suggested = { ...now().draft, target: '/users' };
  client.suggest(suggested);
  expect(now().draft.target).toBe('/users');
  client.suggest({ ...suggested, target: '/elsewhere' });
  expect(now().draft.target).toBe('/users');
  const other = (await setup()).client;
  other.edit({ target: '/mine' });
  other.suggest(suggested);
  expect(other.state.getState().draft.target).toBe('/mine');
});
