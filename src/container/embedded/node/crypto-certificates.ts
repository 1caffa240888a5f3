// internalBinding('crypto').parseX509, and the certificates that it and TLS hand to the library (src/crypto/crypto_x509.cc).
import { codedError, copyOf } from './bytes.ts';
import { digestAlgorithm } from './crypto-digests.ts';
import type { KeyMaterial } from './crypto-keys.ts';
import { heavyCrypto } from './crypto-loader.ts';
import { KEY_TYPE } from './crypto-operations.ts';
import { asBuffer, type Environment } from './environment.ts';
import { parseIPv4, parseIPv6 } from './ip-address.ts';
import { NotImplementedError, type Binding } from './shapes.ts';
import type { Certificate } from './x509.ts';

/** OpenSSL's long names of the methods of authorityInfoAccess */
const ACCESS_METHODS: Readonly<Record<string, string>> = { '1.3.6.1.5.5.7.48.1': 'OCSP', '1.3.6.1.5.5.7.48.2': 'CA Issuers', '1.3.6.1.5.5.7.48.3': 'AD Time Stamping' };

const upperHex = (value: bigint): string => {
  const digits = (value < 0n ? -value : value).toString(16).toUpperCase();
  return `${value < 0n ? '-' : ''}${value !== 0n && digits.length % 2 === 1 ? '0' : ''}${digits}`;
};

/** ASN1_TIME_print */
function timeText(seconds: number): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(seconds * 1000).toUTCString()) ?? [];
  return `${month} ${String(Number(day)).padStart(2)} ${time} ${Number(year)} GMT`;
}

interface CertificateHost {
  readonly env: Environment;
  createHandle(type: number, key: KeyMaterial): object;
  materialOf(handle: unknown): KeyMaterial | undefined;
}

