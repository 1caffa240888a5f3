// internalBinding('performance'): the clock of perf_hooks, the milestones of the process and its observers
// (src/node_perf.cc). Times in the milestones are nanoseconds.
import type { BindingFactory } from '../environment.ts';

// enum PerformanceMilestone (src/node_perf_common.h); the indices are also in the binding's constants.
const MILESTONES = [
  'TIME_ORIGIN_TIMESTAMP',
  'TIME_ORIGIN',
  'ENVIRONMENT',
  'NODE_START',
  'V8_START',
  'LOOP_START',
  'LOOP_EXIT',
  'BOOTSTRAP_COMPLETE',
] as const;
type Milestone = (typeof MILESTONES)[number];

const NANOSECONDS = 1e6;
const MICROSECONDS = 1e3;
const NOT_REACHED = -1;

export const performance: BindingFactory = (env) => {
  const clock = env.natives.performance;
  // The process begins when its bindings do; before that the worker was a spare.
  const origin = clock.now();
  const constants = env.shapes['performance']?.['constants'];
  const indexOf = (milestone: Milestone): number => {
    const shape = constants?.kind === 'object' ? constants.members[`NODE_PERFORMANCE_MILESTONE_${milestone}`] : undefined;
    return shape?.kind === 'primitive' ? (shape.value as number) : MILESTONES.indexOf(milestone);
  };
  const milestones = new Float64Array(MILESTONES.length).fill(NOT_REACHED);
  const reach = (milestone: Milestone, value = clock.now() * NANOSECONDS): void => {
    milestones[indexOf(milestone)] = value;
  };
  reach('TIME_ORIGIN_TIMESTAMP', (clock.timeOrigin + origin) * MICROSECONDS);
  for (const milestone of ['TIME_ORIGIN', 'ENVIRONMENT', 'NODE_START', 'V8_START'] as const) reach(milestone, origin * NANOSECONDS);

  return {
    /** how many observers there are of each entry type that C++ makes entries of; none are made here but http's and net's, by the library */
    observerCounts: new Uint32Array(6),
    milestones,
    /** milliseconds since the time origin */
    now: () => clock.now() - origin,
    setupObservers() {},
    notify() {},
    /** A browser tells a page nothing about garbage collection: observers of 'gc' get no entries. */
    installGarbageCollectionTracking() {},
    removeGarbageCollectionTracking() {},
    markBootstrapComplete() {
      reach('BOOTSTRAP_COMPLETE');
      reach('LOOP_START');
    },
    /** Milliseconds that the loop has waited: not measured. */
    loopIdleTime: () => 0,
    /** [loop iterations, events, events waiting] */
    uvMetricsInfo: () => [env.loop.stats.messages, env.loop.stats.steps, 0],
  };
};
