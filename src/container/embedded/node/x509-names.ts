// Distinguished names and general names of certificates (RFC 5280, 4.1.2.4 and 4.2.1.6), and the texts that Node makes of them.
// Facts: deps/ncrypto/ncrypto.cc (PrintGeneralName, PrintAltName), crypto/asn1/a_strex.c of OpenSSL.
import { children, contextTag, oidOf, readDer, TAG, type DerNode } from './der.ts';
import { decodeLatin1, decodeUtf8 } from './encodings.ts';

/** One attribute of a name: what it is, and its value as text. */
export interface NameAttribute {
  readonly oid: string;
  readonly value: string;
}

export interface DistinguishedName {
  /** its DER */
  readonly whole: Uint8Array;
  /** relative names, outermost first; most have one attribute */
  readonly parts: readonly (readonly NameAttribute[])[];
}

/** OpenSSL's short names (crypto/objects/objects.txt). */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN', '2.5.4.4': 'SN', '2.5.4.5': 'serialNumber', '2.5.4.6': 'C', '2.5.4.7': 'L', '2.5.4.8': 'ST', '2.5.4.9': 'street', '2.5.4.10': 'O',
  '2.5.4.11': 'OU', '2.5.4.12': 'title', '2.5.4.13': 'description', '2.5.4.15': 'businessCategory', '2.5.4.16': 'postalAddress', '2.5.4.17': 'postalCode',
  '2.5.4.20': 'telephoneNumber', '2.5.4.41': 'name', '2.5.4.42': 'GN', '2.5.4.43': 'initials', '2.5.4.44': 'generationQualifier', '2.5.4.45': 'x500UniqueIdentifier',
  '2.5.4.46': 'dnQualifier', '2.5.4.65': 'pseudonym', '2.5.4.97': 'organizationIdentifier', '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC', '1.2.840.113549.1.9.1': 'emailAddress', '1.2.840.113549.1.9.2': 'unstructuredName',
  '1.3.6.1.4.1.311.60.2.1.1': 'jurisdictionL', '1.3.6.1.4.1.311.60.2.1.2': 'jurisdictionST', '1.3.6.1.4.1.311.60.2.1.3': 'jurisdictionC',
};
export const COMMON_NAME = '2.5.4.3';
export const EMAIL_ADDRESS = '1.2.840.113549.1.9.1';
const shortName = (oid: string): string => SHORT_NAMES[oid] ?? oid;

const STRING = { utf8: 12, numeric: 18, printable: 19, t61: 20, ia5: 22, visible: 26, universal: 28, bmp: 30 } as const;

/** The text of an ASN.1 string. */
function stringOf({ tag, content }: DerNode): string {
  if (tag === STRING.utf8) return decodeUtf8(content, 0, content.length);
  const width = tag === STRING.bmp ? 2 : tag === STRING.universal ? 4 : 1;
  if (width === 1) return decodeLatin1(content, 0, content.length);
  let text = '';
  for (let at = 0; at + width <= content.length; at += width) {
    text += String.fromCodePoint(content.subarray(at, at + width).reduce((value, byte) => value * 256 + byte, 0));
  }
  return text;
}

/** Reads a Name (RFC 5280, 4.1.2.4). @throws when it is none */
export function readName(node: DerNode | undefined): DistinguishedName {
  const parts = children(node).map((set) =>
    children(set, TAG.set).map((attribute): NameAttribute => {
      const [type, value] = children(attribute);
      return { oid: oidOf(type), value: value === undefined ? '' : stringOf(value) };
    }),
  );
  return { whole: node?.whole ?? new Uint8Array(0), parts };
}

/** All values that a name has for an attribute. */
export const valuesOf = ({ parts }: DistinguishedName, oid: string): string[] =>
  parts.flatMap((part) => part.filter((attribute) => attribute.oid === oid).map(({ value }) => value));

/** Case and runs of blanks do not tell names apart (RFC 5280, 7.1). */
export function sameName(a: DistinguishedName, b: DistinguishedName): boolean {
  const canonical = ({ parts }: DistinguishedName): string =>
    JSON.stringify(parts.map((part) => part.map(({ oid, value }) => [oid, value.trim().replace(/\s+/g, ' ').toLowerCase()])));
  return canonical(a) === canonical(b);
}