/** The class of certificates of a process. */
export function certificates({ env, createHandle, materialOf }: CertificateHost) {
  const buffer = (bytes: Uint8Array): Uint8Array => asBuffer(env, copyOf(bytes));

  class X509Certificate {
    readonly #certificate: Certificate;
    readonly #issuer: X509Certificate | undefined;

    /** @param issuer the next of a chain */
    constructor(certificate: Certificate, issuer?: X509Certificate) {
      this.#certificate = certificate;
      this.#issuer = issuer;
    }

    subject(): string | undefined {
      return heavyCrypto().nameText(this.#certificate.subject);
    }
    issuer(): string | undefined {
      return heavyCrypto().nameText(this.#certificate.issuer);
    }
    subjectAltName(): string | undefined {
      const { hasAlternativeNames, alternativeNames } = this.#certificate;
      return hasAlternativeNames ? alternativeNames.map(heavyCrypto().generalNameText).join(', ') : undefined;
    }
    infoAccess(): string | undefined {
      const { generalNameText } = heavyCrypto();
      return this.#certificate.infoAccess?.map(({ method, location }) => `${ACCESS_METHODS[method] ?? method} - ${generalNameText(location)}`).join('\n');
    }
    validFrom(): string {
      return timeText(this.#certificate.notBefore);
    }
    validTo(): string {
      return timeText(this.#certificate.notAfter);
    }
    validFromDate(): Date {
      return new Date(this.#certificate.notBefore * 1000);
    }
    validToDate(): Date {
      return new Date(this.#certificate.notAfter * 1000);
    }
    #fingerprint(digest: string): string {
      const bytes = digestAlgorithm(digest)?.hash(this.#certificate.raw) ?? new Uint8Array(0);
      return Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(':');
    }
    fingerprint(): string {
      return this.#fingerprint('sha1');
    }
    fingerprint256(): string {
      return this.#fingerprint('sha256');
    }
    fingerprint512(): string {
      return this.#fingerprint('sha512');
    }
    keyUsage(): string[] | undefined {
      return this.#certificate.extendedKeyUsage?.slice();
    }
    serialNumber(): string {
      return upperHex(this.#certificate.serial);
    }
    signatureAlgorithm(): string | undefined {
      return heavyCrypto().signatureName(this.#certificate);
    }
    signatureAlgorithmOid(): string {
      return this.#certificate.signatureAlgorithm.oid;
    }
    raw(): Uint8Array {
      return buffer(this.#certificate.raw);
    }
    pem(): string {
      return heavyCrypto().writePem('CERTIFICATE', this.#certificate.raw);
    }
    publicKey(): object {
      return createHandle(KEY_TYPE.public, heavyCrypto().publicKeyOf(this.#certificate));
    }
    checkCA(): boolean {
      return heavyCrypto().caStatus(this.#certificate).certain;
    }
    getIssuerCert(): X509Certificate | undefined {
      return this.#issuer;
    }
    checkHost(name: string, flags: number): string | undefined {
      if (name.includes('\0')) throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid name');
      return heavyCrypto().checkHost(this.#certificate, name, flags);
    }
    checkEmail(address: string, flags: number): string | undefined {
      if (address.includes('\0')) throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid name');
      return heavyCrypto().checkEmail(this.#certificate, address, flags) === undefined ? undefined : address;
    }
    checkIP(text: string): string | undefined {
      const [short, long] = [parseIPv4(text), parseIPv6(text)];
      const { bigintToBytes, checkIp } = heavyCrypto();
      const address = short !== undefined ? bigintToBytes(short, 4) : long === undefined ? undefined : bigintToBytes(long, 16);
      if (address === undefined) throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Invalid name');
      return checkIp(this.#certificate, address) ? text : undefined;
    }
    checkIssued(other: X509Certificate): boolean {
      return heavyCrypto().isIssuedBy(this.#certificate, other.#certificate);
    }
    checkPrivateKey(handle: object): boolean {
      const key = materialOf(handle);
      const { publicKeyOf, samePublicKey } = heavyCrypto();
      return key !== undefined && samePublicKey(publicKeyOf(this.#certificate), key);
    }
    verify(handle: object): boolean {
      const key = materialOf(handle);
      return key !== undefined && heavyCrypto().isSignedBy(this.#certificate, key);
    }

    /** What the library makes its plain objects of (X509ToObject). */
    toLegacy(): Record<string, unknown> {
      const { legacyName } = heavyCrypto();
      return {
        subject: legacyName(this.#certificate.subject),
        issuer: legacyName(this.#certificate.issuer),
        subjectaltname: this.subjectAltName(),
        infoAccess: this.infoAccess(),
        ca: this.checkCA(),
        ...this.#legacyKey(),
      };
    }
    /** The same with those that issued it; one that issued itself is its own issuer. */
    toLegacyChain(): Record<string, unknown> {
      const legacy = this.toLegacy();
      if (this.#issuer !== undefined) legacy['issuerCertificate'] = this.#issuer.toLegacyChain();
      else if (heavyCrypto().isSelfIssued(this.#certificate)) legacy['issuerCertificate'] = legacy;
      return legacy;
    }
    #legacyKey(): Record<string, unknown> {
      const { bitLength, writeRsaSpki } = heavyCrypto();
      let key: KeyMaterial | undefined;
      try {
        key = heavyCrypto().publicKeyOf(this.#certificate);
      } catch (error) {
        // A key of a kind that is not known shows as none.
        if (!(error instanceof NotImplementedError)) throw error;
      }
      const rsa = key?.type === 'rsa' || key?.type === 'rsa-pss' ? key : undefined;
      const ec = key?.type === 'ec' ? key : undefined;
      return {
        modulus: rsa && upperHex(rsa.public.n),
        exponent: rsa && `0x${rsa.public.e.toString(16)}`,
        pubkey: rsa ? buffer(writeRsaSpki(rsa)) : ec && buffer(ec.public),
        bits: rsa ? bitLength(rsa.public.n) : ec && bitLength(ec.curve.noble.Point.Fn.ORDER),
        valid_from: this.validFrom(),
        valid_to: this.validTo(),
        fingerprint: this.fingerprint(),
        fingerprint256: this.fingerprint256(),
        fingerprint512: this.fingerprint512(),
        ext_key_usage: this.keyUsage(),
        serialNumber: this.serialNumber(),
        raw: this.raw(),
        asn1Curve: ec?.curve.name,
        nistCurve: ec?.curve.nistName,
      };
    }
  }

  const binding: Binding = {
    /** not Node's: for TLS, which hands out certificates of peers */
    X509Certificate,
    parseX509(given: ArrayBufferView): X509Certificate {
      return new X509Certificate(heavyCrypto().readAnyCertificate(copyOf(given)));
    },
  };
  return { X509Certificate, binding };
}
