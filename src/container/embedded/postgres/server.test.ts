// The server over a real backend of PGlite: what each connection sees while others are at work.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { loadSeed, PostgresClient, type ByteConnection } from '../../postgres/client.ts';
import { encodeMessage, encodeStartup, readErrorFields, readMessages, type WireMessage } from '../../postgres/wire.ts';
import { concatBytes } from '../kernel/concat-bytes.ts';
import { postgresFiles } from '../../../../tools/postgres/pack.ts';
import { startEngine, type StartedEngine } from './engine.ts';
import { PostgresServer } from './server.ts';

let engine: StartedEngine;
let server: PostgresServer;
/** what waits for time to pass */
let timers: Set<() => void>;

beforeAll(async () => {
  engine = await startEngine(await postgresFiles());
}, 120_000);
afterAll(() => engine.close());

beforeEach(() => {
  engine.execute(encodeMessage('Q', 'DISCARD ALL'));
  engine.execute(encodeMessage('Q', 'DROP TABLE IF EXISTS users'));
  engine.execute(encodeMessage('Q', 'CREATE TABLE users (id int GENERATED ALWAYS AS IDENTITY, name text UNIQUE)'));
  timers = new Set();
  server = new PostgresServer({
    engine,
    after(_milliseconds, callback) {
      timers.add(callback);
      return () => timers.delete(callback);
    },
    failed: (error) => {
      throw error;
    },
  });
});

/** A client that remembers what it was sent. */
class Client {
  readonly #answers: Uint8Array[] = [];
  readonly connection;
  isClosed = false;

