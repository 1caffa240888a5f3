// internalBinding('v8'): figures about the heap (src/node_v8.cc). Chromium tells a page of its heap's size in some places
// (performance.memory); elsewhere the figures are those of a small program, as in process.memoryUsage (process_methods.ts).
// What V8 reports of its inner workings is 0, as it reports what it does not track.
import type { BindingFactory } from '../environment.ts';

// Fields of the statistics buffers.
const TOTAL_HEAP_SIZE = 0;
const TOTAL_PHYSICAL_SIZE = 2;
const TOTAL_AVAILABLE_SIZE = 3;
const USED_HEAP_SIZE = 4;
const HEAP_SIZE_LIMIT = 5;
const NUMBER_OF_NATIVE_CONTEXTS = 9;
const SPACE_SIZE = 0;
const SPACE_USED_SIZE = 1;
const SPACE_AVAILABLE_SIZE = 2;
const PHYSICAL_SPACE_SIZE = 3;

const MEBIBYTE = 2 ** 20;
const SMALL_PROGRAM = { usedJSHeapSize: 16 * MEBIBYTE, totalJSHeapSize: 32 * MEBIBYTE, jsHeapSizeLimit: 4096 * MEBIBYTE };
/** No compiled code is cached that could be of another version. */
const CACHED_DATA_VERSION = 0;

interface HeapFigures {
  readonly memory?: typeof SMALL_PROGRAM;
}

export const v8: BindingFactory = (env) => {
  const heapStatisticsBuffer = new Float64Array(14);
  const heapCodeStatisticsBuffer = new Float64Array(4);
  const heapSpaceStatisticsBuffer = new Float64Array(4);
  const spaces = env.shapes['v8']?.['kHeapSpaces'];
  const oldSpace = spaces?.kind === 'array' ? spaces.items.findIndex((item) => item.kind === 'primitive' && item.value === 'old_space') : -1;
  const figures = (): typeof SMALL_PROGRAM => (env.natives.performance as unknown as HeapFigures).memory ?? SMALL_PROGRAM;

  return {
    heapStatisticsBuffer,
    heapCodeStatisticsBuffer,
    heapSpaceStatisticsBuffer,
    updateHeapStatisticsBuffer() {
      const { usedJSHeapSize, totalJSHeapSize, jsHeapSizeLimit } = figures();
      heapStatisticsBuffer[TOTAL_HEAP_SIZE] = totalJSHeapSize;
      heapStatisticsBuffer[TOTAL_PHYSICAL_SIZE] = totalJSHeapSize;
      heapStatisticsBuffer[TOTAL_AVAILABLE_SIZE] = jsHeapSizeLimit - usedJSHeapSize;
      heapStatisticsBuffer[USED_HEAP_SIZE] = usedJSHeapSize;
      heapStatisticsBuffer[HEAP_SIZE_LIMIT] = jsHeapSizeLimit;
      heapStatisticsBuffer[NUMBER_OF_NATIVE_CONTEXTS] = 1;
    },
    updateHeapCodeStatisticsBuffer() {},
    /** Nobody tells how the heap is divided: all of it counts as old space. */
    updateHeapSpaceStatisticsBuffer(space: number) {
      heapSpaceStatisticsBuffer.fill(0);
      if (space !== oldSpace) return;
      const { usedJSHeapSize, totalJSHeapSize } = figures();
      heapSpaceStatisticsBuffer[SPACE_SIZE] = totalJSHeapSize;
      heapSpaceStatisticsBuffer[SPACE_USED_SIZE] = usedJSHeapSize;
      heapSpaceStatisticsBuffer[SPACE_AVAILABLE_SIZE] = totalJSHeapSize - usedJSHeapSize;
      heapSpaceStatisticsBuffer[PHYSICAL_SPACE_SIZE] = totalJSHeapSize;
    },
    cachedDataVersionTag: () => CACHED_DATA_VERSION,
    isStringOneByteRepresentation: (text: string) => {
      for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return false;
      return true;
    },
  };
};
