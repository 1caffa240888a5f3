// Alerts of TLS (RFC 8446, section 6), and the errors that OpenSSL makes of them and of what it finds wrong itself (ssl/ssl_err.c).
import { opensslError } from '../openssl-errors.ts';

export const ALERT = {
  closeNotify: 0, unexpectedMessage: 10, badRecordMac: 20, recordOverflow: 22, handshakeFailure: 40, badCertificate: 42, illegalParameter: 47, decodeError: 50,
  decryptError: 51, protocolVersion: 70, internalError: 80, userCanceled: 90, missingExtension: 109, certificateRequired: 116, noApplicationProtocol: 120,
} as const;

/** SSL_R_*, by their texts */
const REASONS = {
  'length too short': 0xa0, 'http request': 0x9c, 'https proxy request': 0x9b, 'wrong version number': 0x10b, 'unsupported protocol': 0x102, 'no shared cipher': 0xc1,
  'no suitable key share': 0x65, 'no shared groups': 0x19a, 'no suitable signature algorithm': 0x76, 'no application protocol': 0xeb, 'unexpected message': 0xf4,
  'decryption failed or bad record mac': 0x119, 'bad signature': 0x7b, 'digest check failed': 0x95, 'peer did not return a certificate': 0xc7, 'missing sigalgs extension': 0x70,
  'bad extension': 0x6e, 'wrong cipher returned': 0x105, 'bad key share': 0x6c, 'wrong signature type': 0x172, 'packet length too long': 0xc6, 'unknown protocol': 0xfc,
  'wrong ssl version': 0x10a, 'no protocols available': 0xbf, 'encrypted length too long': 0x96, 'unable to find public key parameters': 0xef,
  'binder does not verify': 0xfd, 'unsolicited extension': 0xd9, 'application data after close notify': 0x123,
} as const;
export type SslReason = keyof typeof REASONS;

const RECEIVED: Readonly<Record<number, string>> = {
  10: 'ssl/tls alert unexpected message', 20: 'ssl/tls alert bad record mac', 21: 'tlsv1 alert decryption failed', 22: 'tlsv1 alert record overflow',
  30: 'ssl/tls alert decompression failure', 40: 'ssl/tls alert handshake failure', 41: 'ssl/tls alert no certificate', 42: 'ssl/tls alert bad certificate',
  43: 'ssl/tls alert unsupported certificate', 44: 'ssl/tls alert certificate revoked', 45: 'ssl/tls alert certificate expired', 46: 'ssl/tls alert certificate unknown',
  47: 'ssl/tls alert illegal parameter', 48: 'tlsv1 alert unknown ca', 49: 'tlsv1 alert access denied', 50: 'tlsv1 alert decode error', 51: 'tlsv1 alert decrypt error',
  70: 'tlsv1 alert protocol version', 71: 'tlsv1 alert insufficient security', 80: 'tlsv1 alert internal error', 86: 'tlsv1 alert inappropriate fallback',
  90: 'tlsv1 alert user cancelled', 109: 'tlsv13 alert missing extension', 110: 'tlsv1 unsupported extension', 112: 'tlsv1 unrecognized name',
  113: 'tlsv1 bad certificate status response', 115: 'tlsv1 alert unknown psk identity', 116: 'tlsv13 alert certificate required', 120: 'tlsv1 alert no application protocol',
};

const LIBRARY = 'SSL routines';
/** ERR_LIB_SSL, as it stands in an error's number */
const LIBRARY_BITS = 0x0a000000;
const SSL_AD_REASON_OFFSET = 1000;

function makeError(reason: string, value: number): Error {
  const number = (LIBRARY_BITS | value).toString(16).toUpperCase().padStart(8, '0');
  return opensslError({ number, library: LIBRARY, reason, code: `ERR_SSL_${reason.toUpperCase().replaceAll(' ', '_')}` });
}

/** What ends a connection: the error for the program, and the alert for the other side, where it is sent one. */
export class TlsFailure extends Error {
  readonly error: Error;
  readonly alert: number | undefined;
  constructor(error: Error, alert: number | undefined) {
    super(error.message);
    this.error = error;
    this.alert = alert;
  }
}

/** @param alert sent to the other side; undefined: none */
export const sslError = (reason: SslReason, alert: number | undefined): TlsFailure => new TlsFailure(makeError(reason, REASONS[reason]), alert);

/** The error that an alert of the other side becomes. */
export function alertError(alert: number): TlsFailure {
  const error = makeError(RECEIVED[alert] ?? `reason(${SSL_AD_REASON_OFFSET + alert})`, SSL_AD_REASON_OFFSET + alert);
  error.message += `:SSL alert number ${alert}`;
  return new TlsFailure(error, undefined);
}
