// The program files of a lesson: start/ and solution/ of one stack, read as text.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LessonProblem } from '../../src/lesson/lesson.ts';

/** What never belongs to a lesson, whatever an editor or a package manager left there. */
const ignored = new Set(['node_modules', '.DS_Store', 'package-lock.json']);
/** Starter files are read by people; anything larger is a mistake. */
const maximumBytes = 512 * 1024;

/** Whether there is a folder at a path. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Names in a folder, sorted; none where it does not exist. */
export function list(path: string): string[] {
  return isFolder(path) ? readdirSync(path).filter((name) => !ignored.has(name)).sort() : [];
}

/**
 * Every file below `folder` as text, by its path relative to it.
 * @param below the folder's path below lessons/, for the problems
 */
export function readTree(folder: string, below: string, problems: LessonProblem[]): Record<string, string> {
  const files: Record<string, string> = {};
  const walk = (relative: string): void => {
    for (const name of list(join(folder, relative))) {
      const path = relative === '' ? name : `${relative}/${name}`;
      const absolute = join(folder, path);
      if (isFolder(absolute)) {
        walk(path);
        continue;
      }
      const bytes = readFileSync(absolute);
      if (bytes.length > maximumBytes) {
        problems.push({ file: `${below}/${path}`, message: `has ${bytes.length} bytes: a lesson's file may have ${maximumBytes}` });
        continue;
      }
      try {
        files[path] = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      } catch {
        problems.push({ file: `${below}/${path}`, message: 'is not UTF-8 text: a lesson\'s files are text' });
      }
    }
  };
  walk('');
  return files;
}
