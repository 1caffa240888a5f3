// internalBinding('v8'): figures about the heap (src/node_v8.cc). A page learns three of them from its browser
// (performance.memory, Chromium only); the others are 0, as V8 reports what it does not track.
import type { BindingFactory } from '../environment.ts';

// Fields of the statistics buffer.
const TOTAL_HEAP_SIZE = 0;
const USED_HEAP_SIZE = 4;
const HEAP_SIZE_LIMIT = 5;
const NUMBER_OF_NATIVE_CONTEXTS = 9;

interface HeapFigures {
  readonly memory?: { readonly jsHeapSizeLimit: number; readonly totalJSHeapSize: number; readonly usedJSHeapSize: number };
}

export const v8: BindingFactory = (env) => {
  const heapStatisticsBuffer = new Float64Array(14);
  return {
    heapStatisticsBuffer,
    updateHeapStatisticsBuffer() {
      const { memory } = env.natives.performance as unknown as HeapFigures;
      heapStatisticsBuffer[TOTAL_HEAP_SIZE] = memory?.totalJSHeapSize ?? 0;
      heapStatisticsBuffer[USED_HEAP_SIZE] = memory?.usedJSHeapSize ?? 0;
      heapStatisticsBuffer[HEAP_SIZE_LIMIT] = memory?.jsHeapSizeLimit ?? 0;
      heapStatisticsBuffer[NUMBER_OF_NATIVE_CONTEXTS] = 1;
    },
    isStringOneByteRepresentation: (text: string) => {
      for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0xff) return false;
      return true;
    },
  };
};
