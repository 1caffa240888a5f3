// The messages that open a TLS 1.3 handshake, written and read (RFC 8446, section 4).
import { concatBytes } from '../bytes.ts';
import { ALERT, sslError } from './errors.ts';
import { number, numbers16, Reader, readNumbers16, vector } from './wire.ts';

export const MESSAGE = {
  clientHello: 1, serverHello: 2, newSessionTicket: 4, encryptedExtensions: 8, certificate: 11, certificateRequest: 13, certificateVerify: 15, finished: 20,
  keyUpdate: 24, messageHash: 254,
} as const;

const EXTENSION = {
  serverName: 0, statusRequest: 5, supportedGroups: 10, signatureAlgorithms: 13, alpn: 16, sessionTicket: 35, preSharedKey: 41, supportedVersions: 43, cookie: 44, pskModes: 45,
  keyShare: 51,
} as const;

export const VERSION = { tls1: 0x0301, tls12: 0x0303, tls13: 0x0304 } as const;
/** SHA-256 of "HelloRetryRequest": the random of a ServerHello that is one (section 4.1.3) */
const RETRY_RANDOM = Uint8Array.from(
  'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c'.match(/../g)?.map((byte) => parseInt(byte, 16)) ?? [],
);
const PSK_WITH_AGREEMENT = 1;
const HOST_NAME = 0;

/** A handshake message: its type and length, and its body. */
export const message = (type: number, ...body: Uint8Array[]): Uint8Array<ArrayBuffer> => concatBytes([number(1, type), vector(3, ...body)]);

const extension = (type: number, ...content: Uint8Array[]): Uint8Array => concatBytes([number(2, type), vector(2, ...content)]);
const text = new TextEncoder();
const readText = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

export interface KeyShare {
  readonly group: number;
  readonly share: Uint8Array;
}

export interface OfferedPsk {
  readonly identity: Uint8Array;
  readonly obfuscatedAge: number;
}

export interface ClientHello {
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly suites: readonly number[];
  readonly versions: readonly number[];
  readonly groups: readonly number[];
  readonly schemes: readonly number[];
  readonly shares: readonly KeyShare[];
  readonly serverName: string | undefined;
  /** in ALPN's own form: each name with its length before it */
  readonly protocols: Uint8Array | undefined;
  readonly asksForStatus: boolean;
  readonly hasTicket: boolean;
  readonly psks: readonly OfferedPsk[];
  readonly binders: readonly Uint8Array[];
  readonly agreesWithPsk: boolean;
  /** how many bytes of the message, from its end, the binders take */
  readonly bindersLength: number;
}

type Extensions = ReadonlyMap<number, Uint8Array>;

/** @throws for an extension that is there twice */
function readExtensions(reader: Reader): Extensions {
  const found = new Map<number, Uint8Array>();
  if (reader.done) return found;
  for (const [type, content] of new Reader(reader.vector(2)).items((one) => [one.number(2), one.vector(2)] as const)) {
    if (found.has(type)) throw sslError('bad extension', ALERT.illegalParameter);
    found.set(type, content);
  }
  return found;
}

function offered(extensions: Extensions): Pick<ClientHello, 'psks' | 'binders' | 'bindersLength'> {
  const content = extensions.get(EXTENSION.preSharedKey);
  if (content === undefined) return { psks: [], binders: [], bindersLength: 0 };
  const reader = new Reader(content);
  const psks = new Reader(reader.vector(2)).items((one) => ({ identity: one.vector(2), obfuscatedAge: one.number(4) }));
  const list = reader.vector(2);
  return { psks, binders: new Reader(list).items((one) => one.vector(1)), bindersLength: list.length + 2 };
}

const readShare = (reader: Reader): KeyShare => ({ group: reader.number(2), share: reader.vector(2) });

