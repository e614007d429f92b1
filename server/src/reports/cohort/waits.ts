import type { ReportValue } from '@parley/shared/reports.js';
import { BAR_EDGES, BUCKETS, barOf, waitOfBucket } from './wait-buckets.js';

const FEW = 256;

/**
 * The waits of some turns, of which percentiles are asked. Those still open are known to have waited so far; some never got an
 * answer.
 */
export class Waits {
  /** Whether some waits are known by their bucket only. */
  rolledUp = false;
  private buckets: Uint32Array | undefined;
  private bucketed = 0;
  private readonly exact: number[] = [];
  private readonly open: number[] = [];
  private never = 0;
  private sorted: { answered: Float64Array; withOpen: Float64Array } | undefined;

  /** Answered after so long. */
  add(ms: number): void {
    this.exact.push(ms);
    this.sorted = undefined;
  }

  /** Answered after about so long. The first few are kept one by one: most cells of a breakdown have no more. */
  addBucket(bucket: number): void {
    this.rolledUp = true;
    if (this.buckets === undefined && this.exact.length < FEW) {
      this.add(waitOfBucket(bucket));
      return;
    }
    this.buckets ??= new Uint32Array(BUCKETS);
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.bucketed += 1;
  }

  /** Not answered yet after so long. */
  addOpen(ms: number): void {
    this.open.push(ms);
    this.sorted = undefined;
  }

  /** Given up: the wait has no end. */
  addNever(): void {
    this.never += 1;
  }

  get n(): number {
    return this.bucketed + this.exact.length + this.open.length + this.never;
  }

  /**
   * Nearest rank, computed twice: with open turns at the time waited so far, and without end. Where the two differ the first is
   * a lower bound.
   * @param share above 0, up to 1
   */
  percentile(share: number): ReportValue {
    const n = this.n;
    if (n === 0) return { value: null, atLeast: false, never: false, n };
    const rank = nearestRank(share, n);
    const { answered, withOpen } = this.sortedWaits();
    const lower = this.atRank(rank, withOpen);
    const upper = this.open.length === 0 ? lower : this.atRank(rank, answered);
    return {
      value: lower === null ? null : Math.round(lower),
      atLeast: lower !== null && lower !== upper,
      never: lower === null,
      n,
    };
  }

  /** How many answered and open ones fall into each bar, and how many into none because they have no end. */
  bars(): { fromMs: number; toMs: number | null; answered: number; open: number }[] {
    const answered = new Uint32Array(BAR_EDGES.length);
    const open = new Uint32Array(BAR_EDGES.length);
    const count = (bars: Uint32Array, ms: number, by = 1) => {
      const bar = barOf(ms);
      bars[bar] = (bars[bar] ?? 0) + by;
    };
    for (const ms of this.exact) count(answered, ms);
    for (const ms of this.open) count(open, ms);
    this.buckets?.forEach((some, bucket) => {
      if (some > 0) count(answered, waitOfBucket(bucket), some);
    });
    return BAR_EDGES.map((fromMs, bar) => ({
      fromMs,
      toMs: BAR_EDGES[bar + 1] ?? null,
      answered: answered[bar] ?? 0,
      open: open[bar] ?? 0,
    }));
  }

  get neverAnswered(): number {
    return this.never;
  }

  private sortedWaits() {
    this.sorted ??= {
      answered: Float64Array.from(this.exact).sort(),
      withOpen: Float64Array.from([...this.exact, ...this.open]).sort(),
    };
    return this.sorted;
  }

  /** The wait of a rank among the bucketed ones and `sorted`; null beyond them. */
  private atRank(rank: number, sorted: Float64Array): number | null {
    if (rank > this.bucketed + sorted.length) return null;
    if (this.buckets === undefined) return sorted[rank - 1] ?? null;
    let [passed, next] = [0, 0];
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      const some = this.buckets[bucket] ?? 0;
      if (some === 0) continue;
      const wait = waitOfBucket(bucket);
      // What comes before this bucket of those known exactly.
      while (next < sorted.length && (sorted[next] ?? 0) < wait) {
        next += 1;
        passed += 1;
        if (passed === rank) return sorted[next - 1] ?? null;
      }
      passed += some;
      if (passed >= rank) return wait;
    }
    return sorted[next + (rank - passed) - 1] ?? null;
  }
}

/** The nearest rank of a percentile, from 1; free of what floating point adds (0.95 × 20 is 19, not 20). */
export function nearestRank(share: number, n: number): number {
  return Math.max(1, Math.ceil((Math.round(share * 1_000) * n) / 1_000));
}