  constructor(parameters: Readonly<Record<string, string>> | null = { user: 'postgres', database: 'postgres' }) {
    this.connection = server.connect({ send: (bytes) => this.#answers.push(bytes), close: () => (this.isClosed = true) });
    if (parameters !== null) this.connection.receive(encodeStartup(parameters));
  }

  /** The messages that have come since the last time. */
  take(): WireMessage[] {
    return readMessages(concatBytes(this.#answers.splice(0)));
  }

  send(...messages: readonly Uint8Array[]): WireMessage[] {
    this.take();
    this.connection.receive(concatBytes(messages));
    return this.take();
  }

  query(sql: string): WireMessage[] {
    return this.send(encodeMessage('Q', sql));
  }
}

const NO_TYPES = Uint8Array.of(0, 0);
const SYNC = encodeMessage('S');
const parse = (name: string, sql: string): Uint8Array => encodeMessage('P', name, sql, NO_TYPES);
/** without parameters */
const bind = (name: string): Uint8Array => encodeMessage('B', '', name, Uint8Array.of(0, 0, 0, 0, 0, 0));
const EXECUTE = encodeMessage('E', '', Uint8Array.of(0, 0, 0, 0));

const types = (messages: readonly WireMessage[]): string => messages.map(({ type }) => type).join('');
const errorOf = (messages: readonly WireMessage[]) => {
  const found = messages.find(({ type }) => type === 'E');
  return found === undefined ? undefined : readErrorFields(found.body);
};
/** the first column of each row, as text */
const rows = (messages: readonly WireMessage[]): string[] => messages.filter(({ type }) => type === 'D').map(({ body }) => new TextDecoder().decode(body.subarray(6)));

test('a connection is greeted, asked for nothing, and answered', () => {
  const client = new Client();
  expect(types(client.take())).toMatch(/^RS+KZ$/);
  expect(rows(client.query('SELECT 40 + 2'))).toEqual(['42']);
});

test('bytes may come in any pieces', () => {
  const client = new Client(null);
  const bytes = concatBytes([encodeStartup({ user: 'postgres' }), encodeMessage('Q', "SELECT 'ünïcode'"), encodeMessage('Q', 'SELECT 2')]);
  for (const byte of bytes) client.connection.receive(Uint8Array.of(byte));
  expect(rows(client.take())).toEqual(['ünïcode', '2']);
});

test('statements of others wait for the end of a transaction, and see what is left of it', () => {
  const writer = new Client();
  const reader = new Client();
  writer.query('BEGIN');
  writer.query("INSERT INTO users (name) VALUES ('Ada')");
  expect(reader.query('SELECT name FROM users')).toEqual([]);
  expect(rows(writer.query('SELECT name FROM users'))).toEqual(['Ada']);
  writer.query('ROLLBACK');
  const answer = reader.take();
  expect(types(answer)).toBe('TCZ');
  expect(rows(answer)).toEqual([]);
});

test('a transaction that has failed is its own too', () => {
  const failing = new Client();
  const other = new Client();
  failing.query('BEGIN');
  expect(errorOf(failing.query('SELECT 1/0'))?.['C']).toBe('22012');
  expect(other.query('SELECT 1')).toEqual([]);
  expect(errorOf(failing.query('SELECT 1'))?.['C']).toBe('25P02');
  failing.query('ROLLBACK');
  expect(rows(other.take())).toEqual(['1']);
});

test('whoever waits is served in the order in which they came', () => {
  const holder = new Client();
  const [first, second] = [new Client(), new Client()];
  holder.query('BEGIN');
  second.query("INSERT INTO users (name) VALUES ('second')");
  first.query("INSERT INTO users (name) VALUES ('first')");
  holder.query('COMMIT');
  expect(rows(holder.query('SELECT name FROM users ORDER BY id'))).toEqual(['second', 'first']);
});

test('a transaction whose client is gone is rolled back', () => {
  const leaving = new Client();
  const staying = new Client();
  leaving.query("BEGIN; INSERT INTO users (name) VALUES ('lost')");
  staying.query('SELECT count(*) FROM users');
  leaving.connection.closed();
  expect(rows(staying.take())).toEqual(['0']);
});

test('an extended query is not torn apart by what others send before its Sync', () => {
  const slow = new Client();
  const other = new Client();
  expect(types(slow.send(parse('', 'SELECT 1'), encodeMessage('H')))).toBe('1');
  expect(other.query('SELECT 2')).toEqual([]);
  expect(types(slow.send(bind(''), EXECUTE, SYNC))).toBe('2DCZ');
  expect(rows(other.take())).toEqual(['2']);
});

test('prepared statements of the same name are each connection\'s own', () => {
  const [one, two] = [new Client(), new Client()];
  one.send(parse('q', "SELECT 'one'"), SYNC);
  two.send(parse('q', "SELECT 'two'"), SYNC);
  expect(rows(one.send(bind('q'), EXECUTE, SYNC))).toEqual(['one']);
  expect(rows(two.send(bind('q'), EXECUTE, SYNC))).toEqual(['two']);
  const again = errorOf(one.send(parse('q', 'SELECT 3'), SYNC));
  expect(again).toMatchObject({ C: '42P05', M: 'prepared statement "q" already exists' });
  two.send(encodeMessage('C', 'Sq'), SYNC);
  expect(errorOf(two.send(bind('q'), EXECUTE, SYNC))).toMatchObject({ C: '26000', M: 'prepared statement "q" does not exist' });
  expect(rows(one.send(bind('q'), EXECUTE, SYNC))).toEqual(['one']);
});

test('the statement without a name outlives the work of others', () => {
  const [one, two] = [new Client(), new Client()];
  one.send(parse('', "SELECT 'one'"), SYNC);
  two.send(parse('', "SELECT 'two'"), bind(''), EXECUTE, SYNC);
  expect(rows(one.send(bind(''), EXECUTE, SYNC))).toEqual(['one']);
});

test('DEALLOCATE ALL drops the statements of the connection that says it', () => {
  const [one, two] = [new Client(), new Client()];
  one.send(parse('q', "SELECT 'one'"), SYNC);
  two.send(parse('q', "SELECT 'two'"), SYNC);
  one.query('DEALLOCATE ALL');
  expect(rows(two.send(bind('q'), EXECUTE, SYNC))).toEqual(['two']);
  expect(errorOf(one.send(bind('q'), EXECUTE, SYNC))?.['C']).toBe('26000');
});

test('notifications go to who listens, also while others stop listening', () => {
  const [one, two, sender] = [new Client(), new Client(), new Client()];
  one.query('LISTEN jobs');
  two.query('LISTEN "jobs"');
  two.query('UNLISTEN *');
  one.take();
  two.take();
  expect(types(sender.query("NOTIFY jobs, 'go'"))).toBe('CZ');
  expect(types(one.take())).toBe('A');
  expect(two.take()).toEqual([]);
});

test('who waits for too long is told so, and goes on', () => {
  const holder = new Client();
  const waiting = new Client();
  holder.query('BEGIN');
  waiting.query('SELECT 1');
  for (const passed of [...timers]) passed();
  const answer = waiting.take();
  expect(types(answer)).toBe('EZ');
  expect(errorOf(answer)).toMatchObject({ C: '55P03', M: 'canceling statement: another connection has had a transaction open for 5 s' });
  holder.query('COMMIT');
  expect(rows(waiting.query('SELECT 2'))).toEqual(['2']);
});

test('when the last connection is gone the session is as new', () => {
  const first = new Client();
  first.query('CREATE TEMP TABLE kept (x int)');
  first.query("SET timezone TO 'Asia/Tokyo'");
  first.send(encodeMessage('X'));
  const second = new Client();
  expect(errorOf(second.query('SELECT * FROM kept'))?.['C']).toBe('42P01');
  expect(rows(second.query('SHOW timezone'))).not.toEqual(['Asia/Tokyo']);
});

test('what is not there is refused by name', () => {
  const nobody = new Client({ user: 'ada', database: 'postgres' });
  expect(errorOf(nobody.take())?.['C']).toBe('28000');
  expect(nobody.isClosed).toBe(true);
  const elsewhere = new Client({ user: 'postgres', database: 'shop' });
  expect(errorOf(elsewhere.take())).toMatchObject({ S: 'FATAL', C: '3D000', M: 'database "shop" does not exist' });
  const copying = new Client();
  expect(errorOf(copying.query('COPY users FROM STDIN'))).toMatchObject({ C: '0A000' });
  expect(rows(copying.query('SELECT 1'))).toEqual(['1']);
});

test('a COPY that is refused within a transaction aborts it', () => {
  const client = new Client();
  client.query('BEGIN');
  expect(types(client.query('COPY users FROM STDIN'))).toBe('EZ');
  expect(errorOf(client.query('SELECT 1'))?.['C']).toBe('25P02');
  client.query('ROLLBACK');
  expect(rows(client.query('SELECT 1'))).toEqual(['1']);
});

test('nothing is encrypted, and what is no message ends the connection', () => {
  const client = new Client(null);
  client.connection.receive(Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47));
  client.connection.receive(encodeStartup({ user: 'postgres' }));
  client.connection.receive(encodeMessage('z', 'nonsense'));
  expect(client.isClosed).toBe(true);
  expect(rows(new Client().query('SELECT 1'))).toEqual(['1']);
});

/** A connection as streams, as the page has it. */
function streams(): ByteConnection {
  const readable = new TransformStream<Uint8Array, Uint8Array>(undefined, undefined, { highWaterMark: Infinity });
  const writer = readable.writable.getWriter();
  const connection = server.connect({ send: (bytes) => void writer.write(bytes), close: () => void writer.close() });
  return { readable: readable.readable, writable: new WritableStream({ write: (bytes: Uint8Array) => connection.receive(bytes), close: () => connection.closed() }) };
}

test('the page\'s client reads results, keeps as many rows as it was told, and errors with their place', async () => {
  const client = await PostgresClient.connect(streams());
  const { results, error } = await client.query("SELECT g AS n, NULL AS nothing FROM generate_series(1, 5) g; INSERT INTO users (name) VALUES ('Ada'); SELECT 1 +", 2);
  expect(results).toEqual([]);
  expect(error).toMatchObject({ code: '42601' });
  const { results: whole } = await client.query("SELECT g AS n, NULL AS nothing FROM generate_series(1, 5) g; INSERT INTO users (name) VALUES ('Ada')", 2);
  expect(whole).toMatchObject([
    { columns: [{ name: 'n', type: 23 }, { name: 'nothing' }], rows: [['1', null], ['2', null]], rowCount: 5, tag: 'SELECT 5' },
    { columns: null, rows: [], tag: 'INSERT 0 1' },
  ]);
  await client.end();
});

test('the page\'s client hears notices, reads the lines of COPY, and knows whether a transaction is open', async () => {
  const client = await PostgresClient.connect(streams());
  const { results, notices, isInTransaction } = await client.query("DROP TABLE IF EXISTS nothing; COPY (SELECT g, 'a' FROM generate_series(1, 3) g) TO STDOUT; BEGIN", 2);
  expect(notices).toEqual(['NOTICE: table "nothing" does not exist, skipping']);
  expect(results[1]).toMatchObject({ rows: [['1\ta'], ['2\ta']], rowCount: 3, tag: 'COPY 3' });
  expect(isInTransaction).toBe(true);
  expect(await client.query('ROLLBACK')).toMatchObject({ notices: [], isInTransaction: false });
  await client.end();
});

test('a seed that is wrong is named with its line', async () => {
  await expect(loadSeed(streams(), "-- ä 😀\nSELECT 1;\nINSERT INTO nothing VALUES (1);\n")).rejects.toThrow('seed.sql:3: relation "nothing" does not exist');
});
