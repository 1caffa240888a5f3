// The syntax tree of a Hurl file. It keeps every blank, comment and spelling, so that `format(parse(text))` is `text`.
// Facts: https://hurl.dev/docs/grammar.html and the behaviour of Hurl 8.1.

/** A place in the file. Columns count characters (code points), as Hurl does. */
export interface Position {
  /** 1-based */
  readonly line: number;
  /** 1-based */
  readonly column: number;
}

export interface Span {
  readonly start: Position;
  readonly end: Position;
}

export interface Comment {
  /** what follows the `#` */
  readonly text: string;
  readonly span: Span;
}

/** The end of a line: trailing blanks, perhaps a comment, and the newline (empty at the end of the file). */
export interface LineEnd {
  readonly space: string;
  readonly comment: Comment | null;
  readonly newline: '' | '\n' | '\r\n';
}

/** What stands before a node: whole blank or comment lines, then the blanks on the node's own line. */
export interface Lead {
  readonly lines: readonly LineEnd[];
  readonly indent: string;
  /** where the node's line begins */
  readonly span: Span;
}

// ---------------------------------------------------------------------------------------------------------------- templates

export type Expression =
  | { readonly kind: 'variable'; readonly name: string; readonly span: Span }
  | { readonly kind: 'function'; readonly name: 'newDate' | 'newUuid'; readonly span: Span };

/** `{{ name }}`. `source` includes the braces. */
export interface Placeholder {
  readonly kind: 'placeholder';
  readonly source: string;
  readonly expression: Expression;
}

export interface TemplateText {
  readonly kind: 'text';
  /** with escapes resolved */
  readonly value: string;
  /** as written */
  readonly source: string;
}

export interface Template {
  readonly delimiter: '' | '"' | '`';
  readonly elements: readonly (TemplateText | Placeholder)[];
  readonly span: Span;
}

// ------------------------------------------------------------------------------------------------------------------- values

export type NumberLiteral =
  | { readonly kind: 'integer'; readonly value: bigint; readonly source: string }
  /** an integer beyond 64 bits, kept as text without its sign, as Hurl keeps it */
  | { readonly kind: 'bigInteger'; readonly value: string; readonly source: string }
  | { readonly kind: 'float'; readonly value: number; readonly source: string };

export interface RegexLiteral {
  readonly kind: 'regex';
  /** the pattern with `\/` resolved */
  readonly pattern: string;
  /** as written, slashes included */
  readonly source: string;
  readonly span: Span;
}

/** `hex,...;` or `base64,...;` */
export interface BytesLiteral {
  readonly kind: 'hex' | 'base64';
  readonly space0: string;
  readonly value: Uint8Array;
  readonly source: string;
  readonly space1: string;
  readonly span: Span;
}

/** `file,name;` */
export interface FileLiteral {
  readonly kind: 'file';
  readonly space0: string;
  readonly filename: Template;
  readonly space1: string;
}

export type Json =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly source: string }
  | { readonly kind: 'string'; readonly value: Template }
  | Placeholder
  | { readonly kind: 'list'; readonly space0: string; readonly elements: readonly JsonElement[] }
  | { readonly kind: 'object'; readonly space0: string; readonly members: readonly JsonMember[] };

export interface JsonElement {
  readonly space0: string;
  readonly value: Json;
  readonly space1: string;
}

export interface JsonMember {
  readonly space0: string;
  readonly name: Template;
  readonly space1: string;
  readonly space2: string;
  readonly value: Json;
  readonly space3: string;
}

export interface Multiline {
  readonly kind: 'multiline';
  readonly language: '' | 'json' | 'xml' | 'raw' | 'graphql';
  /** from the language hint to the newline; for GraphQL with its optional comma */
  readonly head: string;
  readonly value: Template;
  /** GraphQL only */
  readonly variables: { readonly space: string; readonly value: Json; readonly whitespace: string } | null;
}

export type BodyValue =
  | { readonly kind: 'json'; readonly value: Json }
  | { readonly kind: 'xml'; readonly text: string }
  | { readonly kind: 'oneline'; readonly value: Template }
  | Multiline
  | BytesLiteral
  | FileLiteral;

export interface Body {
  readonly lead: Lead;
  readonly value: BodyValue;
  readonly span: Span;
  readonly end: LineEnd;
}

// ----------------------------------------------------------------------------------------------------------------- sections

export interface KeyValue {
  readonly lead: Lead;
  readonly key: Template;
  readonly space1: string;
  readonly space2: string;
  readonly value: Template;
  readonly end: LineEnd;
}

export interface FileParam {
  readonly lead: Lead;
  readonly key: Template;
  readonly space1: string;
  readonly space2: string;
  readonly space3: string;
  readonly filename: Template;
  readonly space4: string;
  readonly space5: string;
  readonly contentType: Template | null;
  readonly end: LineEnd;
}