/** Reads a ClientHello (RFC 8446, 4.1.2). @throws an error with its alert when it is malformed */
export function readClientHello(body: Uint8Array): ClientHello {
  const reader = new Reader(body);
  const legacyVersion = reader.number(2);
  const random = reader.bytes(32);
  const sessionId = reader.vector(1);
  const suites = readNumbers16(reader.vector(2));
  reader.vector(1);
  const extensions = readExtensions(reader);
  const inside = (type: number): Reader | undefined => {
    const content = extensions.get(type);
    return content && new Reader(content);
  };
  const names = inside(EXTENSION.serverName);
  const list = names && new Reader(names.vector(2)).items((one) => [one.number(1), one.vector(2)] as const);
  const name = list?.find(([type]) => type === HOST_NAME)?.[1];
  const versions = inside(EXTENSION.supportedVersions);
  return {
    random, sessionId, suites,
    versions: versions === undefined ? [legacyVersion] : readNumbers16(versions.vector(1)),
    groups: readNumbers16(inside(EXTENSION.supportedGroups)?.vector(2) ?? new Uint8Array(0)),
    schemes: readNumbers16(inside(EXTENSION.signatureAlgorithms)?.vector(2) ?? new Uint8Array(0)),
    shares: new Reader(inside(EXTENSION.keyShare)?.vector(2) ?? new Uint8Array(0)).items(readShare),
    serverName: name && readText(name),
    protocols: inside(EXTENSION.alpn)?.vector(2),
    asksForStatus: extensions.has(EXTENSION.statusRequest),
    hasTicket: (extensions.get(EXTENSION.sessionTicket)?.length ?? 0) > 0,
    agreesWithPsk: inside(EXTENSION.pskModes)?.vector(1).includes(PSK_WITH_AGREEMENT) ?? false,
    ...offered(extensions),
  };
}

export interface ClientHelloContent extends Pick<ClientHello, 'random' | 'sessionId' | 'suites' | 'versions' | 'groups' | 'schemes' | 'shares' | 'serverName' | 'protocols'> {
  readonly cookie?: Uint8Array | undefined;
  readonly psk?: (OfferedPsk & { readonly binderLength: number }) | undefined;
}

/** A ClientHello; the binder of an offered key is left zero, at the message's end. */
export function writeClientHello(hello: ClientHelloContent): Uint8Array<ArrayBuffer> {
  const { serverName, protocols, cookie, psk } = hello;
  const extensions = [
    ...(serverName === undefined ? [] : [extension(EXTENSION.serverName, vector(2, number(1, HOST_NAME), vector(2, text.encode(serverName))))]),
    extension(EXTENSION.supportedGroups, vector(2, numbers16(hello.groups))),
    extension(EXTENSION.sessionTicket),
    ...(protocols === undefined ? [] : [extension(EXTENSION.alpn, vector(2, protocols))]),
    extension(EXTENSION.signatureAlgorithms, vector(2, numbers16(hello.schemes))),
    extension(EXTENSION.supportedVersions, vector(1, numbers16(hello.versions))),
    extension(EXTENSION.pskModes, vector(1, number(1, PSK_WITH_AGREEMENT))),
    extension(EXTENSION.keyShare, vector(2, ...hello.shares.map(writeShare))),
    ...(cookie === undefined ? [] : [extension(EXTENSION.cookie, vector(2, cookie))]),
    ...(psk === undefined
      ? []
      : [extension(EXTENSION.preSharedKey, vector(2, vector(2, psk.identity), number(4, psk.obfuscatedAge)), vector(2, vector(1, new Uint8Array(psk.binderLength))))]),
  ];
  return message(MESSAGE.clientHello, number(2, VERSION.tls12), hello.random, vector(1, hello.sessionId), vector(2, numbers16(hello.suites)), vector(1, number(1, 0)), vector(2, ...extensions));
}

const writeShare = ({ group, share }: KeyShare): Uint8Array => concatBytes([number(2, group), vector(2, share)]);

export interface ServerHello {
  readonly retries: boolean;
  readonly version: number;
  readonly sessionId: Uint8Array;
  readonly suite: number;
  /** of a HelloRetryRequest without its bytes */
  readonly share: { readonly group: number; readonly share: Uint8Array } | undefined;
  readonly usesPsk: boolean;
  readonly cookie: Uint8Array | undefined;
}

/** Reads a ServerHello or HelloRetryRequest (RFC 8446, 4.1.3). @throws as `readClientHello` does */
export function readServerHello(body: Uint8Array): ServerHello {
  const reader = new Reader(body);
  const legacyVersion = reader.number(2);
  const random = reader.bytes(32);
  const retries = random.every((byte, index) => byte === RETRY_RANDOM[index]);
  const sessionId = reader.vector(1);
  const suite = reader.number(2);
  reader.number(1);
  const extensions = readExtensions(reader);
  const content = (type: number): Reader | undefined => {
    const bytes = extensions.get(type);
    return bytes && new Reader(bytes);
  };
  const share = content(EXTENSION.keyShare);
  return {
    retries, sessionId, suite,
    version: content(EXTENSION.supportedVersions)?.number(2) ?? legacyVersion,
    share: share && (retries ? { group: share.number(2), share: new Uint8Array(0) } : readShare(share)),
    usesPsk: extensions.has(EXTENSION.preSharedKey),
    cookie: content(EXTENSION.cookie)?.vector(2),
  };
}

