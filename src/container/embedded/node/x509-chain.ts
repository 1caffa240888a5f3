// Whether a chain of certificates leads to one that is trusted, judged as OpenSSL does (crypto/x509/x509_vfy.c: build_chain, check_extensions,
// internal_verify) with a callback that goes on after every error, as Node's does: the last error found is the one that counts.
import { bitLength } from './crypto-primes.ts';
import { caStatus, isLikelyIssuedBy, isSelfSigned, isSignedBy, KEY_USAGE, publicKeyOf, sameCertificate, signatureDigest, type Certificate } from './x509.ts';

/** X509_V_ERR_* that can be found here: Node's code -> OpenSSL's text. */
export const VERIFY_ERRORS = {
  UNABLE_TO_GET_ISSUER_CERT: 'unable to get issuer certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unable to get local issuer certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unable to verify the first certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self-signed certificate in certificate chain',
  CERT_SIGNATURE_FAILURE: 'certificate signature failure',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
  CERT_HAS_EXPIRED: 'certificate has expired',
  INVALID_CA: 'invalid CA certificate',
  PATH_LENGTH_EXCEEDED: 'path length constraint exceeded',
  INVALID_PURPOSE: 'unsuitable certificate purpose',
} as const;

/** What Node has no code for becomes this code (src/crypto/crypto_common.cc). */
const UNSPECIFIED = 'UNSPECIFIED';

export interface VerifyError {
  readonly code: keyof typeof VERIFY_ERRORS | typeof UNSPECIFIED;
  readonly message: string;
}

const verifyError = (code: keyof typeof VERIFY_ERRORS): VerifyError => ({ code, message: VERIFY_ERRORS[code] });
const unspecified = (message: string): VerifyError => ({ code: UNSPECIFIED, message });

export interface Trust {
  readonly trusted: readonly Certificate[];
  /** a trusted certificate ends a chain even where it is no root */
  readonly partialChain: boolean;
  /** what the leaf is for */
  readonly purpose: 'server' | 'client';
  /** seconds since 1970 */
  readonly now: number;
}

const PURPOSE_OID = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const;
const ANY_EXTENDED_KEY_USAGE = '2.5.29.37.0';
const LONGEST_CHAIN = 100;
/** security level 2 (OpenSSL's default since 3.2): bits of security that keys and digests of certificates must have */
const SMALLEST_RSA = 2048;
const SMALLEST_EC = 224;
const SMALLEST_DIGEST = 28;

/** The chain from the leaf to where no issuer is found, of those that were sent and those that are trusted. @returns with how many of them are trusted */
export function buildChain(leaf: Certificate, sent: readonly Certificate[], trusted: readonly Certificate[]): { readonly chain: Certificate[]; readonly anchors: number } {
  const chain = [leaf];
  let anchors = trusted.some((one) => sameCertificate(one, leaf)) ? 1 : 0;
  for (let last = leaf; !isSelfSigned(last) && chain.length < LONGEST_CHAIN; ) {
    const fits = (candidate: Certificate): boolean => isLikelyIssuedBy(last, candidate) && !chain.some((one) => sameCertificate(one, candidate));
    const anchor = trusted.find(fits);
    // Once the chain has come to what is trusted, only what is trusted goes on.
    const issuer = anchor ?? (anchors > 0 ? undefined : sent.find(fits));
    if (issuer === undefined) break;
    if (anchor !== undefined) anchors += 1;
    chain.push((last = issuer));
  }
  const top = chain.at(-1) as Certificate;
  if (anchors === 0 && chain.length > 1 && trusted.some((one) => sameCertificate(one, top))) anchors = 1;
  return { chain, anchors };
}

function purposeError(certificate: Certificate, depth: number, purpose: Trust['purpose']): VerifyError | undefined {
  if (certificate.unhandledCritical) return unspecified('unhandled critical extension');
  const uses = certificate.extendedKeyUsage;
  const usable = uses === undefined || uses.includes(PURPOSE_OID[purpose]) || uses.includes(ANY_EXTENDED_KEY_USAGE);
  if (depth > 0) {
    if (!caStatus(certificate).may) return verifyError('INVALID_CA');
    return usable ? undefined : verifyError('INVALID_PURPOSE');
  }
  const needed = purpose === 'server' ? KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment | KEY_USAGE.keyAgreement : KEY_USAGE.digitalSignature | KEY_USAGE.keyAgreement;
  const signs = certificate.keyUsage === undefined || (certificate.keyUsage & needed) !== 0;
  return usable && signs ? undefined : verifyError('INVALID_PURPOSE');
}

function strengthError(chain: readonly Certificate[], depth: number): VerifyError | undefined {
  const certificate = chain[depth] as Certificate;
  const key = publicKeyOf(certificate);
  const weak = key.type === 'rsa' ? bitLength(key.public.n) < SMALLEST_RSA : key.type === 'ec' && key.curve.size * 8 < SMALLEST_EC;
  if (weak) return unspecified(depth === 0 ? 'EE certificate key too weak' : 'CA certificate key too weak');
  // A root's own signature proves nothing.
  const digest = depth < chain.length - 1 || !isSelfSigned(certificate) ? signatureDigest(certificate) : undefined;
  return digest !== undefined && digest.length < SMALLEST_DIGEST ? unspecified('CA signature digest algorithm too weak') : undefined;
}

function timeError({ notBefore, notAfter }: Certificate, now: number): VerifyError | undefined {
  if (now < notBefore) return verifyError('CERT_NOT_YET_VALID');
  return now > notAfter ? verifyError('CERT_HAS_EXPIRED') : undefined;
}

/**
 * Judges the certificates that a peer sent.
 * @param sent the leaf, then whatever came with it
 * @returns what is wrong; undefined: nothing
 */
export function verifyChain(sent: readonly [Certificate, ...Certificate[]], { trusted, partialChain, purpose, now }: Trust): VerifyError | undefined {
  const [leaf, ...others] = sent;
  const { chain, anchors } = buildChain(leaf, others, trusted);
  const top = chain.at(-1) as Certificate;
  const selfSigned = isSelfSigned(top);
  let found: VerifyError | undefined;
  const note = (error: VerifyError | undefined): void => void (found = error ?? found);

  const complete = anchors > 0 && (selfSigned || partialChain);
  if (!complete) {
    if (selfSigned) note(verifyError(chain.length === 1 ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'SELF_SIGNED_CERT_IN_CHAIN'));
    else note(verifyError(anchors > 0 ? 'UNABLE_TO_GET_ISSUER_CERT' : 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'));
  }
  let below = 0;
  chain.forEach((certificate, depth) => {
    note(purposeError(certificate, depth, purpose));
    const limit = certificate.basicConstraints?.pathLength;
    if (depth > 0 && limit !== undefined && below > limit) note(verifyError('PATH_LENGTH_EXCEEDED'));
    if (depth > 0 && !isSelfSigned(certificate)) below += 1;
  });
  chain.forEach((_, depth) => note(strengthError(chain, depth)));

  for (let depth = chain.length - 1; depth >= 0; depth--) {
    const certificate = chain[depth] as Certificate;
    const issuer = chain[depth + 1];
    if (issuer !== undefined) {
      if (!isSignedBy(certificate, publicKeyOf(issuer))) note(verifyError('CERT_SIGNATURE_FAILURE'));
    } else if (!selfSigned && !partialChain) {
      // The top has no issuer: nothing is said of its time, unless it is the leaf.
      if (depth > 0) continue;
      note(verifyError('UNABLE_TO_VERIFY_LEAF_SIGNATURE'));
    }
    note(timeError(certificate, now));
  }
  return found;
}
