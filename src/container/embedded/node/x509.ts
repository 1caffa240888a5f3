// X.509 certificates (RFC 5280): reading them, and what OpenSSL says of one by itself and beside its issuer. Facts: crypto/x509/v3_purp.c of OpenSSL,
// deps/ncrypto/ncrypto.cc.
import { equalBytes } from './bytes.ts';
import { digestAlgorithm, type DigestAlgorithm } from './crypto-digests.ts';
import { ENCODED, readDerKey, type KeyMaterial } from './crypto-keys.ts';
import { RSA_PADDING } from './crypto-rsa.ts';
import { verify } from './crypto-signatures.ts';
import { bitsOf, bytesToBigint, children, contentOf, contextTag, integerOf, oidOf, readDer, readPem, TAG, type DerNode } from './der.ts';
import { decodeLatin1 } from './encodings.ts';
import { badBase64, noStartLine, wrongTag } from './openssl-errors.ts';
import { readGeneralName, readName, sameName, type DistinguishedName, type GeneralName } from './x509-names.ts';

export interface Certificate {
  readonly raw: Uint8Array<ArrayBuffer>;
  /** what is signed */
  readonly body: Uint8Array;
  readonly version: number;
  readonly serial: bigint;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  /** seconds since 1970 */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo */
  readonly spki: Uint8Array;
  readonly alternativeNames: readonly GeneralName[];
  /** undefined: the extension is absent */
  readonly hasAlternativeNames: boolean;
  readonly infoAccess: readonly InfoAccess[] | undefined;
  /** OIDs */
  readonly extendedKeyUsage: readonly string[] | undefined;
  /** KEY_USAGE bits */
  readonly keyUsage: number | undefined;
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | undefined } | undefined;
  readonly subjectKeyId: Uint8Array | undefined;
  readonly authorityKeyId: AuthorityKeyId | undefined;
  /** critical extensions that nobody here understands */
  readonly unhandledCritical: boolean;
}

interface AlgorithmIdentifier {
  readonly oid: string;
  readonly parameters: DerNode | undefined;
}

interface InfoAccess {
  readonly method: string;
  readonly location: GeneralName;
}

interface AuthorityKeyId {
  readonly keyId: Uint8Array | undefined;
  readonly issuer: readonly GeneralName[];
  readonly serial: bigint | undefined;
}

export const KEY_USAGE = { digitalSignature: 0x80, keyEncipherment: 0x20, keyAgreement: 0x08, keyCertSign: 0x04, cRLSign: 0x02 } as const;

const EXTENSION = {
  subjectKeyId: '2.5.29.14', keyUsage: '2.5.29.15', alternativeNames: '2.5.29.17', basicConstraints: '2.5.29.19', nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32', authorityKeyId: '2.5.29.35', extendedKeyUsage: '2.5.29.37', infoAccess: '1.3.6.1.5.5.7.1.1',
} as const;
const HANDLED: ReadonlySet<string> = new Set(Object.values(EXTENSION).filter((id) => id !== EXTENSION.nameConstraints));

const CERTIFICATE_LABELS = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']);

const UTC_TIME = 0x17;
const BOOLEAN = 1;
const CONTEXT = 0x80;

