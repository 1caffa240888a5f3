// internalBinding('tls_wrap'): the client's side of TLS toward machines that the page plays. Nothing is encrypted, because nothing leaves the page: in
// place of the ClientHello one line says for which name and with which ALPN protocols the connection is, and the handshake is over at once. What a
// program can see is that of a TLS 1.3 connection to a host with a certificate for its name, issued by "Backlot". Servers and client certificates
// are not there. Facts: src/crypto/crypto_tls.cc, lib/internal/tls/wrap.js.
import type { Environment } from '../environment.ts';
import { NotImplementedError, type Binding } from '../shapes.ts';
import { played, PLAYED_TLS } from '../../http/played-tls.ts';
import { streamWrapOf } from './stream_wrap.ts';

type Handle = InstanceType<ReturnType<typeof streamWrapOf>['LibuvStreamWrap']>;

const noServer = (): Error => new NotImplementedError('A TLS server (tls.createServer, https.createServer, http2 with a certificate)');

/** As crypto's X509Certificate#toLegacyObject gives it. */
function certificateOf(name: string): Record<string, unknown> {
  const names = `DNS:${name}`;
  return {
    subject: { CN: name },
    issuer: { O: 'Backlot', CN: 'Backlot plays this host' },
    subjectaltname: /^[\d.]+$|:/.test(name) ? `IP Address:${name}` : names,
    ca: false,
    bits: 256,
    valid_from: 'Jan  1 00:00:00 2026 GMT',
    valid_to: 'Jan  1 00:00:00 2036 GMT',
    fingerprint: Array.from({ length: 20 }, () => '00').join(':'),
    fingerprint256: Array.from({ length: 32 }, () => '00').join(':'),
    serialNumber: '01',
  };
}

export function tlsWrap(env: Environment): Binding {
  const { LibuvStreamWrap } = streamWrapOf(env);

  class TLSWrap extends LibuvStreamWrap {
    /** set by the library */
    onhandshakedone?: unknown;
    onhandshakestart?: unknown;
    onerror?: unknown;
    #name = '';
    #protocols: readonly string[] = [];

    constructor(inner: Handle) {
      super('TLSWRAP');
      // Packages wrap a stream of JavaScript (js_stream.ts) to get at the class behind it; there is nothing to take over.
      if (inner instanceof LibuvStreamWrap) this.takeOver(inner);
    }

    #nameOfPeer(): string {
      return this.#name || this.inner?.outsideHost || '';
    }

    start(): void {
      const { stream } = this;
      if (this.inner?.outsideHost === undefined || stream === undefined) {
        const error = new NotImplementedError('TLS between programs of the container (tls.createServer, https.createServer)');
        env.loop.enqueue(() => this.makeCallback(this.onerror, error));
        return;
      }
      stream.write(played({ servername: this.#nameOfPeer(), protocols: this.#protocols }), () => {});
      env.loop.enqueue(() => {
        if (this.closed) return;
        this.makeCallback(this.onhandshakedone);
      });
    }

    /** Decrypted bytes that another stream had read before. */
    receive(bytes: Uint8Array): void {
      this.events.data(bytes.slice());
    }

    // Of servers only.
    enableCertCb(): void {}
    enableALPNCb(): void {}
    enablePskCallback(): void {}
    setPskIdentityHint(): void {}

    setServername(name: string): void {
      this.#name = name;
    }
    getServername(): string | false {
      return this.#name === '' ? false : this.#name;
    }
    /** @param wire each protocol with its length before it (RFC 7301) */
    setALPNProtocols(wire: Uint8Array): void {
      const protocols: string[] = [];
      for (let at = 0; at < wire.length; at += 1 + (wire[at] ?? 0)) protocols.push(String.fromCharCode(...wire.subarray(at + 1, at + 1 + (wire[at] ?? 0))));
      this.#protocols = protocols;
    }
    getALPNNegotiatedProtocol(): string | false {
      return this.#protocols.includes(PLAYED_TLS.protocol) ? PLAYED_TLS.protocol : false;
    }
    getPeerCertificate(): Record<string, unknown> {
      return certificateOf(this.#nameOfPeer());
    }
    getCipher(): Record<string, string> {
      return { name: 'TLS_AES_256_GCM_SHA384', standardName: 'TLS_AES_256_GCM_SHA384', version: PLAYED_TLS.version };
    }
    getProtocol(): string {
      return PLAYED_TLS.version;
    }
    getEphemeralKeyInfo(): Record<string, unknown> {
      return { type: 'ECDH', name: 'X25519', size: 253 };
    }
    verifyError(): null {
      return null;
    }
    isSessionReused(): boolean {
      return false;
    }
    getSession(): undefined {
      return undefined;
    }
    getTLSTicket(): undefined {
      return undefined;
    }
    getCertificate(): Record<string, never> {
      return {};
    }

    // What would change an encryption that is not there.
    setVerifyMode(): void {}
    setSession(): void {}
    requestOCSP(): void {}
    enableTrace(): void {}
    enableKeylogCallback(): void {}
    enableSessionCallbacks(): void {}
    writesIssuedByPrevListenerDone(): void {}
    setMaxSendFragment(): number {
      return 1;
    }
    destroySSL(): void {}
  }

  return {
    TLSWrap,
    wrap(handle: Handle, _context: unknown, isServer: boolean): TLSWrap {
      if (isServer) throw noServer();
      return new TLSWrap(handle);
    },
    /** Called by a server that is about to listen (tools/node-library/patches.ts). @throws always */
    refuse(): never {
      throw noServer();
    },
  };
}
