// internalBinding('performance'): the clock of perf_hooks, the milestones of the process and its observers
// (src/node_perf.cc). Times in the milestones are nanoseconds.
import type { BindingFactory } from '../environment.ts';
import { HdrHistogram } from '../histogram.ts';
import { NotImplementedError, valueFromShape, type Binding } from '../shapes.ts';

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

  const nanoseconds = (): number => Math.round(clock.now() * NANOSECONDS);

  /** The handle of a histogram (src/histogram.cc). Comparisons of two distributions are left to the throwing stubs. */
  class Histogram {
    readonly #values: HdrHistogram;
    #exceeds = 0;
    #previous = 0;

    constructor(lowest: number | bigint, highest: number | bigint, figures: number, halfLife = 0, threshold = 0) {
      if (halfLife > 0 || threshold > 0) throw new NotImplementedError('createHistogram() with halfLife or threshold');
      this.#values = new HdrHistogram(Number(lowest), Number(highest), figures);
    }

    record(value: number | bigint): void {
      if (!this.#values.record(Number(value))) this.#exceeds++;
    }
    recordCorrected(value: number | bigint, interval: number | bigint): void {
      if (!this.#values.recordCorrected(Number(value), Number(interval))) this.#exceeds++;
    }
    /** Records how long ago the last call was, in nanoseconds; the first one only takes the time. */
    recordDelta(): void {
      const now = nanoseconds();
      if (this.#previous > 0) this.record(Math.max(now - this.#previous, 1));
      this.#previous = now;
    }
    reset(): void {
      this.#values.reset();
      this.#exceeds = 0;
      this.#previous = 0;
    }
    add(other: Histogram): void {
      this.#values.add(other.#values);
      this.#exceeds += other.#exceeds;
    }
    subtract(other: Histogram): void {
      this.#values.subtract(other.#values);
    }
    count(): number {
      return this.#values.total;
    }
    countBigInt(): bigint {
      return BigInt(this.#values.total);
    }
    countAt(value: number): number {
      return this.#values.countAt(value);
    }
    cdf(value: number): number {
      return this.#values.cumulative(value);
    }
    min(): number {
      return this.#values.min;
    }
    minBigInt(): bigint {
      return BigInt(this.#values.min);
    }
    max(): number {
      return this.#values.max;
    }
    maxBigInt(): bigint {
      return BigInt(this.#values.max);
    }
    mean(): number {
      return this.#values.mean;
    }
    stddev(): number {
      return this.#values.deviation;
    }
    skewness(): number {
      return this.#values.skewness;
    }
    kurtosis(): number {
      return this.#values.kurtosis;
    }
    exceeds(): number {
      return this.#exceeds;
    }
    exceedsBigInt(): bigint {
      return BigInt(this.#exceeds);
    }
    // Moving averages are on only when a half-life was asked for.
    ewmaMean(): number {
      return 0;
    }
    ewmaStddev(): number {
      return 0;
    }
    ewmaErrorRate(): number {
      return 0;
    }
    percentile(percentile: number): number {
      return this.#values.percentile(percentile);
    }
    percentileBigInt(percentile: number): bigint {
      return BigInt(this.#values.percentile(percentile));
    }
    percentiles(target: Map<number, number>): void {
      for (const [percentile, value] of this.#values.percentiles()) target.set(percentile, value);
    }
    percentilesBigInt(target: Map<number, bigint>): void {
      for (const [percentile, value] of this.#values.percentiles()) target.set(percentile, BigInt(value));
    }
    percentilesAt(target: Map<number, number>, percentiles: Float64Array): void {
      for (const percentile of percentiles) target.set(percentile, this.#values.percentile(percentile));
    }
  }

  /** Records at each firing of a timer how long the last firing is ago; the timer does not keep the process alive. */
  class IntervalHistogram extends Histogram {
    readonly #interval: number;
    #dueAt = 0;
    #timer: number | undefined;
    #stopProbe: (() => void) | undefined;

    constructor(interval: number) {
      super(1, 3.6e12, 3);
      this.#interval = interval;
    }
    start(): void {
      if (this.#stopProbe !== undefined) return;
      // When the program has kept the thread busy its own timers may run before the browser's: this one was due before them.
      this.#stopProbe = env.loop.beforeTimers(() => {
        if (clock.now() >= this.#dueAt) this.#sample();
      });
      this.#arm();
    }
    stop(): void {
      this.#stopProbe?.();
      this.#stopProbe = undefined;
      env.natives.clearTimeout(this.#timer);
    }
    #arm(): void {
      this.#dueAt = clock.now() + this.#interval;
      this.#timer = env.natives.setTimeout(() => this.#sample(), this.#interval);
    }
    #sample(): void {
      env.natives.clearTimeout(this.#timer);
      this.recordDelta();
      this.#arm();
    }
  }

  // Programs see those of garbage collection only.
  const shown = valueFromShape(constants ?? { kind: 'object', members: {} }, "internalBinding('performance').constants", 'constants') as Binding;
  for (const name of Object.keys(shown)) {
    if (!name.startsWith('NODE_PERFORMANCE_GC_')) Object.defineProperty(shown, name, { enumerable: false });
  }

  /** what the loop has waited for as a spare, before it was given a program */
  let idleBefore = 0;
  return {
    constants: shown,
    Histogram,
    createELDHistogram: (resolution: number) => new IntervalHistogram(resolution),
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
      idleBefore = env.loop.idleTime();
    },
    loopIdleTime: () => env.loop.idleTime() - idleBefore,
    /** [loop iterations, events, events waiting] */
    uvMetricsInfo: () => [env.loop.stats.messages, env.loop.stats.steps, 0],
  };
};