/** Seconds since 1970 of a UTCTime or GeneralizedTime. */
function readTime(node: DerNode | undefined): number {
  if (node === undefined) throw wrongTag();
  const text = decodeLatin1(node.content, 0, node.content.length);
  const short = node.tag === UTC_TIME;
  // RFC 5280, 4.1.2.5.1
  const year = short ? Number(text.slice(0, 2)) + (Number(text.slice(0, 2)) < 50 ? 2000 : 1900) : Number(text.slice(0, 4));
  const [month = 1, day = 1, hour = 0, minute = 0, second = 0] = (text.slice(short ? 2 : 4).match(/\d\d/g) ?? []).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

function readAlgorithm(node: DerNode | undefined): AlgorithmIdentifier {
  const [id, parameters] = children(node);
  return { oid: oidOf(id), parameters };
}

interface Extension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

function readExtensions(node: DerNode | undefined): Map<string, Extension> {
  const extensions = new Map<string, Extension>();
  if (node === undefined) return extensions;
  for (const one of children(readDer(node.content)[0])) {
    const members = children(one);
    const critical = members[1]?.tag === BOOLEAN && members[1].content[0] !== 0;
    extensions.set(oidOf(members[0]), { critical, value: contentOf(members.at(-1), TAG.octetString) });
  }
  return extensions;
}

/** A SEQUENCE that is the whole of an extension. */
const sequenceOf = (extension: Extension | undefined): DerNode[] | undefined => extension && children(readDer(extension.value)[0]);

function readAuthorityKeyId(members: readonly DerNode[] | undefined): AuthorityKeyId | undefined {
  if (members === undefined) return undefined;
  const member = (tag: number): Uint8Array | undefined => members.find((one) => one.tag === tag)?.content;
  const [issuer, serial] = [member(contextTag(1)), member(CONTEXT | 2)];
  return { keyId: member(CONTEXT), issuer: issuer === undefined ? [] : readDer(issuer).map(readGeneralName), serial: serial && bytesToBigint(serial) };
}

function readBasicConstraints(members: readonly DerNode[] | undefined): Certificate['basicConstraints'] {
  if (members === undefined) return undefined;
  const length = members.find(({ tag }) => tag === TAG.integer);
  return { ca: members[0]?.tag === BOOLEAN && members[0].content[0] !== 0, pathLength: length && Number(integerOf(length)) };
}

/** Reads a certificate in DER. @throws OpenSSL's errors for what is none */
export function readCertificate(bytes: Uint8Array): Certificate {
  if (bytes.length > 0 && bytes[0] !== TAG.sequence) throw wrongTag();
  try {
    const [outer] = readDer(bytes);
    const [body, algorithm, signature] = children(outer);
    const members = children(body);
    const versioned = members[0]?.tag === contextTag(0);
    const version = versioned ? Number(integerOf(readDer((members[0] as DerNode).content)[0])) : 0;
    const [serial, , issuer, validity, subject, spki, ...rest] = versioned ? members.slice(1) : members;
    const [notBefore, notAfter] = children(validity);
    const extensions = readExtensions(rest.find(({ tag }) => tag === contextTag(3)));
    const get = (id: string): DerNode[] | undefined => sequenceOf(extensions.get(id));
    const usage = extensions.get(EXTENSION.keyUsage);
    const keyId = extensions.get(EXTENSION.subjectKeyId);
    return {
      raw: Uint8Array.from((outer as DerNode).whole),
      body: (body as DerNode).whole,
      version,
      serial: integerOf(serial),
      signatureAlgorithm: readAlgorithm(algorithm),
      signature: bitsOf(signature),
      issuer: readName(issuer),
      subject: readName(subject),
      notBefore: readTime(notBefore),
      notAfter: readTime(notAfter),
      spki: Uint8Array.from(contentOf(spki, TAG.sequence).length > 0 ? (spki as DerNode).whole : []),
      alternativeNames: (get(EXTENSION.alternativeNames) ?? []).map(readGeneralName),
      hasAlternativeNames: extensions.has(EXTENSION.alternativeNames),
      infoAccess: get(EXTENSION.infoAccess)?.map((one): InfoAccess => {
        const [method, location] = children(one);
        return { method: oidOf(method), location: readGeneralName(location as DerNode) };
      }),
      extendedKeyUsage: get(EXTENSION.extendedKeyUsage)?.map(oidOf),
      keyUsage: usage && (bitsOf(readDer(usage.value)[0])[0] ?? 0),
      basicConstraints: readBasicConstraints(get(EXTENSION.basicConstraints)),
      subjectKeyId: keyId && contentOf(readDer(keyId.value)[0], TAG.octetString),
      authorityKeyId: readAuthorityKeyId(get(EXTENSION.authorityKeyId)),
      unhandledCritical: [...extensions].some(([id, { critical }]) => critical && !HANDLED.has(id)),
    };
  } catch (error) {
    // What is built otherwise than a certificate.
    if (error instanceof TypeError) throw wrongTag();
    throw error;
  }
}

/** The certificates of a text in PEM. @throws OpenSSL's errors for text without one, and for what is no certificate */
export function readPemCertificates(text: string): Certificate[] {
  let blocks;
  try {
    blocks = readPem(text);
  } catch {
    throw badBase64();
  }
  const certificates = blocks.filter(({ label }) => CERTIFICATE_LABELS.has(label));
  if (certificates.length === 0) throw noStartLine();
  return certificates.map(({ bytes }) => readCertificate(bytes));
}

/** A certificate in PEM or DER, as X509Certificate takes it. @throws what the reader of PEM says, where it is neither */
export function readAnyCertificate(bytes: Uint8Array): Certificate {
  try {
    return readPemCertificates(decodeLatin1(bytes, 0, bytes.length))[0] as Certificate;
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_OSSL_PEM_NO_START_LINE') throw error;
    try {
      return readCertificate(bytes);
    } catch {
      throw error;
    }
  }
}

// ---- keys and signatures ----

/** @throws NotImplementedError for keys of kinds that are not implemented */
export const publicKeyOf = ({ spki }: Certificate): KeyMaterial => readDerKey(Uint8Array.from(spki), ENCODED.spki, 'public', undefined);

interface SignatureKind {
  readonly name: string;
  readonly key: KeyMaterial['type'];
  readonly digest?: string;
}
const PSS = '1.2.840.113549.1.1.10';
/** OpenSSL's long names */
const SIGNATURE_KINDS: Readonly<Record<string, SignatureKind>> = {
  '1.2.840.113549.1.1.4': { name: 'md5WithRSAEncryption', key: 'rsa', digest: 'md5' },
  '1.2.840.113549.1.1.5': { name: 'sha1WithRSAEncryption', key: 'rsa', digest: 'sha1' },
  '1.2.840.113549.1.1.11': { name: 'sha256WithRSAEncryption', key: 'rsa', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { name: 'sha384WithRSAEncryption', key: 'rsa', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { name: 'sha512WithRSAEncryption', key: 'rsa', digest: 'sha512' },
  '1.2.840.113549.1.1.14': { name: 'sha224WithRSAEncryption', key: 'rsa', digest: 'sha224' },
  [PSS]: { name: 'rsassaPss', key: 'rsa' },
  '1.2.840.10045.4.1': { name: 'ecdsa-with-SHA1', key: 'ec', digest: 'sha1' },
  '1.2.840.10045.4.3.1': { name: 'ecdsa-with-SHA224', key: 'ec', digest: 'sha224' },
  '1.2.840.10045.4.3.2': { name: 'ecdsa-with-SHA256', key: 'ec', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { name: 'ecdsa-with-SHA384', key: 'ec', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { name: 'ecdsa-with-SHA512', key: 'ec', digest: 'sha512' },
  '1.3.101.112': { name: 'ED25519', key: 'ed25519' },
  '1.3.101.113': { name: 'ED448', key: 'ed448' },
};
const DIGESTS_BY_OID: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1', '2.16.840.1.101.3.4.2.1': 'sha256', '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** The name of the algorithm that a certificate is signed with. */
export const signatureName = ({ signatureAlgorithm }: Certificate): string | undefined => SIGNATURE_KINDS[signatureAlgorithm.oid]?.name;

/** The digest that a certificate's signature is over; undefined for algorithms that have their own. */
export function signatureDigest({ signatureAlgorithm: { oid, parameters } }: Certificate): DigestAlgorithm | undefined {
  const name = oid === PSS ? pssParameters(parameters).digest : SIGNATURE_KINDS[oid]?.digest;
  return name === undefined ? undefined : digestAlgorithm(name);
}

/** RSASSA-PSS-params (RFC 4055, 3.1) */
function pssParameters(node: DerNode | undefined): { digest: string; saltLength: number } {
  const members = node === undefined ? [] : children(node);
  const member = (number: number): DerNode | undefined => {
    const found = members.find(({ tag }) => tag === contextTag(number));
    return found && readDer(found.content)[0];
  };
  const [hash, salt] = [member(0), member(2)];
  return { digest: hash === undefined ? 'sha1' : (DIGESTS_BY_OID[readAlgorithm(hash).oid] ?? ''), saltLength: salt === undefined ? 20 : Number(integerOf(salt)) };
}

/** Whether keys of a key's type sign by an algorithm (check_sig_alg_match). */
const signsBy = (oid: string, { type }: KeyMaterial): boolean => SIGNATURE_KINDS[oid]?.key === type || (oid === PSS && type === 'rsa-pss');

/** Whether a certificate is signed by a key. */
export function isSignedBy(certificate: Certificate, key: KeyMaterial): boolean {
  const { oid, parameters } = certificate.signatureAlgorithm;
  const kind = SIGNATURE_KINDS[oid];
  if (kind === undefined || !signsBy(oid, key)) return false;
  const digest = signatureDigest(certificate);
  if (digest === undefined && key.type !== 'ed25519' && key.type !== 'ed448') return false;
  const pss = oid === PSS ? pssParameters(parameters) : undefined;
  if (key.type === 'rsa-pss' && pss !== undefined && key.restrictions !== undefined) {
    // What a key may not be used for, it has not signed.
    if (pss.digest !== key.restrictions.digest || pss.saltLength < key.restrictions.saltLength) return false;
  }
  const options = { digest, padding: pss && RSA_PADDING.pss, saltLength: pss?.saltLength, p1363: false, random: () => {} };
  return verify(key, { message: certificate.body }, certificate.signature, options);
}

// ---- issuers ----

/** Whether two certificates are the same to the byte. */
export const sameCertificate = (a: Certificate, b: Certificate): boolean => equalBytes(a.raw, b.raw);

/** Whether the names and identifiers of a certificate are those of its issuer (ossl_x509_likely_issued). */
export function isLikelyIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (!sameName(certificate.issuer, issuer.subject)) return false;
  const given = certificate.authorityKeyId;
  if (given?.keyId !== undefined && issuer.subjectKeyId !== undefined && !equalBytes(given.keyId, issuer.subjectKeyId)) return false;
  if (given?.serial !== undefined && given.serial !== issuer.serial) return false;
  const directory = given?.issuer.find((name) => name.type === 'directory');
  if (directory !== undefined && !sameName(directory.name, issuer.issuer)) return false;
  const { oid } = certificate.signatureAlgorithm;
  return SIGNATURE_KINDS[oid] === undefined || signsBy(oid, publicKeyOf(issuer));
}

/** X509_check_issued: what is likely, by a certificate that may sign others. */
export const isIssuedBy = (certificate: Certificate, issuer: Certificate): boolean =>
  isLikelyIssuedBy(certificate, issuer) && (issuer.keyUsage === undefined || (issuer.keyUsage & KEY_USAGE.keyCertSign) !== 0);

/** A certificate that names itself as its issuer. */
export const isSelfIssued = (certificate: Certificate): boolean => sameName(certificate.subject, certificate.issuer);
/** EXFLAG_SS */
export const isSelfSigned = (certificate: Certificate): boolean => isSelfIssued(certificate) && isLikelyIssuedBy(certificate, certificate);

const V1 = 0;
/** X509_check_ca: whether a certificate may be an issuer's. `certain`: it says so itself */
export function caStatus(certificate: Certificate): { readonly may: boolean; readonly certain: boolean } {
  const { keyUsage, basicConstraints } = certificate;
  if (keyUsage !== undefined && (keyUsage & KEY_USAGE.keyCertSign) === 0) return { may: false, certain: false };
  if (basicConstraints !== undefined) return { may: basicConstraints.ca, certain: basicConstraints.ca };
  return { may: (certificate.version === V1 && isSelfSigned(certificate)) || keyUsage !== undefined, certain: false };
}
