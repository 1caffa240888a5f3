// The outcome of a check, the same shape for Hurl entries and test files, for the page and the command line.

/** `error`: nothing could be judged (refused, timed out, crashed). It is never shown as `fail`. */
export type VerdictState = 'pass' | 'fail' | 'error' | 'skipped';

/** A request as sent or a response as received. Headers in order, duplicates kept. */
export interface MessageRecord {
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** the body's beginning, decoded as text where it is text */
  readonly body: { readonly text: string; readonly truncated: boolean } | { readonly base64: string; readonly truncated: boolean } | null;
  /** the body's true size in bytes */
  readonly bodySize: number;
}

/** One HTTP exchange of a check. A check has several where it retries, follows redirects, or owns several entries. */
export interface ExchangeRecord {
  readonly method: string;
  readonly url: string;
  readonly request: MessageRecord;
  /** null when no whole response came */
  readonly response: (MessageRecord & { readonly status: number; readonly statusText: string; readonly httpVersion: string }) | null;
  readonly startedAt: number;
  readonly milliseconds: number;
}

export interface AssertRecord {
  /** the assert as written, for example `jsonpath "$.name" == "Ada"` */
  readonly source: string;
  /** 1-based line in the check file */
  readonly line: number;
  readonly passed: boolean;
  /** Hurl's wording, for example `integer <200>` */
  readonly actual?: string;
  readonly expected?: string;
  /** set when the assert could not be evaluated */
  readonly message?: string;
  /** deep differences of JSON values, as paths */
  readonly differences?: readonly { readonly path: string; readonly actual?: string; readonly expected?: string }[];
}

/** A check as known before it is run. */
export interface CheckInfo {
  readonly id: string;
  /** what the learner reads; from the comment lines below `# @check` */
  readonly title: string;
  /** number of the task that it ticks, if any */
  readonly task?: number;
  readonly file: string;
  /** 1-based line of the (first) entry */
  readonly line: number;
}

export interface Verdict {
  readonly check: CheckInfo;
  readonly state: VerdictState;
  readonly exchanges: readonly ExchangeRecord[];
  readonly asserts: readonly AssertRecord[];
  /** for `error` and `skipped`: what happened and what to do, in one or two sentences */
  readonly reason?: string;
  readonly milliseconds: number;
  /** what the program printed during the check */
  readonly log: readonly { readonly stream: 'stdout' | 'stderr'; readonly text: string }[];
}
