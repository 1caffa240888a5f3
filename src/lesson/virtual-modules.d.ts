// Types of the modules that tools/lessons/vite-plugin.ts offers to the page.

declare module 'virtual:course' {
  import type { Course } from './lesson.ts';
  const course: Course;
  export default course;
}

declare module 'virtual:lessons' {
  import type { LessonBundle } from './lesson.ts';
  /**
   * Loads one lesson: its own chunk, asked for once.
   * @throws RangeError where the course has no lesson of that id
   */
  export function loadLesson(id: string): Promise<LessonBundle>;
  /** The module of a lesson's upstream.ts, or undefined where it has none. */
  export function loadUpstream(id: string): Promise<unknown> | undefined;
}
