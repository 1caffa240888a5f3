// What a TLS 1.3 session is resumed by (RFC 8446, section 2.2): the client's record of it, and the server's, which travels sealed in the ticket.
import { gcm } from '@noble/ciphers/aes.js';
import { concatBytes, copyOf, equalBytes } from '../bytes.ts';
import type { FillRandom } from './suites.ts';
import { number, Reader, vector } from './wire.ts';

export interface Session {
  /** id of its cipher suite, whose hash the secret is for */
  readonly suite: number;
  readonly secret: Uint8Array;
  /** milliseconds since 1970 */
  readonly issued: number;
  /** seconds */
  readonly lifetime: number;
  readonly ageAdd: number;
  /** empty in the server's record */
  readonly ticket: Uint8Array;
  /** what the other side had shown, in DER, and what was wrong with it: '' for nothing */
  readonly peerChain: readonly Uint8Array[];
  readonly verifyCode: string;
}

const FORMAT = 1;
const text = new TextEncoder();

/** A session as the bytes that a program keeps (tls.TLSSocket's 'session' event). */
export function writeSession({ suite, secret, issued, lifetime, ageAdd, ticket, peerChain, verifyCode }: Session): Uint8Array<ArrayBuffer> {
  return concatBytes([
    number(1, FORMAT), number(2, suite), vector(1, secret), number(6, issued), number(4, lifetime), number(4, ageAdd), vector(2, ticket),
    vector(3, ...peerChain.map((one) => vector(3, one))), vector(1, text.encode(verifyCode)),
  ]);
}

/** @returns undefined for what is no record of a session */
export function readSession(bytes: Uint8Array): Session | undefined {
  try {
    const reader = new Reader(bytes);
    if (reader.number(1) !== FORMAT) return undefined;
    return {
      suite: reader.number(2), secret: copyOf(reader.vector(1)), issued: reader.number(6), lifetime: reader.number(4), ageAdd: reader.number(4), ticket: copyOf(reader.vector(2)),
      peerChain: new Reader(reader.vector(3)).items((one) => copyOf(one.vector(3))), verifyCode: new TextDecoder().decode(reader.vector(1)),
    };
  } catch {
    return undefined;
  }
}

/** Whether a session may still be resumed. @param now milliseconds since 1970 */
export const isFresh = ({ issued, lifetime }: Session, now: number): boolean => now >= issued && now < issued + lifetime * 1000;

const NAME_LENGTH = 16;
const NONCE_LENGTH = 12;

/** @param keys 48 bytes: the keys' name, and the key */
export function sealTicket(session: Session, keys: Uint8Array, random: FillRandom): Uint8Array<ArrayBuffer> {
  const name = keys.subarray(0, NAME_LENGTH);
  const nonce = new Uint8Array(NONCE_LENGTH);
  random(nonce);
  return concatBytes([name, nonce, gcm(keys.subarray(NAME_LENGTH), nonce, name).encrypt(writeSession(session))]);
}

/** @returns undefined for a ticket that these keys did not make */
export function openTicket(ticket: Uint8Array, keys: Uint8Array): Session | undefined {
  const name = keys.subarray(0, NAME_LENGTH);
  if (ticket.length < NAME_LENGTH + NONCE_LENGTH || !equalBytes(ticket.subarray(0, NAME_LENGTH), name)) return undefined;
  const nonce = ticket.subarray(NAME_LENGTH, NAME_LENGTH + NONCE_LENGTH);
  try {
    return readSession(gcm(keys.subarray(NAME_LENGTH), nonce, name).decrypt(ticket.subarray(NAME_LENGTH + NONCE_LENGTH)));
  } catch {
    return undefined;
  }
}
