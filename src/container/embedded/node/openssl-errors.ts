// Errors as OpenSSL's error queue becomes one (src/crypto/crypto_util.cc of Node, Decorate): message, library, reason, code.
import { codedError } from './bytes.ts';

interface OpensslFailure {
  /** hexadecimal, as OpenSSL prints it */
  readonly number: string;
  readonly library: string;
  readonly reason: string;
  readonly code: string;
  /** errors of the queue besides, oldest first; absent when Node reports none */
  readonly stack?: readonly string[];
}

/** An error with what Node puts on it out of OpenSSL's queue. */
export function opensslError({ number, library, reason, code, stack }: OpensslFailure): Error {
  const error = new Error(`error:${number}:${library}::${reason}`);
  return Object.assign(error, stack === undefined ? {} : { opensslErrorStack: [...stack] }, { library, reason, code });
}

const PROVIDER = 'Provider routines';

/** An error of the provider with itself in the queue. */
function providerError(number: string, reason: string, code: string): Error {
  return opensslError({ number, library: PROVIDER, reason, code, stack: [`error:${number}:${PROVIDER}::${reason}`] });
}

export const badDecrypt = (): Error => providerError('1C800064', 'bad decrypt', 'ERR_OSSL_BAD_DECRYPT');
export const wrongFinalBlockLength = (): Error => providerError('1C80006B', 'wrong final block length', 'ERR_OSSL_WRONG_FINAL_BLOCK_LENGTH');
export const operationNotSupported = (): Error =>
  opensslError({
    number: '03000096', library: 'digital envelope routines', reason: 'operation not supported for this keytype',
    code: 'ERR_OSSL_EVP_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE',
  });
export const invalidDigestForKey = (): Error =>
  opensslError({ number: '1C80007A', library: PROVIDER, reason: 'invalid digest', code: 'ERR_OSSL_INVALID_DIGEST' });

export const unsupportedPadding = (): Error =>
  opensslError({ number: '1C8000A5', library: PROVIDER, reason: 'illegal or unsupported padding mode', code: 'ERR_OSSL_ILLEGAL_OR_UNSUPPORTED_PADDING_MODE' });
export const notForThisKeyType = (): Error =>
  opensslError({
    number: '1C8000B2', library: PROVIDER, reason: 'operation not supported for this keytype', code: 'ERR_OSSL_OPERATION_NOT_SUPPORTED_FOR_THIS_KEYTYPE',
  });
export const digestNotAllowed = (): Error =>
  opensslError({ number: '1C8000AE', library: PROVIDER, reason: 'digest not allowed', code: 'ERR_OSSL_DIGEST_NOT_ALLOWED' });
export const invalidSaltLength = (): Error =>
  opensslError({ number: '1C800070', library: PROVIDER, reason: 'invalid salt length', code: 'ERR_OSSL_INVALID_SALT_LENGTH' });
export const saltTooSmall = (): Error =>
  opensslError({ number: '1C8000AC', library: PROVIDER, reason: 'pss saltlen too small', code: 'ERR_OSSL_PSS_SALTLEN_TOO_SMALL' });

// ---- of generation, whose errors have nothing but a message ----

export const keyManagementFailure = (): Error => new Error('error:030000E9:digital envelope routines::provider keymgmt failure');
export const badFieldParameters = (): Error => new Error('error:05000072:dsa routines::bad ffc parameters');
export const modulusTooSmall = (): Error => new Error('error:0280007E:Diffie-Hellman routines::modulus too small');

const rsaError = (number: string, reason: string, name: string): Error =>
  opensslError({ number, library: 'rsa routines', reason, code: `ERR_OSSL_RSA_${name}` });
export const dataTooLarge = (): Error => rsaError('0200006E', 'data too large for key size', 'DATA_TOO_LARGE_FOR_KEY_SIZE');
export const digestTooBig = (): Error => rsaError('02000070', 'digest too big for rsa key', 'DIGEST_TOO_BIG_FOR_RSA_KEY');
export const oaepDecodingError = (): Error => rsaError('02000079', 'oaep decoding error', 'OAEP_DECODING_ERROR');

/** What OpenSSL's decoders say of what is no key. */
export function undecodableKey(): Error {
  const number = '1E08010C';
  const library = 'DECODER routines';
  const reason = 'unsupported';
  return opensslError({ number, library, reason, code: 'ERR_OSSL_UNSUPPORTED', stack: [`error:${number}:${library}::${reason}`] });
}

export function notEnoughData(): Error {
  const number = '0680008E';
  const library = 'asn1 encoding routines';
  const reason = 'not enough data';
  return opensslError({ number, library, reason, code: 'ERR_OSSL_ASN1_NOT_ENOUGH_DATA', stack: [`error:${number}:${library}::${reason}`] });
}

/** An encrypted key without its passphrase. @param form of its encryption: PKCS #8's, or PEM's own */
export function missingPassphrase(form: 'pkcs8' | 'pem'): Error {
  const library = 'common libcrypto routines';
  const reason = 'interrupted or cancelled';
  const cancelled = `error:07880109:${library}::${reason}`;
  const noPassphrase = 'error:1C80009F:Provider routines::unable to get passphrase';
  const badRead = 'error:04800068:PEM routines::bad password read';
  const stack = form === 'pkcs8' ? [badRead, cancelled, noPassphrase, cancelled, cancelled] : [badRead, cancelled, cancelled];
  return opensslError({ number: '07880109', library, reason, code: 'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED', stack });
}
export const invalidCurve = (): Error => codedError(TypeError, 'ERR_CRYPTO_INVALID_CURVE', 'Invalid EC curve name');
export const invalidJwk = (message: string): Error => codedError(TypeError, 'ERR_CRYPTO_INVALID_JWK', message);

// ---- of certificates ----

const asn1Error = (number: string, reason: string, name: string): Error =>
  opensslError({ number, library: 'asn1 encoding routines', reason, code: `ERR_OSSL_ASN1_${name}` });
const pemError = (number: string, reason: string, name: string): Error => opensslError({ number, library: 'PEM routines', reason, code: `ERR_OSSL_PEM_${name}` });
export const wrongTag = (): Error => asn1Error('068000A8', 'wrong tag', 'WRONG_TAG');
export const noStartLine = (): Error => pemError('0480006C', 'no start line', 'NO_START_LINE');
export const unsupportedPemEncryption = (): Error => pemError('04800072', 'unsupported encryption', 'UNSUPPORTED_ENCRYPTION');
export const badBase64 = (): Error => pemError('04800064', 'bad base64 decode', 'BAD_BASE64_DECODE');
export const keyValuesMismatch = (): Error =>
  opensslError({ number: '05800074', library: 'x509 certificate routines', reason: 'key values mismatch', code: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' });
const sslSetupError = (number: string, reason: string, name: string): Error => opensslError({ number, library: 'SSL routines', reason, code: `ERR_SSL_${name}` });
export const noCipherMatch = (): Error => sslSetupError('0A0000B9', 'no cipher match', 'NO_CIPHER_MATCH');
export const keyTooSmall = (): Error => sslSetupError('0A00018F', 'ee key too small', 'EE_KEY_TOO_SMALL');
