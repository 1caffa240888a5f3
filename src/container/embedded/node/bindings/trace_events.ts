// internalBinding('trace_events'): tracing, which is off for good: there is no agent to write traces (src/node_trace_events.cc).
import type { BindingFactory } from '../environment.ts';

export const traceEvents: BindingFactory = () => ({
  trace() {},
  isTraceCategoryEnabled: () => false,
  setTraceCategoryStateUpdateHandler() {},
  getCategoryEnabledBuffer: () => new Uint8Array(1),
  getEnabledCategories: () => undefined,
});
