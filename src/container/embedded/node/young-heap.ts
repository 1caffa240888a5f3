// What a spare process has in the young part of its heap. V8 collects that part by copying what lives, and moves it to the old part when it
// has survived twice (https://v8.dev/blog/trash-talk). A spare that has just booted has megabytes there, which the program's first
// allocations would have copied again while somebody waits for it. Engines with another heap only make some garbage more.

/** 40 MB: more than the young part holds, twice. */
const ARRAYS = 1_000;
const LENGTH = 10_000;

let last: unknown[] | undefined;

/** Makes garbage until what lives has been moved to the old part of the heap; takes some milliseconds. */
export function emptyYoungHeap(): void {
  for (let count = 0; count < ARRAYS; count++) last = new Array<unknown>(LENGTH).fill(last === undefined);
  last = undefined;
}