/** ASN1_STRFLGS_ESC_2253, with ASN1_STRFLGS_ESC_CTRL where `control` is set. */
function escapeValue(value: string, control: boolean): string {
  const hex = (character: string): string => `\\${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  const special = value.replace(/[,+"\\<>;]/g, '\\$&').replace(/^[# ]/, '\\$&');
  const ended = value.length > 1 ? special.replace(/ $/, '\\ ') : special;
  return control ? ended.replace(/[\u0000-\u001f\u007f]/g, hex) : ended;
}

const partText = (part: readonly NameAttribute[], control: boolean): string[] => part.map(({ oid, value }) => `${shortName(oid)}=${escapeValue(value, control)}`);

/** A name as `subject` and `issuer` give it: one line for each part; undefined for an empty name. */
export function nameText({ parts }: DistinguishedName): string | undefined {
  return parts.length === 0 ? undefined : parts.map((part) => partText(part, true).join(' + ')).join('\n');
}

/** A name as `toLegacyObject` gives it. */
export function legacyName({ parts }: DistinguishedName): Record<string, string | string[]> {
  const members = Object.create(null) as Record<string, string | string[]>;
  for (const { oid, value } of parts.flat()) {
    const name = shortName(oid);
    const known = members[name];
    members[name] = known === undefined ? value : [...(typeof known === 'string' ? [known] : known), value];
  }
  return members;
}

// ---- general names ----

export type GeneralName =
  | { readonly type: 'email' | 'dns' | 'uri'; readonly value: string }
  | { readonly type: 'ip'; readonly bytes: Uint8Array }
  | { readonly type: 'directory'; readonly name: DistinguishedName }
  | { readonly type: 'id'; readonly oid: string }
  | { readonly type: 'other'; readonly oid: string; readonly value: string | undefined }
  | { readonly type: 'x400' | 'ediParty' };

const primitive = (number: number): number => 0x80 | number;

/** Reads a GeneralName (RFC 5280, 4.2.1.6). @throws when what it holds is malformed */
export function readGeneralName(node: DerNode): GeneralName {
  const { tag, content } = node;
  const text = (): string => decodeLatin1(content, 0, content.length);
  switch (tag) {
    case contextTag(0): {
      const [type, value] = readDer(content);
      const inner = value === undefined ? undefined : readDer(value.content)[0];
      return { type: 'other', oid: oidOf(type), value: inner === undefined ? undefined : stringOf(inner) };
    }
    case primitive(1):
      return { type: 'email', value: text() };
    case primitive(2):
      return { type: 'dns', value: text() };
    case contextTag(4):
      return { type: 'directory', name: readName(readDer(content)[0]) };
    case primitive(6):
      return { type: 'uri', value: text() };
    case primitive(7):
      return { type: 'ip', bytes: content };
    case primitive(8):
      return { type: 'id', oid: oidOf({ ...node, tag: TAG.oid }) };
    default:
      return { type: tag === contextTag(3) ? 'x400' : 'ediParty' };
  }
}

/** Names that hold what ends a name in the list are written as JSON (CVE-2021-44532). */
function safeText(prefix: string, value: string, unicode: boolean): string {
  const unsafe = unicode ? /["\\,'\u0000-\u001f\u007f]/ : /["\\,']|[^ -~]/;
  if (!unsafe.test(value)) return `${prefix}${value}`;
  let quoted = '';
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\\' || character === '"') quoted += `\\${character}`;
    else if ((character >= ' ' && character <= '~' && character !== ',') || (unicode && code > 0x7f)) quoted += character;
    else quoted += `\\u00${code.toString(16).padStart(2, '0')}`;
  }
  return `${prefix}"${quoted}"`;
}

/** kinds of otherName that Node prints (ncrypto.cc) */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.8.9': 'SmtpUTF8Mailbox', '1.3.6.1.5.5.7.8.5': 'XmppAddr', '1.3.6.1.5.5.7.8.7': 'SRVName', '1.3.6.1.4.1.311.20.2.3': 'UPN',
  '1.3.6.1.5.5.7.8.8': 'NAIRealm',
};

/** A general name as `subjectAltName` and `infoAccess` give it. */
export function generalNameText(name: GeneralName): string {
  switch (name.type) {
    case 'email':
      return safeText('email:', name.value, false);
    case 'dns':
      return safeText('DNS:', name.value, false);
    case 'uri':
      return safeText('URI:', name.value, false);
    case 'ip': {
      const { bytes } = name;
      if (bytes.length === 4) return `IP Address:${[...bytes].join('.')}`;
      if (bytes.length !== 16) return `IP Address:<invalid length=${bytes.length}>`;
      const groups = Array.from({ length: 8 }, (_, index) => ((bytes[2 * index] as number) * 256 + (bytes[2 * index + 1] as number)).toString(16).toUpperCase());
      return `IP Address:${groups.join(':')}`;
    }
    case 'directory': {
      // RFC 2253: the innermost part first.
      const text = name.name.parts.map((part) => partText(part, false).join('+')).reverse().join(',');
      return safeText('DirName:', text, true);
    }
    case 'id':
      return `Registered ID:${name.oid}`;
    case 'other': {
      const kind = OTHER_NAMES[name.oid];
      return kind === undefined || name.value === undefined ? 'othername:<unsupported>' : `othername:${safeText(` ${kind}:`, name.value, kind !== 'SRVName')}`;
    }
    case 'x400':
      return 'X400Name:<unsupported>';
    case 'ediParty':
      return 'EdiPartyName:<unsupported>';
  }
}
