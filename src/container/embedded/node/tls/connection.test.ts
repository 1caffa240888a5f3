import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { expect, test } from 'vitest';
import { readPemKey } from '../crypto-keys.ts';
import { readPemCertificates } from '../x509.ts';
import { ClientConnection } from './client.ts';
import type { Connection, Identity, TlsEvents, TlsSettings } from './connection.ts';
import { ServerConnection } from './server.ts';
import { GROUPS, groupNamed, SCHEMES, SUITES } from './suites.ts';

const fixtures = JSON.parse(readFileSync(new URL('../../../../../tests/conformance/cases/shared/certificates.json', import.meta.url), 'utf8')) as Record<
  'root' | 'intermediate' | 'leaf' | 'client' | 'rsaLeaf' | 'ed25519' | 'p384',
  { readonly cert: string; readonly key: string }
>;
const identity = ({ cert, key }: { cert: string; key: string }, ...more: string[]): Identity => ({
  chain: [cert, ...more].flatMap((pem) => readPemCertificates(pem)), key: readPemKey(key, 'private', undefined),
});
const keys = new Uint8Array(48).fill(7);
const settings = (given: Partial<TlsSettings> = {}): TlsSettings => ({
  minVersion: 0x0303, maxVersion: 0x0304, suites: SUITES, groups: GROUPS, schemes: SCHEMES, identities: [identity(fixtures.leaf, fixtures.intermediate.cert)],
  trusted: readPemCertificates(fixtures.root.cert), partialChain: false, sessionTimeout: 300, ticketKeys: () => keys, ...given,
});

/** A connection's side, what it has told, and the bytes of the program that came. */
function side(make: (events: TlsEvents) => Connection, toPeer: (bytes: Uint8Array) => void) {
  const log: string[] = [];
  let text = '';
  const events: TlsEvents = {
    handshakeStarted: () => {}, handshakeDone: () => void log.push('done'), data: (bytes) => void (text += Buffer.from(bytes).toString()), ended: () => void log.push('end'),
    failed: (error) => void log.push(error.message), session: (bytes) => void sessions.push(bytes), keyLog: () => {}, clientHello: () => false,
    chooseProtocol: (offered) => offered.subarray(1, 1 + (offered[0] ?? 0)),
  };
  const sessions: Uint8Array[] = [];
  const connection = make(events);
  const flush = (): void => {
    for (let output = connection.takeOutput(); output !== undefined; output = connection.takeOutput()) toPeer(output);
  };
  return { connection, log, sessions, flush, text: () => text };
}
const common = { random: (target: Uint8Array<ArrayBuffer>) => void randomFillSync(target), now: () => Date.now() };
const client = (events: TlsEvents, given: Partial<TlsSettings> = {}, options: { session?: Uint8Array | undefined; protocols?: Uint8Array; serverName?: string } = {}) =>
  new ClientConnection({ ...common, settings: settings(given), events, serverName: options.serverName ?? 'localhost', protocols: options.protocols, session: options.session });
const server = (events: TlsEvents, given: Partial<TlsSettings> = {}, asked = false) =>
  new ServerConnection({ ...common, settings: settings(given), events, clientCertificate: () => ({ asked, needed: asked }) });

/** A client and a server of ours, connected. */
function pair(ofClient: Partial<TlsSettings> = {}, ofServer: Partial<TlsSettings> = {}, options: Parameters<typeof client>[2] & { asked?: boolean } = {}) {
  const queues: { readonly server: Uint8Array[]; readonly client: Uint8Array[] } = { server: [], client: [] };
  const theClient = side((events) => client(events, ofClient, options), (bytes) => void queues.server.push(bytes));
  const theServer = side((events) => server(events, ofServer, options.asked), (bytes) => void queues.client.push(bytes));
  const settle = (): void => {
    for (let moved = true; moved; ) {
      moved = false;
      theClient.flush();
      theServer.flush();
      for (const [queue, { connection }] of [[queues.server, theServer], [queues.client, theClient]] as const) {
        for (const bytes of queue.splice(0)) {
          moved = true;
          // One byte at a time: records and messages come in pieces.
          for (const byte of bytes) connection.receive(Uint8Array.of(byte));
        }
      }
    }
  };
  (theClient.connection as ClientConnection).start();
  settle();
  return { client: theClient, server: theServer, settle };
}

test('a client and a server come to the same secrets, and talk', () => {
  const { client, server, settle } = pair();
  expect([client.log, server.log]).toEqual([['done'], ['done']]);
  expect(client.connection.verifyError).toBeUndefined();
  client.connection.write(Buffer.from('question'));
  server.connection.write(Buffer.from('a'.repeat(40_000)));
  client.connection.close();
  settle();
  expect(server.text()).toBe('question');
  expect(client.text()).toBe('a'.repeat(40_000));
  expect(server.log).toEqual(['done', 'end']);
  const context = Buffer.from('context');
  expect(client.connection.exportKeyingMaterial(48, 'EXPORTER-test', context)).toEqual(server.connection.exportKeyingMaterial(48, 'EXPORTER-test', context));
});

