// Memory as the operating system counts it: /proc/<pid>/smaps_rollup (proc(5)), of Linux only.
import { readFileSync } from 'node:fs';

const MEGABYTE_IN_KB = 1024;

/** Private memory of a process in MB. @throws where there is no /proc */
export function nativeMemory(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)].reduce((sum, [, size]) => sum + Number(size), 0);
  return kilobytes / MEGABYTE_IN_KB;
}