export type MultipartParam = { readonly kind: 'param'; readonly param: KeyValue } | { readonly kind: 'file'; readonly param: FileParam };

export type CookieAttributeName = 'Value' | 'Expires' | 'Max-Age' | 'Domain' | 'Path' | 'Secure' | 'HttpOnly' | 'SameSite';

export type CertificateField = 'Subject' | 'Issuer' | 'Start-Date' | 'Expire-Date' | 'Serial-Number' | 'Subject-Alt-Name' | 'Value';

export type RegexValue = Template | RegexLiteral;

export type QueryValue =
  | { readonly kind: 'status' | 'version' | 'url' | 'body' | 'duration' | 'bytes' | 'rawbytes' | 'sha256' | 'md5' | 'ip' | 'redirects' }
  | { readonly kind: 'header' | 'xpath' | 'jsonpath' | 'variable'; readonly space0: string; readonly argument: Template }
  | { readonly kind: 'regex'; readonly space0: string; readonly argument: RegexValue }
  | {
      readonly kind: 'cookie';
      readonly space0: string;
      readonly name: Template;
      readonly attribute: CookieAttributeName | null;
      /** the quoted argument as written */
      readonly source: string;
    }
  | { readonly kind: 'certificate'; readonly space0: string; readonly field: CertificateField };

export type Query = QueryValue & { readonly span: Span };

export type PlainFilterName =
  | 'base64Decode'
  | 'base64Encode'
  | 'base64UrlSafeDecode'
  | 'base64UrlSafeEncode'
  | 'count'
  | 'daysAfterNow'
  | 'daysBeforeNow'
  | 'first'
  | 'htmlEscape'
  | 'htmlUnescape'
  | 'last'
  | 'location'
  | 'toFloat'
  | 'toHex'
  | 'toInt'
  | 'toString'
  | 'urlDecode'
  | 'urlEncode'
  | 'utf8Decode'
  | 'utf8Encode';

export type TemplateFilterName =
  | 'charsetDecode'
  | 'decode'
  | 'format'
  | 'dateFormat'
  | 'jsonpath'
  | 'split'
  | 'toDate'
  | 'urlQueryParam'
  | 'xpath';

export type IntegerArgument = { readonly kind: 'integer'; readonly value: bigint; readonly source: string } | Placeholder;

export type FilterValue =
  | { readonly kind: PlainFilterName }
  | { readonly kind: TemplateFilterName; readonly space0: string; readonly argument: Template }
  | { readonly kind: 'nth'; readonly space0: string; readonly argument: IntegerArgument }
  | { readonly kind: 'regex'; readonly space0: string; readonly argument: RegexValue }
  | { readonly kind: 'replace'; readonly space0: string; readonly argument: Template; readonly space1: string; readonly replacement: Template }
  | {
      readonly kind: 'replaceRegex';
      readonly space0: string;
      readonly argument: RegexValue;
      readonly space1: string;
      readonly replacement: Template;
    };

export type Filter = FilterValue & { readonly space: string; readonly span: Span };

export type PredicateValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: NumberLiteral }
  | { readonly kind: 'string'; readonly value: Template }
  | Placeholder
  | Multiline
  | BytesLiteral
  | FileLiteral
  | RegexLiteral;

export type PlainPredicateName =
  | 'exists'
  | 'isBoolean'
  | 'isCollection'
  | 'isDate'
  | 'isEmpty'
  | 'isFloat'
  | 'isInteger'
  | 'isIpv4'
  | 'isIpv6'
  | 'isIsoDate'
  | 'isList'
  | 'isNumber'
  | 'isObject'
  | 'isString'
  | 'isUuid';

export type ValuePredicateName = '==' | '!=' | '>=' | '>' | '<=' | '<' | 'startsWith' | 'endsWith' | 'contains' | 'includes' | 'matches';

export type PredicateFunction =
  | { readonly kind: PlainPredicateName; readonly span: Span }
  | { readonly kind: ValuePredicateName; readonly space0: string; readonly value: PredicateValue; readonly span: Span };

export interface Predicate {
  readonly not: boolean;
  /** blanks after `not` */
  readonly space0: string;
  /** where the predicate begins */
  readonly start: Position;
  readonly function: PredicateFunction;
}

export interface Assert {
  readonly lead: Lead;
  readonly query: Query;
  readonly filters: readonly Filter[];
  readonly space1: string;
  readonly predicate: Predicate;
  readonly end: LineEnd;
}

export interface Capture {
  readonly lead: Lead;
  readonly name: Template;
  readonly space1: string;
  readonly space2: string;
  readonly query: Query;
  readonly filters: readonly Filter[];
  /** blanks before `redact` */
  readonly space3: string;
  readonly redact: boolean;
  readonly end: LineEnd;
}

