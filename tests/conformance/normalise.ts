// Replaces what may differ between two right runs, so that the rest can be compared byte by byte.
import type { Case, Normalisation, Outcome } from './case.ts';

const RULES: Readonly<Record<Normalisation, (text: string) => string>> = {
  pid: (text) => text.replace(/\(node:\d+\)/g, '(node:<pid>)'),
  port: (text) => text.replace(/(127\.0\.0\.1|localhost):\d{2,5}\b/g, '$1:<port>').replace(/"remotePort":\d+/g, '"remotePort":<port>'),
  // Frames and positions within Node's own library: which of its lines a call stands on is not what a program sees of Node.
  'internal-frames': (text) =>
    text
      .replace(/^(\s*)at .*\(?node:[\w/]+(:\d+){0,2}\)?( \{)?\n/gm, (_line, _indent, _position, brace: string | undefined) => (brace === undefined ? '' : '{\n'))
      // Fields follow the last frame, whichever that was.
      .replace(/^(\s+at .*) \{$/gm, '$1\n{')
      .replace(/^node:[\w/]+:\d+$/gm, 'node:<internal>')
      .replace(/\\n\s+at [^"\\]*?\(?node:[\w/]+(:\d+){0,2}\)?(?=\\n|")/g, ''),
  // Frames within npm packages: packed ones have other lines.
  'package-frames': (text) =>
    text
      .replace(/^\s*at .*[/\\]node_modules[/\\].*\n/gm, '')
      .replace(/\\n\s+at [^"\\]*?node_modules\/[^"\\]*?(?=\\n|")/g, '')
      .replace(/<br> &nbsp; &nbsp;at [^<]*(node_modules|node:)[^<]*/g, ''),
  'repeated-lines': (text) => text.replace(/^(.*\n)\1+/gm, '$1'),
  'test-durations': (text) =>
    text
      .replace(/duration_ms(:?) [\d.]+/g, 'duration_ms$1 <time>')
      .replace(/\([\d.]+ms\)/g, '(<time>)')
      // Jest tells the time of what takes any.
      .replace(/ \([\d.]+ m?s\)$/gm, '')
      .replace(/^(Time: +).*$/gm, '$1<time>'),
  // What a junit report says of the machine and of times.
  junit: (text) => text.replace(/ (time|timestamp|hostname)="[^"]*"/g, ' $1="<$1>"'),
  pino: (text) =>
    text.replace(/"time":\d+/g, '"time":<time>').replace(/"pid":\d+/g, '"pid":<pid>').replace(/"hostname":"[^"]*"/g, '"hostname":"<host>"').replace(/"responseTime":[\d.e-]+/g, '"responseTime":<time>'),
};

/** The folder that a run was in is replaced always: each run has one of its own. */
function hideFolder(text: string, folder: string): string {
  // In the container packages lie beside the folders of all cases.
  return text.replaceAll(folder, '<folder>').replaceAll('/app/node_modules', '<folder>/node_modules').replace(/<folder>(\/\.\.)*\/?(?=node_modules)/g, '<folder>/');
}

/** An outcome as it is compared. */
export function normalise({ stdout, stderr, code, folder }: Outcome, one: Case): { stdout: string; stderr: string; code: number | 'timeout' } {
  const clean = (text: string): string => {
    const replaced = one.normalise.reduce((result, name) => RULES[name](result), hideFolder(text, folder));
    return one.sortLines ? replaced.split('\n').sort().join('\n') : replaced;
  };
  return { stdout: clean(stdout), stderr: clean(stderr), code };
}
