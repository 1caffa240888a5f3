// Many connections over one session of Postgres: PGlite is a single backend. Each connection is served as if it were alone: what belongs
// together (a transaction; an extended query up to its Sync) runs without another's statements in between, prepared statements and
// LISTEN are each connection's own. What one session can't keep apart (settings, temporary tables, advisory locks) is shared.
// Facts: https://www.postgresql.org/docs/18/protocol-flow.html
import { encodeError, encodeMessage, FieldReader, MessageReader, ProtocolError, readErrorFields, readMessages, STARTUP_CODE, encodeStartup, type ErrorFields, type WireMessage } from '../../postgres/wire.ts';
import { DATABASE } from '../../postgres/address.ts';
import { concatBytes } from '../kernel/concat-bytes.ts';
import { copiesFromClient, dropsPreparedStatements, listenChange, quoteName, statementsOf, type Statement } from '../../postgres/statements.ts';

/** One session of Postgres. */
export interface PostgresEngine {
  /**
   * Runs whole messages of a client.
   * @returns the messages that the backend answers
   * @throws when the backend has ended
   */
  execute(messages: Uint8Array): Uint8Array;
}

/** The client's end of a connection, as the server uses it. */
export interface PostgresClientEnd {
  send(bytes: Uint8Array): void;
  /** The server ends the connection. */
  close(): void;
}

/** The server's end of a connection. */
export interface PostgresConnection {
  /** Bytes of the client have come. */
  receive(bytes: Uint8Array): void;
  /** The client is gone: an open transaction is rolled back. */
  closed(): void;
}

export interface PostgresServerOptions {
  readonly engine: PostgresEngine;
  /** Calls back once, so many milliseconds later. @returns takes that back */
  readonly after: (milliseconds: number, callback: () => void) => () => void;
  /** The backend has ended; connections are closed. */
  readonly failed: (error: unknown) => void;
}

/** How long statements wait for the end of another connection's transaction, in milliseconds. */
export const PATIENCE = 5_000;

/** Messages that a client may send once it is connected, but those of COPY, which are dropped where no COPY runs. */
const CLIENT_MESSAGES = new Set('QPBDECSHF');
const COPY_MESSAGES = new Set('dcf');
/** Messages that the backend answers at once: what stands before them belongs to them. */
const ENDS_BATCH = new Set('QSHF');

const SYNC = encodeMessage('S');
const FLUSH = encodeMessage('H');
const READY = encodeMessage('Z', new TextEncoder().encode('I'));

/** A statement that a connection has prepared. */
interface Prepared {
  /** what the backend knows it as; empty for the statement without a name */
  readonly alias: string;
  readonly sql: string;
  /** its Parse message, with the alias */
  readonly parse: Uint8Array;
  /** which of the server's generations of prepared statements it belongs to */
  generation: number;
}

interface Connection {
  readonly client: PostgresClientEnd;
  readonly reader: MessageReader;
  started: boolean;
  over: boolean;
  /** whole messages that have not been run */
  readonly pending: WireMessage[];
  readonly prepared: Map<string, Prepared>;
  readonly channels: Set<string>;
  /** takes back the end of its patience, while it waits for another's transaction */
  impatience: (() => void) | undefined;
}

export class PostgresServer {
  readonly #options: PostgresServerOptions;
  readonly #connections = new Set<Connection>();
  /** whose transaction, or unfinished extended query, is open */
  #owner: Connection | undefined;
  /** with something to run, in the order in which they came */
  readonly #waiting = new Set<Connection>();
  /** aliases of prepared statements whose connections are gone */
  #orphans: string[] = [];
  readonly #names = new Map<string, string>();
  #nextAlias = 1;
  /** goes up when all prepared statements are dropped */
  #generation = 0;
  /** who has prepared the statement without a name that the backend has now */
  #unnamedOf: Connection | undefined;
  #isFresh = true;
  readonly #greeting: Uint8Array;
  #isDead = false;

  constructor(options: PostgresServerOptions) {
    this.#options = options;
    this.#greeting = options.engine.execute(encodeStartup({ user: DATABASE.user, database: DATABASE.name }));
  }

  /** Takes a connection. */
  connect(client: PostgresClientEnd): PostgresConnection {
    const connection: Connection = { client, reader: new MessageReader(), started: false, over: false, pending: [], prepared: new Map(), channels: new Set(), impatience: undefined };
    this.#connections.add(connection);
    return {
      receive: (bytes) => this.#receive(connection, bytes),
      closed: () => this.#end(connection),
    };
  }