export type BooleanOptionName =
  | 'compressed'
  | 'digest'
  | 'fail-with-body'
  | 'http1.0'
  | 'http1.1'
  | 'http2'
  | 'http2-prior-knowledge'
  | 'http3'
  | 'insecure'
  | 'ipv4'
  | 'ipv6'
  | 'location'
  | 'location-trusted'
  | 'negotiate'
  | 'netrc'
  | 'netrc-optional'
  | 'no-jsonpath-coercion'
  | 'ntlm'
  | 'path-as-is'
  | 'skip'
  | 'verbose'
  | 'very-verbose';

export type TemplateOptionName =
  | 'aws-sigv4'
  | 'cacert'
  | 'cert'
  | 'connect-to'
  | 'header'
  | 'key'
  | 'netrc-file'
  | 'no-header'
  | 'output'
  | 'pinnedpubkey'
  | 'proxy'
  | 'resolve'
  | 'tls-max'
  | 'tls-min'
  | 'unix-socket'
  | 'user';

export type CountOptionName = 'max-redirs' | 'repeat' | 'retry';
export type DurationOptionName = 'connect-timeout' | 'delay' | 'max-time' | 'retry-interval';

export type BooleanArgument = { readonly kind: 'boolean'; readonly value: boolean } | Placeholder;
export type DurationArgument =
  | { readonly kind: 'duration'; readonly value: bigint; readonly unit: '' | 'ms' | 's' | 'm' | 'h'; readonly source: string }
  | Placeholder;

export type VariableValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly value: NumberLiteral }
  | { readonly kind: 'string'; readonly value: Template };

export type OptionValue =
  | { readonly kind: 'boolean'; readonly name: BooleanOptionName; readonly value: BooleanArgument }
  | { readonly kind: 'template'; readonly name: TemplateOptionName; readonly value: Template }
  | { readonly kind: 'count'; readonly name: CountOptionName; readonly value: IntegerArgument }
  | { readonly kind: 'natural'; readonly name: 'limit-rate'; readonly value: IntegerArgument }
  | { readonly kind: 'duration'; readonly name: DurationOptionName; readonly value: DurationArgument }
  | { readonly kind: 'verbosity'; readonly name: 'verbosity'; readonly value: 'brief' | 'verbose' | 'debug' }
  | {
      readonly kind: 'variable';
      readonly name: 'variable';
      readonly variable: string;
      readonly space0: string;
      readonly space1: string;
      readonly value: VariableValue;
    };

export interface EntryOption {
  readonly lead: Lead;
  readonly space1: string;
  readonly space2: string;
  readonly option: OptionValue;
  /** from the option's name to the end of its value */
  readonly span: Span;
  readonly end: LineEnd;
}

export interface SectionHead {
  readonly lead: Lead;
  /** of the name in its brackets */
  readonly span: Span;
  readonly end: LineEnd;
}

export type RequestSection =
  | (SectionHead & { readonly name: 'Query' | 'QueryStringParams' | 'Form' | 'FormParams'; readonly params: readonly KeyValue[] })
  | (SectionHead & { readonly name: 'Multipart' | 'MultipartFormData'; readonly params: readonly MultipartParam[] })
  | (SectionHead & { readonly name: 'BasicAuth'; readonly credentials: KeyValue | null })
  | (SectionHead & { readonly name: 'Cookies'; readonly cookies: readonly KeyValue[] })
  | (SectionHead & { readonly name: 'Options'; readonly options: readonly EntryOption[] });

export type ResponseSection =
  | (SectionHead & { readonly name: 'Captures'; readonly captures: readonly Capture[] })
  | (SectionHead & { readonly name: 'Asserts'; readonly asserts: readonly Assert[] });

export interface Request {
  readonly lead: Lead;
  readonly method: string;
  readonly space1: string;
  readonly url: Template;
  readonly end: LineEnd;
  readonly headers: readonly KeyValue[];
  readonly sections: readonly RequestSection[];
  readonly body: Body | null;
  readonly span: Span;
}

export interface Response {
  readonly lead: Lead;
  readonly version: { readonly value: 'HTTP' | 'HTTP/1.0' | 'HTTP/1.1' | 'HTTP/2' | 'HTTP/3'; readonly span: Span };
  readonly space1: string;
  readonly status: { readonly value: number | '*'; readonly source: string; readonly span: Span };
  readonly end: LineEnd;
  readonly headers: readonly KeyValue[];
  readonly sections: readonly ResponseSection[];
  readonly body: Body | null;
  readonly span: Span;
}

export interface Entry {
  readonly request: Request;
  readonly response: Response | null;
}

export interface HurlFile {
  /** the name that errors show */
  readonly file: string;
  /** the whole text, for error excerpts */
  readonly text: string;
  readonly entries: readonly Entry[];
  /** blank and comment lines at the end */
  readonly trailer: readonly LineEnd[];
}
