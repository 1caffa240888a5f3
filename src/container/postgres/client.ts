// A small client of Postgres: the simple query protocol, for the page's own questions (the seed, the database panel). Programs have `pg`.
// Facts: https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-SIMPLE-QUERY
import { DATABASE } from './address.ts';
import { lineOf } from './statements.ts';
import { encodeMessage, encodeStartup, FieldReader, MessageReader, readErrorFields, type ErrorFields, type WireMessage } from './wire.ts';

/** A connection to a server: bytes both ways. */
export interface ByteConnection {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

/** An error that Postgres has answered with. */
export class PostgresError extends Error {
  /** SQLSTATE */
  readonly code: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  /** where in the SQL text, in characters from 1 */
  readonly position: number | undefined;

  constructor(fields: ErrorFields) {
    super(fields['M'] ?? 'unknown error');
    this.name = 'PostgresError';
    this.code = fields['C'] ?? 'XX000';
    this.detail = fields['D'];
    this.hint = fields['H'];
    this.position = fields['P'] === undefined ? undefined : Number(fields['P']);
  }
}

export interface ResultColumn {
  readonly name: string;
  /** OID of its type */
  readonly type: number;
}

/** What came of one statement. */
export interface StatementResult {
  /** null where the statement gives no rows; COPY ... TO STDOUT gives its lines */
  readonly columns: readonly ResultColumn[] | null;
  /** as text; null is NULL */
  readonly rows: readonly (readonly (string | null)[])[];
  /** how many rows there were; more than `rows` where the client was to keep no more */
  readonly rowCount: number;
  /** for example `INSERT 0 1` */
  readonly tag: string;
}

export interface QueryOutcome {
  /** of the statements that were run */
  readonly results: readonly StatementResult[];
  /** why the next one was not; what it had done of one transaction is undone */
  readonly error: PostgresError | null;
  /** what Postgres remarked meanwhile, for example `NOTICE: table "users" does not exist, skipping` */
  readonly notices: readonly string[];
  /** a transaction is open after it */
  readonly isInTransaction: boolean;
}

/** What a statement that is under way has answered. */
interface Answering {
  columns: ResultColumn[] | null;
  rows: (string | null)[][];
  rowCount: number;
}

/** OID of the type text. */
const TEXT = 25;

/** ReadyForQuery's state of a session without an open transaction. */
const IDLE = 'I'.charCodeAt(0);

const nothingYet = (): Answering => ({ columns: null, rows: [], rowCount: 0 });

export class PostgresClient {
  readonly #messages: AsyncGenerator<WireMessage, void>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  private constructor({ readable, writable }: ByteConnection) {
    this.#messages = messagesOf(readable);
    this.#writer = writable.getWriter();
  }

  /** Greets the server. @throws PostgresError when it refuses; Error when the connection breaks */
  static async connect(connection: ByteConnection): Promise<PostgresClient> {
    const client = new PostgresClient(connection);
    await client.#writer.write(encodeStartup({ user: DATABASE.user, database: DATABASE.name, client_encoding: 'UTF8' }));
    const { error } = await client.#untilReady(0);
    if (error !== null) throw error;
    return client;
  }

  /**
   * Runs SQL text, any number of statements; one at a time, as they are called.
   * @param keep rows that are kept of each result
   * @throws Error when the connection breaks
   */
  async query(sql: string, keep = Infinity): Promise<QueryOutcome> {
    await this.#writer.write(encodeMessage('Q', sql));
    return this.#untilReady(keep);
  }

  /** Says goodbye. An open transaction is rolled back. */
  async end(): Promise<void> {
    await this.#writer.write(encodeMessage('X')).catch(() => {});
    await this.#writer.close().catch(() => {});
  }

  async #untilReady(keep: number): Promise<QueryOutcome> {
    const results: StatementResult[] = [];
    const notices: string[] = [];
    let error: PostgresError | null = null;
    let answering = nothingYet();
    for (;;) {
      const next = await this.#messages.next();
      if (next.done === true) throw error ?? new Error('Postgres has closed the connection');
      const message = next.value;
      const reader = new FieldReader(message.body);
      switch (message.type) {
        case 'T':
          answering.columns = Array.from({ length: reader.int16() }, () => {
            const name = reader.text();
            // The table's OID, and the column's number in it.
            reader.bytes(6);
            const type = reader.int32();
            // The type's size and modifier, and the format.
            reader.bytes(8);
            return { name, type };
          });
          break;
        case 'D':
          if (answering.rowCount++ >= keep) break;
          answering.rows.push(Array.from({ length: reader.int16() }, () => {
            const length = reader.int32();
            return length < 0 ? null : new TextDecoder().decode(reader.bytes(length));
          }));
          break;
        case 'd':
          answering.columns ??= [{ name: 'COPY', type: TEXT }];
          if (answering.rowCount++ < keep) answering.rows.push([new TextDecoder().decode(message.body).replace(/\n$/, '')]);
          break;
        case 'C':
          results.push({ ...answering, tag: reader.text() });
          answering = nothingYet();
          break;
        case 'E':
          error = new PostgresError(readErrorFields(message.body));
          break;
        case 'N': {
          const { S: severity = 'NOTICE', M: text = '' } = readErrorFields(message.body);
          notices.push(`${severity}: ${text}`);
          break;
        }
        case 'Z':
          return { results, error, notices, isInTransaction: reader.byte() !== IDLE };
        default:
          // Authentication, parameters.
          break;
      }
    }
  }
}

async function* messagesOf(readable: ReadableStream<Uint8Array>): AsyncGenerator<WireMessage, void> {
  const messages = new MessageReader();
  const reader = readable.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    messages.add(value);
    for (let message = messages.next(); message !== undefined; message = messages.next()) yield message;
  }
}

/**
 * Runs the SQL text that a lesson's database begins with.
 * @throws Error that names the line and says why
 */
export async function loadSeed(connection: ByteConnection, seed: string): Promise<void> {
  const client = await PostgresClient.connect(connection);
  try {
    const { error } = await client.query(seed);
    if (error !== null) throw new Error(`seed.sql${error.position === undefined ? '' : `:${lineOf(seed, error.position)}`}: ${error.message}`, { cause: error });
  } finally {
    await client.end();
  }
}
