// Whether a certificate is for a host, an e-mail address or an IP address, by the rules of OpenSSL (crypto/x509/v3_utl.c, do_x509_check).
import { equalBytes } from './bytes.ts';
import { COMMON_NAME, EMAIL_ADDRESS, valuesOf, type GeneralName } from './x509-names.ts';
import type { Certificate } from './x509.ts';

/** X509_CHECK_FLAG_* (include/openssl/x509v3.h) */
const FLAG = { alwaysCheckSubject: 1, noWildcards: 2, noPartialWildcards: 4, multiLabelWildcards: 8, singleLabelSubdomains: 0x10, neverCheckSubject: 0x20 } as const;

const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const startsIdna = (text: string): boolean => /^xn--/i.test(text);

type Equal = (pattern: string, subject: string, flags: number) => boolean;

/** A subject that begins with a dot matches every name below it. */
function equalNoCase(pattern: string, subject: string, flags: number): boolean {
  let rest = pattern;
  if (subject.length > 1 && subject.startsWith('.')) {
    const surplus = pattern.length - subject.length;
    const skipped = surplus > 0 ? pattern.slice(0, surplus) : '';
    if (surplus > 0 && !((flags & FLAG.singleLabelSubdomains) !== 0 && skipped.includes('.'))) rest = pattern.slice(surplus);
  }
  return !rest.includes('\0') && lower(rest) === lower(subject);
}

/** Where the one legal wildcard of a pattern is; -1: there is none. */
function validStar(pattern: string, flags: number): number {
  const labels = pattern.split('.');
  const [first = ''] = labels;
  const star = first.indexOf('*');
  const valid =
    star >= 0 && labels.length > 2 && pattern.lastIndexOf('*') === star && !startsIdna(first) && /^[\w*-]+$/.test(first) &&
    (star === 0 || star === first.length - 1) && !((flags & FLAG.noPartialWildcards) !== 0 && first !== '*') && !first.startsWith('-') &&
    !/-$/.test(first) && labels.slice(1).every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(label)) && !first.includes('_');
  return valid ? star : -1;
}

function equalWildcard(pattern: string, subject: string, flags: number): boolean {
  const star = subject.length > 1 && subject.startsWith('.') ? -1 : validStar(pattern, flags);
  if (star < 0) return equalNoCase(pattern, subject, flags);
  const [prefix, suffix] = [pattern.slice(0, star), pattern.slice(star + 1)];
  if (subject.length < prefix.length + suffix.length) return false;
  const end = subject.length - suffix.length;
  if (lower(subject.slice(0, prefix.length)) !== lower(prefix) || lower(subject.slice(end)) !== lower(suffix)) return false;
  const matched = subject.slice(prefix.length, end);
  const wholeLabel = prefix === '' && suffix.startsWith('.');
  if (wholeLabel && matched === '') return false;
  if (!wholeLabel && startsIdna(subject.slice(prefix.length))) return false;
  if (matched === '*') return true;
  return (wholeLabel && (flags & FLAG.multiLabelWildcards) !== 0 ? /^[A-Za-z0-9.-]*$/ : /^[A-Za-z0-9-]*$/).test(matched);
}

/** The part after the last @ in any case, the part before it exactly. */
function equalEmail(pattern: string, subject: string): boolean {
  if (pattern.length !== subject.length) return false;
  const at = Math.max(pattern.lastIndexOf('@'), subject.lastIndexOf('@'));
  if (at <= 0) return pattern === subject;
  return pattern.slice(0, at) === subject.slice(0, at) && lower(pattern.slice(at)) === lower(subject.slice(at));
}

function check(certificate: Certificate, given: { type: GeneralName['type']; attribute: string; equal: Equal; subject: string; flags: number }): string | undefined {
  const { type, attribute, equal, subject, flags } = given;
  const matches = (value: string): boolean => value !== '' && equal(value, subject, flags);
  const names = certificate.alternativeNames.flatMap((name) => (name.type === type && 'value' in name ? [name.value ?? ''] : []));
  const found = names.find(matches);
  if (found !== undefined) return found;
  if (names.length > 0 && (flags & FLAG.alwaysCheckSubject) === 0) return undefined;
  if ((flags & FLAG.neverCheckSubject) !== 0) return undefined;
  return valuesOf(certificate.subject, attribute).find(matches);
}

/** @returns the name of the certificate that the host matches; undefined: none */
export function checkHost(certificate: Certificate, host: string, flags: number): string | undefined {
  const equal = (flags & FLAG.noWildcards) !== 0 ? equalNoCase : equalWildcard;
  return check(certificate, { type: 'dns', attribute: COMMON_NAME, equal, subject: host, flags });
}

/** @returns the address of the certificate that this one matches; undefined: none */
export function checkEmail(certificate: Certificate, address: string, flags: number): string | undefined {
  return check(certificate, { type: 'email', attribute: EMAIL_ADDRESS, equal: equalEmail, subject: address, flags });
}

/** @param address the bytes of an IP address */
export function checkIp(certificate: Certificate, address: Uint8Array): boolean {
  return certificate.alternativeNames.some((name) => name.type === 'ip' && equalBytes(name.bytes, address));
}
