// What a lesson is once it has been read from disk and validated (lessons/README.md has the format for authors).
// The Vite plugin in tools/lessons makes these; the page only reads them.

/** A stack is the framework that a lesson is solved in: `express`, `fastify`, ... */
export type StackId = string;

export interface LessonFiles {
  /** path relative to the program's folder -> text */
  readonly start: Readonly<Record<string, string>>;
  /** the whole solution: start overlaid with solution/ */
  readonly solution: Readonly<Record<string, string>>;
  /** packs of node packages that the program needs (tools/packages), for example `['express']` */
  readonly packages: readonly string[];
}

/** One task of the prose: a `## ` heading and the checks that tick it. */
export interface Task {
  /** 1-based, as `task=` in a check names it */
  readonly number: number;
  readonly title: string;
  /** id of the heading in the prose's HTML */
  readonly anchor: string;
}

/** A file of checks as it stands on disk. */
export interface CheckFile {
  /** path within the lesson, for example `checks/01-create.hurl` */
  readonly path: string;
  readonly kind: 'hurl' | 'test';
  readonly source: string;
}

export interface LessonSummary {
  /** `<part>/<slug>`, without the numbers that order the folders: `rest/create-user` */
  readonly id: string;
  readonly partId: string;
  readonly title: string;
  readonly summary: string;
  /** minutes */
  readonly time: number;
  readonly stacks: readonly StackId[];
  readonly needs: readonly string[];
}

export interface Lesson extends LessonSummary {
  /** prose as sanitised HTML, one rendering per stack (`:::express` blocks resolved, code highlighted) */
  readonly html: Readonly<Record<StackId, string>>;
  readonly tasks: readonly Task[];
  /** file that opens first */
  readonly focus: string;
  /** the files that a learner may edit, in any stack; globs in lesson.md */
  readonly editable: readonly string[];
  /** the command that Run runs, split: `['node', 'server.js']` */
  readonly entry: readonly [command: string, ...args: string[]];
  readonly port: number;
  readonly checks: readonly CheckFile[];
  /** check id -> rungs, from nudge to near-answer, as HTML */
  readonly hints: Readonly<Record<string, readonly string[]>>;
  readonly files: Readonly<Record<StackId, LessonFiles>>;
  /** the same as `hints` for stacks whose hints differ (`:::express` blocks in hints.md): stack -> check id -> rungs */
  readonly stackHints?: Readonly<Record<StackId, Readonly<Record<string, readonly string[]>>>>;
  /** locale -> the lesson's words in that language (lesson.fr.md, hints.fr.md); absent: there is no translation */
  readonly translations?: Readonly<Record<string, LessonTranslation>>;
  /** a Postgres runs beside its programs; absent: none does */
  readonly database?: LessonDatabase;
  /** what runs its programs, unless the learner chooses; absent: what the site says */
  readonly container?: 'embedded' | 'webcontainer';
}

/** The Postgres of a lesson. */
export interface LessonDatabase {
  /** SQL text that it begins with (seed.sql); empty where there is none */
  readonly seed: string;
}

/** A lesson's words in another language. Tasks and checks are the same ones. */
export interface LessonTranslation {
  readonly title: string;
  readonly summary: string;
  readonly html: Readonly<Record<StackId, string>>;
  readonly tasks: readonly Task[];
  /** stack -> check id -> rungs; empty where only the prose is translated */
  readonly hints: Readonly<Record<StackId, Readonly<Record<string, readonly string[]>>>>;
}

export interface Part {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly lessons: readonly LessonSummary[];
}

export interface Course {
  readonly title: string;
  readonly description: string;
  readonly defaultStack: StackId;
  readonly stacks: readonly { readonly id: StackId; readonly title: string }[];
  readonly parts: readonly Part[];
  /** what is wrong with course.yaml or a part.yaml; absent where all is well */
  readonly problems?: readonly LessonProblem[];
}

/** Something wrong in a lesson's files: shown by the doctor, the build and the page instead of a blank. */
export interface LessonProblem {
  /** path below lessons/ */
  readonly file: string;
  /** 1-based; absent where the whole file is meant */
  readonly line?: number;
  readonly message: string;
}

/** What the page loads for one lesson: the lesson, or why it could not be read. */
export type LessonBundle = { readonly ok: true; readonly lesson: Lesson } | { readonly ok: false; readonly id: string; readonly problems: readonly LessonProblem[] };
