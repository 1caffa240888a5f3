// internalBinding('tls_wrap'): there is no TLS. Servers and clients can be set up, which packages do when they are loaded; a server
// says that there is none when it is about to listen, a client when it is to shake hands (src/crypto/crypto_tls.cc).
import type { BindingFactory } from '../environment.ts';
import { NotImplementedError } from '../shapes.ts';

const noTls = (): Error => new NotImplementedError('TLS (https, tls, http2 with a certificate)');

export const tlsWrap: BindingFactory = (env) => {
  class TLSWrap extends env.wraps.AsyncWrap {
    /** set by the library */
    onerror?: unknown;
    reading = false;
    protected override get provider(): string {
      return 'TLSWRAP';
    }
    get isStreamBase(): boolean {
      return true;
    }
    /** The handshake, which is refused. */
    start(): void {
      env.loop.hold(this);
      env.loop.enqueue(() => {
        env.loop.release(this);
        this.makeCallback(this.onerror, noTls());
      });
    }
    readStart(): number {
      return 0;
    }
    readStop(): number {
      return 0;
    }
    // What is written before the handshake waits for it, and goes when it fails.
    writev(): number {
      return 0;
    }
    writeBuffer(): number {
      return 0;
    }
    writeUtf8String(): number {
      return 0;
    }
    writeLatin1String(): number {
      return 0;
    }
    writeAsciiString(): number {
      return 0;
    }
    writeUcs2String(): number {
      return 0;
    }
    shutdown(): never {
      throw noTls();
    }
    receive(): never {
      throw noTls();
    }
    // What a connection is set up with, and taken down.
    setVerifyMode(): void {}
    setServername(): void {}
    setSession(): void {}
    setALPNProtocols(): void {}
    setPskIdentityHint(): void {}
    enableSessionCallbacks(): void {}
    enableCertCb(): void {}
    enableALPNCb(): void {}
    enablePskCallback(): void {}
    enableKeylogCallback(): void {}
    requestOCSP(): void {}
    destroySSL(): void {}
  }
  return {
    TLSWrap,
    wrap: () => new TLSWrap(),
    /** Called by a server that is about to listen (tools/node-library/patches.ts). @throws always */
    refuse(): never {
      throw noTls();
    },
  };
};
