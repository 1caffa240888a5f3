// Types of the modules that tools/lessons/vite-plugin.ts offers to the page.
/* eslint-disable @typescript-eslint/consistent-type-imports -- an import declaration with a relative path means nothing in an ambient module: what it names would silently be an error type */

declare module 'virtual:course' {
  const course: import('./lesson.ts').Course;
  export default course;
}

declare module 'virtual:lessons' {
  /**
   * Loads one lesson: its own chunk, asked for once.
   * @throws RangeError where the course has no lesson of that id
   */
  export function loadLesson(id: string): Promise<import('./lesson.ts').LessonBundle>;
  /** The module of a lesson's upstream.ts, or undefined where it has none. */
  export function loadUpstream(id: string): Promise<unknown> | undefined;
}

declare module 'virtual:lesson-search' {
  /** lesson id -> its prose as text, in every stack's words */
  const texts: Readonly<Record<string, string>>;
  export default texts;
}
