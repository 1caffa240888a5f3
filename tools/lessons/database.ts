// The Postgres of a lesson in real Node: the same server as in the container (src/container/embedded/postgres), on a TCP port.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { databaseEnvironment } from '../../src/container/postgres/address.ts';
import { loadSeed, type ByteConnection } from '../../src/container/postgres/client.ts';
import { startEngine, type StartedEngine } from '../../src/container/embedded/postgres/engine.ts';
import { PostgresServer } from '../../src/container/embedded/postgres/server.ts';
import type { LessonDatabase } from '../../src/lesson/lesson.ts';
import { postgresFiles } from '../postgres/pack.ts';

export interface RunningDatabase {
  /** how programs find it */
  readonly environment: Readonly<Record<string, string>>;
  /** Has it begin anew, from the seed; connections break. @throws where the seed is wrong */
  renew(): Promise<void>;
  close(): Promise<void>;
}

let files: ReturnType<typeof postgresFiles> | undefined;

/** Starts a database, which holds nothing before its first `renew`. */
export async function startDatabase({ seed }: LessonDatabase): Promise<RunningDatabase> {
  let running: { readonly engine: StartedEngine; readonly server: PostgresServer } | undefined;
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    const connection = running?.server.connect({ send: (bytes) => void socket.write(bytes), close: () => socket.end() });
    socket.on('data', (bytes) => connection?.receive(new Uint8Array(bytes)));
    // A client that breaks off is gone like any other.
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      connection?.closed();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;

  async function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    const ended = running;
    running = undefined;
    await ended?.engine.close();
  }

  return {
    environment: { ...databaseEnvironment(port), PGHOST: '127.0.0.1', DATABASE_URL: databaseEnvironment(port)['DATABASE_URL']?.replace('localhost', '127.0.0.1') ?? '' },
    async renew() {
      await stop();
      const engine = await startEngine(await (files ??= postgresFiles()));
      const server = new PostgresServer({
        engine,
        after(milliseconds, callback) {
          const timer = setTimeout(callback, milliseconds);
          return () => clearTimeout(timer);
        },
        failed: () => {
          for (const socket of sockets) socket.destroy();
        },
      });
      running = { engine, server };
      if (seed !== '') await loadSeed(Duplex.toWeb(connect(port, '127.0.0.1')) as ByteConnection, seed);
    },
    async close() {
      await stop();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
