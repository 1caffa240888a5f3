// internalBinding('crypto').SecureContext (src/crypto/crypto_context.cc): what a TLS server or client is set up with. Keys and
// certificates are read and refused as Node refuses them, so that programs may make their https server; there is no TLS to
// use it in (bindings/tls_wrap.ts says so when the server listens).
import { copyOf } from './bytes.ts';
import { heavyCrypto } from './crypto-loader.ts';
import { bytesOfInput } from './encodings.ts';
import { asBuffer, type Environment } from './environment.ts';
import type { Binding } from './shapes.ts';

// include/openssl/tls1.h
const TLS1_VERSION = 0x0301;
const TLS1_3_VERSION = 0x0304;
const TICKET_KEYS_LENGTH = 48;

/** The binding's member. @param random fills bytes at random */
export function secureContext(env: Environment, random: (target: Uint8Array<ArrayBuffer>) => void): Binding {
  const pem = (data: unknown): string => new env.natives.TextDecoder().decode(bytesOfInput(data));

  class SecureContext {
    #minimum = TLS1_VERSION;
    #maximum = TLS1_3_VERSION;
    #ticketKeys: Uint8Array<ArrayBuffer> | undefined;

    init(_method: string | undefined, minimum: number, maximum: number): void {
      this.#minimum = minimum;
      this.#maximum = maximum;
    }
    setKey(key: unknown, passphrase?: unknown): void {
      heavyCrypto().readPemKey(pem(key), 'private', passphrase === undefined || passphrase === null ? undefined : bytesOfInput(passphrase));
    }
    setCert(certificate: unknown): void {
      heavyCrypto().readPemKey(pem(certificate), 'public', undefined);
    }
    addCACert(certificate: unknown): void {
      heavyCrypto().readPemKey(pem(certificate), 'public', undefined);
    }
    getMinProto(): number {
      return this.#minimum;
    }
    getMaxProto(): number {
      return this.#maximum;
    }
    setMinProto(version: number): void {
      this.#minimum = version;
    }
    setMaxProto(version: number): void {
      this.#maximum = version;
    }
    getTicketKeys(): Uint8Array {
      if (this.#ticketKeys === undefined) random((this.#ticketKeys = new Uint8Array(TICKET_KEYS_LENGTH)));
      return asBuffer(env, this.#ticketKeys.slice());
    }
    setTicketKeys(keys: ArrayBufferView): boolean {
      this.#ticketKeys = copyOf(keys);
      return true;
    }
    // Settings of a connection; there is none that they could apply to.
    addRootCerts(): void {}
    setAllowPartialTrustChain(): void {}
    setCiphers(): void {}
    setCipherSuites(): void {}
    setSigalgs(): void {}
    setECDHCurve(): void {}
    setDHParam(): void {}
    setOptions(): void {}
    setSessionIdContext(): void {}
    setSessionTimeout(): void {}
    enableTicketKeyCallback(): void {}
    close(): void {}
  }
  return { SecureContext };
}