export interface ServerHelloContent {
  /** undefined: a HelloRetryRequest */
  readonly random: Uint8Array | undefined;
  readonly sessionId: Uint8Array;
  readonly suite: number;
  readonly group: number;
  readonly share?: Uint8Array;
  readonly usesPsk?: boolean;
}

/** A ServerHello, or where no share is given a HelloRetryRequest that names the group. */
export function writeServerHello({ random, sessionId, suite, group, share, usesPsk }: ServerHelloContent): Uint8Array<ArrayBuffer> {
  const extensions = [
    extension(EXTENSION.supportedVersions, number(2, VERSION.tls13)),
    extension(EXTENSION.keyShare, share === undefined ? number(2, group) : writeShare({ group, share })),
    ...(usesPsk === true ? [extension(EXTENSION.preSharedKey, number(2, 0))] : []),
  ];
  return message(MESSAGE.serverHello, number(2, VERSION.tls12), random ?? RETRY_RANDOM, vector(1, sessionId), number(2, suite), number(1, 0), vector(2, ...extensions));
}

/** @param protocol the one chosen by ALPN @param named whether the client's server name was used */
export function writeEncryptedExtensions(protocol: Uint8Array | undefined, named: boolean): Uint8Array<ArrayBuffer> {
  const extensions = [
    ...(named ? [extension(EXTENSION.serverName)] : []),
    ...(protocol === undefined ? [] : [extension(EXTENSION.alpn, vector(2, vector(1, protocol)))]),
  ];
  return message(MESSAGE.encryptedExtensions, vector(2, ...extensions));
}

/** @returns the protocol chosen by ALPN */
export function readEncryptedExtensions(body: Uint8Array): string | undefined {
  const content = readExtensions(new Reader(body)).get(EXTENSION.alpn);
  return content && readText(new Reader(new Reader(content).vector(2)).vector(1));
}

/** A Certificate message (RFC 8446, 4.4.2). @param context of the request that it answers; empty: a server’s @param chain in DER, its own first */
export function writeCertificate(context: Uint8Array, chain: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return message(MESSAGE.certificate, vector(1, context), vector(3, ...chain.flatMap((one) => [vector(3, one), vector(2)])));
}

/** @returns the certificates in DER */
export function readCertificateMessage(body: Uint8Array): Uint8Array[] {
  const reader = new Reader(body);
  reader.vector(1);
  return new Reader(reader.vector(3)).items((one) => {
    const certificate = one.vector(3);
    one.vector(2);
    return certificate;
  });
}

/** A CertificateRequest (RFC 8446, 4.3.2). @param schemes of signatures that are taken */
export const writeCertificateRequest = (schemes: readonly number[]): Uint8Array<ArrayBuffer> =>
  message(MESSAGE.certificateRequest, vector(1), vector(2, extension(EXTENSION.signatureAlgorithms, vector(2, numbers16(schemes)))));

/** The inverse of `writeCertificateRequest`. @throws an error with its alert when it names no schemes */
export function readCertificateRequest(body: Uint8Array): { readonly context: Uint8Array; readonly schemes: readonly number[] } {
  const reader = new Reader(body);
  const context = reader.vector(1);
  const schemes = readExtensions(reader).get(EXTENSION.signatureAlgorithms);
  if (schemes === undefined) throw sslError('missing sigalgs extension', ALERT.missingExtension);
  return { context, schemes: readNumbers16(new Reader(schemes).vector(2)) };
}

/** A CertificateVerify (RFC 8446, 4.4.3). */
export const writeCertificateVerify = (scheme: number, signature: Uint8Array): Uint8Array<ArrayBuffer> => message(MESSAGE.certificateVerify, number(2, scheme), vector(2, signature));

/** The inverse of `writeCertificateVerify`. */
export function readCertificateVerify(body: Uint8Array): { readonly scheme: number; readonly signature: Uint8Array } {
  const reader = new Reader(body);
  return { scheme: reader.number(2), signature: reader.vector(2) };
}

export interface Ticket {
  /** seconds */
  readonly lifetime: number;
  readonly ageAdd: number;
  readonly nonce: Uint8Array;
  readonly ticket: Uint8Array;
}

/** A NewSessionTicket (RFC 8446, 4.6.1). */
export const writeTicket = ({ lifetime, ageAdd, nonce, ticket }: Ticket): Uint8Array<ArrayBuffer> =>
  message(MESSAGE.newSessionTicket, number(4, lifetime), number(4, ageAdd), vector(1, nonce), vector(2, ticket), vector(2));

/** The inverse of `writeTicket`. */
export function readTicket(body: Uint8Array): Ticket {
  const reader = new Reader(body);
  return { lifetime: reader.number(4), ageAdd: reader.number(4), nonce: reader.vector(1), ticket: reader.vector(2) };
}