test.each(SUITES.flatMap((suite) => GROUPS.map((group) => [suite.name, group.name, suite, group] as const)))('%s with %s', (_suite, _group, suite, group) => {
  const { client, server } = pair({}, { suites: [suite], groups: [group] });
  // Where the client's first key share is of another group, the server asks again.
  expect([client.log, server.log]).toEqual([['done'], ['done']]);
  expect([server.connection.suite, server.connection.group?.name]).toEqual([suite, group.name]);
});

test('a session is resumed without a certificate', () => {
  const first = pair({}, {}, { asked: false });
  const [session] = first.client.sessions;
  expect(first.client.sessions).toHaveLength(2);
  const second = pair({}, { groups: GROUPS.slice(1) }, { session });
  expect([second.client.log, second.server.log]).toEqual([['done'], ['done']]);
  expect([second.client.connection.resumed, second.server.connection.resumed]).toEqual([true, true]);
  expect(second.client.connection.peerChain.map(({ serial }) => serial)).toEqual(first.client.connection.peerChain.map(({ serial }) => serial));
});

test('a client shows a certificate when it is asked for one, and is refused without', () => {
  const shown = pair({ identities: [identity(fixtures.client)] }, {}, { asked: true });
  expect(shown.server.log).toEqual(['done']);
  expect(shown.server.connection.verifyError).toBeUndefined();
  const none = pair({ identities: [] }, {}, { asked: true });
  expect(none.server.log.join()).toContain('peer did not return a certificate');
  expect(none.client.log.join()).toContain('tlsv13 alert certificate required');
});

const listening = async (of: net.Server): Promise<number> => {
  of.listen(0, '127.0.0.1');
  await once(of, 'listening');
  return (of.address() as net.AddressInfo).port;
};

test.each([
  ['ECDSA', fixtures.leaf], ['RSA-PSS', fixtures.rsaLeaf], ['Ed25519', fixtures.ed25519], ['P-384', fixtures.p384],
])('OpenSSL talks to a server of ours with a certificate of %s', async (_name, certificate) => {
  const own = net.createServer((socket) => {
    const { connection, flush, text } = side((events) => server(events, { identities: [identity(certificate)] }, true), (bytes) => void socket.write(bytes));
    socket.on('data', (bytes) => {
      connection.receive(bytes);
      if (text() !== '') {
        connection.write(Buffer.from(`answer to ${text()}`));
        connection.close();
      }
      flush();
    });
  });
  const port = await listening(own);
  const socket = tls.connect({
    port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'], key: fixtures.client.key, cert: fixtures.client.cert, minVersion: 'TLSv1.3',
  });
  await once(socket, 'secureConnect');
  expect(socket.alpnProtocol).toBe('http/1.1');
  expect(socket.getPeerX509Certificate()?.toString()).toBe(certificate.cert);
  let text = '';
  socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
  const sessions: Buffer[] = [];
  socket.on('session', (session: Buffer) => sessions.push(session));
  socket.write('hello');
  await once(socket, 'end');
  expect(text).toBe('answer to hello');
  expect(sessions).toHaveLength(2);

  const again = tls.connect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, session: sessions[0] as Buffer });
  await once(again, 'secureConnect');
  expect(again.isSessionReused()).toBe(true);
  again.destroy();
  own.close();
});

test.each([['X25519'], ['P-256'], ['P-521']])('a client of ours talks to OpenSSL over %s, is asked for its certificate, and resumes', async (name) => {
  const other = tls.createServer(
    { key: fixtures.leaf.key, cert: fixtures.leaf.cert + fixtures.intermediate.cert, ca: fixtures.root.cert, requestCert: true, ecdhCurve: name, ALPNProtocols: ['x'] },
    (socket) => {
      socket.on('data', (bytes: Buffer) => socket.end(`${String(socket.authorized)} ${bytes.toString()}`));
      socket.on('error', () => {});
    },
  );
  const port = await listening(other);
  const talk = async (session?: Uint8Array) => {
    const socket = net.connect(port, '127.0.0.1');
    const made = side(
      (events) => client({ ...events, handshakeDone: () => made.connection.write(Buffer.from('hi')) }, { identities: [identity(fixtures.client)] }, { session, protocols: Buffer.from('\x01x') }),
      (bytes) => void socket.write(bytes),
    );
    (made.connection as ClientConnection).start();
    made.flush();
    socket.on('data', (bytes) => {
      made.connection.receive(bytes);
      if (made.log.includes('end')) made.connection.close();
      made.flush();
      if (made.log.includes('end')) socket.end();
    });
    await once(socket, 'close');
    return made;
  };
  const first = await talk();
  expect([first.text(), first.log, first.connection.protocol, first.connection.verifyError]).toEqual(['true hi', ['end'], 'x', undefined]);
  expect(first.connection.group).toBe(groupNamed(name));
  const second = await talk(first.sessions.at(-1));
  expect([second.text(), second.connection.resumed]).toEqual(['true hi', true]);
  other.close();
});