  #receive(connection: Connection, bytes: Uint8Array): void {
    if (connection.over) return;
    connection.reader.add(bytes);
    try {
      while (!connection.started) {
        const packet = connection.reader.startup();
        if (packet === undefined || !this.#start(connection, packet)) return;
      }
      for (let message = connection.reader.next(); message !== undefined; message = connection.reader.next()) {
        if (message.type === 'X') return this.#disconnect(connection);
        if (COPY_MESSAGES.has(message.type)) continue;
        if (!CLIENT_MESSAGES.has(message.type)) throw new ProtocolError(`invalid frontend message type ${message.type.charCodeAt(0)}`);
        connection.pending.push(message);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#refuse(connection, { C: '08P01', M: error.message });
    }
    if (hasBatch(connection)) this.#waiting.add(connection);
    this.#serve();
  }

  /** Answers a packet of a connection's beginning. @returns whether the connection goes on */
  #start(connection: Connection, packet: Uint8Array): boolean {
    const reader = new FieldReader(packet);
    const code = packet.length < 4 ? 0 : reader.int32();
    if (code === STARTUP_CODE.ssl || code === STARTUP_CODE.gss) {
      // Nothing is encrypted within one machine.
      connection.client.send(new TextEncoder().encode('N'));
      return true;
    }
    if (code === STARTUP_CODE.cancel) {
      // There is one thread: by the time this is read, nothing runs that could be cancelled.
      this.#disconnect(connection);
      return false;
    }
    if (code >> 16 !== STARTUP_CODE.protocol3 >> 16) {
      this.#refuse(connection, { C: '0A000', M: `unsupported frontend protocol ${code >> 16}.${code & 0xffff}: server supports 3.0` });
      return false;
    }
    const parameters: Record<string, string> = {};
    for (let name = reader.text(); name !== ''; name = reader.text()) parameters[name] = reader.text();
    const { user = '', database = user } = parameters;
    if (user !== DATABASE.user) {
      this.#refuse(connection, { C: '28000', M: `role "${user}" can not connect`, H: `Backlot's Postgres knows one user who connects, ${DATABASE.user}.` });
      return false;
    }
    if (database !== DATABASE.name) {
      this.#refuse(connection, { C: '3D000', M: `database "${database}" does not exist`, H: `Backlot's Postgres serves one database, ${DATABASE.name}.` });
      return false;
    }
    connection.started = true;
    connection.client.send(this.#greeting.slice());
    return true;
  }

  /** Runs what can be run. */
  #serve(): void {
    while (!this.#isDead) {
      const connection = this.#owner ?? this.#waiting.values().next().value;
      if (connection === undefined || !this.#waiting.has(connection)) break;
      this.#waiting.delete(connection);
      connection.impatience?.();
      connection.impatience = undefined;
      this.#guarded(() => this.#runBatch(connection));
      if (hasBatch(connection)) this.#waiting.add(connection);
      if (this.#owner === undefined) this.#guarded(() => this.#tidy());
    }
    for (const connection of this.#waiting) {
      connection.impatience ??= this.#options.after(PATIENCE, () => this.#loseTurn(connection));
    }
  }

  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#isDead = true;
      for (const connection of [...this.#connections]) this.#refuse(connection, { C: '57P02', M: 'terminating connection because Postgres has ended' });
      this.#options.failed(error);
    }
  }

  /** Runs the messages of a connection up to the one that is answered. */
  #runBatch(connection: Connection): void {
    const messages = takeBatch(connection);
    const last = messages.at(-1)?.type;
    const statements = messages.flatMap((message) => this.#statementsIn(connection, message));
    if (statements.some(copiesFromClient)) {
      return this.#rejectBatch(connection, last, { C: '0A000', M: "COPY FROM STDIN is not supported by Backlot's Postgres", H: 'Insert the rows with INSERT, many in one statement.' });
    }
    this.#isFresh = false;
    const prepared = new Set<string>();
    const bytes = concatBytes(messages.map((message) => this.#translate(connection, message, prepared)));
    const answer = readMessages(this.#options.engine.execute(bytes));
    const failed = answer.some(({ type }) => type === 'E');
    if (last === 'Q') this.#unnamedOf = undefined;
    if (!failed) this.#heed(connection, statements);
    const ready = answer.findLast(({ type }) => type === 'Z');
    const isIdle = ready !== undefined && ready.body[0] === READY[5];
    this.#owner = isIdle ? undefined : connection;
    if (!failed) this.#relisten(connection, statements, isIdle);
    this.#answer(connection, answer);
  }

  /** The statements that a message runs. */
  #statementsIn(connection: Connection, { type, body }: WireMessage): readonly Statement[] {
    const reader = new FieldReader(body);
    if (type === 'Q') return statementsOf(reader.text());
    if (type === 'P') {
      reader.text();
      // Refused before it is prepared; what it does otherwise it does when it is bound.
      return statementsOf(reader.text()).filter(copiesFromClient);
    }
    if (type !== 'B') return [];
    reader.text();
    return statementsOf(connection.prepared.get(reader.text())?.sql ?? '');
  }

  /** A message with the names that the backend knows, after what it needs to know them. @param prepared names that the batch has prepared */
  #translate(connection: Connection, { type, body }: WireMessage, prepared: Set<string>): Uint8Array {
    const reader = new FieldReader(body);
    if (type === 'P') {
      const name = reader.text();
      const known = connection.prepared.get(name);
      const alias = name === '' ? '' : (known?.alias ?? this.#aliasFor(name));
      const parse = encodeMessage('P', alias, reader.rest);
      // A name that is taken stays what it is: the backend refuses the second one.
      if (known === undefined || name === '') connection.prepared.set(name, { alias, sql: reader.text(), parse, generation: this.#generation });
      if (name === '') this.#unnamedOf = connection;
      prepared.add(name);
      return parse;
    }
    if (type === 'B') {
      const portal = reader.text();
      const name = reader.text();
      this.#ensurePrepared(connection, name, prepared);
      return encodeMessage('B', portal, this.#aliasOf(connection, name), reader.rest);
    }
    if ((type === 'D' || type === 'C') && body[0] === 'S'.charCodeAt(0)) {
      reader.byte();
      const name = reader.text();
      const alias = this.#aliasOf(connection, name);
      if (type === 'D') this.#ensurePrepared(connection, name, prepared);
      else connection.prepared.delete(name);
      return encodeMessage(type, body.subarray(0, 1), alias);
    }
    return encodeMessage(type, body);
  }

  #aliasFor(name: string): string {
    const alias = `backlot_${this.#nextAlias++}`;
    this.#names.set(alias, name);
    return alias;
  }

  /** A name that was never prepared stays as it is: the backend does not know it either. */
  #aliasOf(connection: Connection, name: string): string {
    return connection.prepared.get(name)?.alias ?? name;
  }

  /** Prepares a statement anew that others have made the backend forget. */
  #ensurePrepared(connection: Connection, name: string, inBatch: ReadonlySet<string>): void {
    const known = connection.prepared.get(name);
    if (known === undefined || inBatch.has(name)) return;
    const isThere = name === '' ? this.#unnamedOf === connection : known.generation === this.#generation;
    if (isThere) return;
    known.generation = this.#generation;
    if (name === '') this.#unnamedOf = connection;
    this.#options.engine.execute(concatBytes([known.parse, FLUSH]));
  }

  /** Notes what statements that have run mean for this connection and for the others. */
  #heed(connection: Connection, statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (dropsPreparedStatements(statement)) {
        this.#generation++;
        this.#unnamedOf = undefined;
        connection.prepared.clear();
      }
      const change = listenChange(statement);
      if (change?.kind === 'listen' && change.channel !== null) connection.channels.add(change.channel);
      else if (change?.kind === 'unlisten' && change.channel === null) connection.channels.clear();
      else if (change?.kind === 'unlisten' && change.channel !== null) connection.channels.delete(change.channel);
    }
  }

  /** The session listens on to what other connections listen to. */
  #relisten(connection: Connection, statements: readonly Statement[], isIdle: boolean): void {
    if (!isIdle || !statements.some((statement) => listenChange(statement)?.kind === 'unlisten')) return;
    const channels = new Set([...this.#connections].filter((other) => other !== connection).flatMap((other) => [...other.channels]));
    for (const channel of channels) this.#options.engine.execute(encodeMessage('Q', `LISTEN ${quoteName(channel)}`));
  }

  /** Sends what the backend has answered; notifications go to whoever listens. */
  #answer(connection: Connection, answer: readonly WireMessage[]): void {
    const own: Uint8Array[] = [];
    for (const message of answer) {
      const bytes = message.type === 'E' ? encodeError(this.#withNames(readErrorFields(message.body))) : encodeMessage(message.type, message.body);
      if (message.type !== 'A') {
        own.push(bytes);
        continue;
      }
      const channel = new FieldReader(message.body, 4).text();
      for (const other of this.#connections) {
        if (!other.channels.has(channel)) continue;
        if (other === connection) own.push(bytes);
        else other.client.send(bytes.slice());
      }
    }
    connection.client.send(concatBytes(own));
  }

  /** An error with the names that the client has given. */
  #withNames(fields: ErrorFields): ErrorFields {
    const message = fields['M']?.replaceAll(/"(backlot_\d+)"/g, (whole, alias: string) => (this.#names.has(alias) ? `"${this.#names.get(alias)}"` : whole));
    return message === undefined ? fields : { ...fields, M: message };
  }

  /** Answers a batch that is not run. @param last the type of the message that it ends with */
  #rejectBatch(connection: Connection, last: string | undefined, fields: ErrorFields): void {
    const error = encodeError({ S: 'ERROR', V: 'ERROR', ...fields });
    // What follows a Flush would have to be dropped up to a Sync that has not come.
    if (last === 'H') return this.#refuse(connection, fields);
    if (this.#owner !== connection) return connection.client.send(concatBytes([error, READY]));
    // An open transaction is aborted by it, as by any other error: the backend has one of its own.
    const answer = readMessages(this.#options.engine.execute(encodeMessage('Q', 'SELECT 1/0')));
    connection.client.send(concatBytes([error, ...answer.filter(({ type }) => type === 'Z').map(({ type, body }) => encodeMessage(type, body))]));
  }

  /** A connection has waited for another's transaction for too long: its statement fails rather than hang. */
  #loseTurn(connection: Connection): void {
    connection.impatience = undefined;
    if (!this.#waiting.delete(connection)) return;
    const last = takeBatch(connection).at(-1)?.type;
    this.#rejectBatch(connection, last, {
      C: '55P03',
      M: `canceling statement: another connection has had a transaction open for ${PATIENCE / 1000} s`,
      H: "Backlot's Postgres runs one transaction at a time, and others wait for its end. Within a transaction use its own client, not the pool, and end it by COMMIT or ROLLBACK.",
    });
    if (hasBatch(connection)) this.#waiting.add(connection);
    this.#serve();
  }

  /** Nobody's transaction is open: drops what those have left who are gone. */
  #tidy(): void {
    if (this.#connections.size === 0 && !this.#isFresh) {
      // The next one finds a session as a new one is.
      this.#options.engine.execute(encodeMessage('Q', 'DISCARD ALL'));
      this.#isFresh = true;
      this.#generation++;
      this.#orphans = [];
      this.#names.clear();
      return;
    }
    if (this.#orphans.length === 0) return;
    const orphans = this.#orphans;
    this.#orphans = [];
    this.#options.engine.execute(concatBytes([...orphans.map((alias) => encodeMessage('C', `S${alias}`)), SYNC]));
    for (const alias of orphans) this.#names.delete(alias);
  }

  #refuse(connection: Connection, fields: ErrorFields): void {
    if (connection.over) return;
    connection.client.send(encodeError({ S: 'FATAL', V: 'FATAL', ...fields }));
    this.#disconnect(connection);
  }

  #disconnect(connection: Connection): void {
    if (connection.over) return;
    this.#end(connection);
    connection.client.close();
  }

  #end(connection: Connection): void {
    if (connection.over) return;
    connection.over = true;
    connection.impatience?.();
    this.#connections.delete(connection);
    this.#waiting.delete(connection);
    if (this.#isDead) return;
    for (const { alias } of connection.prepared.values()) if (alias !== '') this.#orphans.push(alias);
    if (this.#unnamedOf === connection) this.#unnamedOf = undefined;
    if (this.#owner === connection) {
      this.#owner = undefined;
      this.#guarded(() => this.#options.engine.execute(concatBytes([SYNC, encodeMessage('Q', 'ROLLBACK')])));
    }
    if (this.#owner === undefined && !this.#isDead) this.#guarded(() => this.#tidy());
    this.#serve();
  }
}

function hasBatch({ pending }: Connection): boolean {
  return pending.some(({ type }) => ENDS_BATCH.has(type));
}

/** The pending messages up to the first that is answered. */
function takeBatch({ pending }: Connection): WireMessage[] {
  return pending.splice(0, pending.findIndex(({ type }) => ENDS_BATCH.has(type)) + 1);
}
