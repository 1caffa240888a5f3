// The learner's requests of one lesson: what stands in the Requests panel, what was sent before, what was saved under a name. The
// same for every stack, since every stack answers the same requests.
import { readVersioned } from './saved-work.ts';

/** A row of an editor of names and values; a row that is switched off is kept but not sent. */
export interface Pair {
  readonly name: string;
  readonly value: string;
  readonly enabled: boolean;
}

/** A row that is not sent, with its place among those that are. */
export interface SparePair extends Pair {
  readonly at: number;
}

/** A file that goes with a request. */
export interface DraftFile {
  readonly name: string;
  /** media type; may be empty */
  readonly type: string;
  readonly data: Uint8Array;
}

export interface FormPart extends Pair {
  /** a file instead of the value */
  readonly file: DraftFile | null;
}

export type BodyKind = 'none' | 'json' | 'form' | 'multipart' | 'text' | 'file';

/** What each kind of body holds is kept while another is chosen. */
export interface DraftBody {
  readonly kind: BodyKind;
  readonly json: string;
  readonly form: readonly Pair[];
  readonly parts: readonly FormPart[];
  readonly text: string;
  readonly file: DraftFile | null;
}

export interface DraftAuth {
  readonly kind: 'none' | 'basic' | 'bearer';
  readonly username: string;
  readonly password: string;
  readonly token: string;
}

/** A request as it is composed. */
export interface Draft {
  readonly method: string;
  readonly port: number;
  /** path and query as typed: the one truth about the query that is sent */
  readonly target: string;
  /** parameters of the query that are switched off */
  readonly spareQuery: readonly SparePair[];
  readonly headers: readonly Pair[];
  readonly auth: DraftAuth;
  readonly body: DraftBody;
  /** cookies that responses set are sent again */
  readonly useCookies: boolean;
}

export interface SentRequest {
  readonly id: string;
  /** milliseconds since 1970 */
  readonly at: number;
  readonly draft: Draft;
  /** null when no response came */
  readonly status: number | null;
}

export interface NamedRequest {
  readonly id: string;
  readonly name: string;
  readonly draft: Draft;
}

export interface RequestsKey {
  readonly course: string;
  readonly lesson: string;
}

/** What is stored, version 1. */
export interface RequestsRecord extends RequestsKey {
  readonly version: 1;
  readonly draft: Draft | null;
  /** newest first */
  readonly history: readonly SentRequest[];
  readonly saved: readonly NamedRequest[];
  readonly updatedAt: number;
}

/** How many sent requests are kept of each lesson. */
export const HISTORY_LENGTH = 50;

/** @throws Error when it is not a record; NewerRecordError when it is of a newer Backlot */
export function readRequests(stored: unknown): RequestsRecord {
  const record = readVersioned(stored, 'Your requests', 1, {}) as unknown as RequestsRecord;
  if (!Array.isArray(record.history) || !Array.isArray(record.saved)) throw new Error('Your requests cannot be read.');
  return record;
}
