// A histogram of integers with a fixed number of significant digits, as HdrHistogram_c counts them (hdr_histogram.c), for the
// histograms of perf_hooks (src/histogram.cc). Buckets that hold nothing take no room.

const INT64_MAX = 2 ** 63;

function bitCount(value: number): number {
  return value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 2 ** 32));
}

export class HdrHistogram {
  readonly #highest: number;
  readonly #unitMagnitude: number;
  readonly #halfMagnitude: number;
  readonly #subBuckets: number;
  readonly #buckets: number;
  /** bucket index -> how many */
  #counts = new Map<number, number>();
  #min = INT64_MAX;
  #max = 0;
  total = 0;

  /** @param figures significant decimal digits, 1 to 5 */
  constructor(lowest: number, highest: number, figures: number) {
    this.#highest = highest;
    this.#unitMagnitude = bitCount(lowest) - 1;
    this.#halfMagnitude = Math.max(Math.ceil(Math.log2(2 * 10 ** figures)), 1) - 1;
    this.#subBuckets = 2 ** (this.#halfMagnitude + 1);
    let untrackable = this.#subBuckets * 2 ** this.#unitMagnitude;
    let buckets = 1;
    for (; untrackable <= highest && untrackable <= INT64_MAX / 2; untrackable *= 2) buckets++;
    this.#buckets = untrackable <= highest ? buckets + 1 : buckets;
  }

  /** false when the value can't be counted */
  record(value: number, count = 1): boolean {
    const index = this.#indexOf(value);
    if (value < 0 || value > this.#highest || index >= (this.#buckets + 1) * (this.#subBuckets / 2)) return false;
    this.#counts.set(index, (this.#counts.get(index) ?? 0) + count);
    this.total += count;
    if (value !== 0) this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    return true;
  }

  /** Counts also what would have been recorded in between, had nothing stalled. */
  recordCorrected(value: number, interval: number): boolean {
    if (!this.record(value)) return false;
    if (interval <= 0) return true;
    for (let missing = value - interval; missing >= interval; missing -= interval) if (!this.record(missing)) return false;
    return true;
  }

  add(other: HdrHistogram): void {
    for (const [value, count] of other.#entries()) this.record(value, count);
  }

  subtract(other: HdrHistogram): void {
    for (const [value, count] of other.#entries()) {
      const index = this.#indexOf(value);
      const mine = this.#counts.get(index) ?? 0;
      const left = Math.max(mine - count, 0);
      this.total -= mine - left;
      if (left === 0) this.#counts.delete(index);
      else this.#counts.set(index, left);
    }
    const values = this.#entries().map(([value]) => value);
    this.#min = values.find((value) => value > 0) ?? INT64_MAX;
    this.#max = values.at(-1) ?? 0;
  }

  reset(): void {
    this.#counts = new Map();
    this.#min = INT64_MAX;
    this.#max = 0;
    this.total = 0;
  }

  get min(): number {
    if (this.#counts.has(0)) return 0;
    return this.#min === INT64_MAX ? INT64_MAX : this.#lowestEquivalent(this.#min);
  }
  get max(): number {
    return this.#highestEquivalent(this.#max);
  }
  get mean(): number {
    return this.#moment((value) => value);
  }
  get deviation(): number {
    return Math.sqrt(this.#central(2));
  }
  get skewness(): number {
    const deviation = this.deviation;
    return this.total < 3 || deviation === 0 ? 0 : this.#central(3) / (deviation * deviation * deviation);
  }
  /** over that of the normal distribution */
  get kurtosis(): number {
    const variance = this.#central(2);
    return this.total < 4 || variance === 0 ? 0 : this.#central(4) / variance ** 2 - 3;
  }

  countAt(value: number): number {
    return this.#counts.get(this.#indexOf(value)) ?? 0;
  }

  /** The part of the values that are at most `value`. */
  cumulative(value: number): number {
    if (this.total === 0) return 0;
    let below = 0;
    for (const [at, count] of this.#entries()) if (at <= value) below += count;
    return below / this.total;
  }

  percentile(percentile: number): number {
    const wanted = Math.max(Math.floor((Math.min(percentile, 100) / 100) * this.total + 0.5), 1);
    let seen = 0;
    for (const [value, count] of this.#entries()) {
      seen += count;
      if (seen >= wanted) return percentile === 0 ? this.#lowestEquivalent(value) : this.#highestEquivalent(value);
    }
    return 0;
  }

  /** [percentile, value] in steps that halve the distance to 100 (hdr_iter_percentile with one tick). */
  percentiles(): [number, number][] {
    const steps: [number, number][] = [];
    let next = 0;
    let seen = 0;
    let last = 0;
    for (const [value, count] of this.#entries()) {
      seen += count;
      last = value;
      while (next <= (100 * seen) / this.total) {
        steps.push([next, value]);
        next += 100 / 2 ** (Math.floor(Math.log2(100 / (100 - next))) + 1);
        if (seen === this.total) break;
      }
    }
    return [...steps, [100, last]];
  }

  /** [lowest value of a bucket, count], ascending */
  #entries(): [number, number][] {
    return [...this.#counts].sort(([a], [b]) => a - b).map(([index, count]) => [this.#valueAt(index), count]);
  }

  #moment(of: (value: number) => number): number {
    let sum = 0;
    for (const [value, count] of this.#entries()) sum += count * of(this.#medianEquivalent(value));
    return sum / this.total;
  }
  #central(power: number): number {
    const { mean } = this;
    return this.#moment((value) => (value - mean) ** power);
  }

  #bucketOf(value: number): number {
    const smallest = this.#halfMagnitude + 1 + this.#unitMagnitude;
    return Math.max(bitCount(value), smallest) - this.#unitMagnitude - (this.#halfMagnitude + 1);
  }
  #indexOf(value: number): number {
    const bucket = this.#bucketOf(value);
    const sub = Math.floor(value / 2 ** (bucket + this.#unitMagnitude));
    return (bucket + 1) * 2 ** this.#halfMagnitude + (sub - this.#subBuckets / 2);
  }
  #valueAt(index: number): number {
    const half = this.#subBuckets / 2;
    const bucket = Math.floor(index / half) - 1;
    const sub = (index % half) + half;
    return bucket < 0 ? (sub - half) * 2 ** this.#unitMagnitude : sub * 2 ** (bucket + this.#unitMagnitude);
  }
  #rangeOf(value: number): number {
    return 2 ** (this.#unitMagnitude + this.#bucketOf(value));
  }
  #lowestEquivalent(value: number): number {
    const range = this.#rangeOf(value);
    return Math.floor(value / range) * range;
  }
  #highestEquivalent(value: number): number {
    return this.#lowestEquivalent(value) + this.#rangeOf(value) - 1;
  }
  #medianEquivalent(value: number): number {
    return this.#lowestEquivalent(value) + Math.floor(this.#rangeOf(value) / 2);
  }
}
