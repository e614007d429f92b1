import { LRUCache } from 'lru-cache';

/** Of two million turns, about: what a large brand has in a year, with a few columns of it by each clock. */
const MOST_BYTES = 32 * 2 ** 20;
/** An id among the names of a digest, and what holds it. */
const NAME_BYTES = 64;

/** The columns of one day's digest that were read, by the expression they were asked for with. */
interface Kept {
  readonly version: string;
  readonly columns: ReadonlyMap<string, unknown>;
}

/**
 * Digests of past days as they were read lately. They are believed only at the version their row has: whoever asks has just been told
 * which. Readers change nothing in what they are given.
 */
export class DigestCache {
  private readonly days: LRUCache<string, Kept>;

  constructor(mostBytes = MOST_BYTES) {
    this.days = new LRUCache({ maxSize: mostBytes, sizeCalculation: ({ columns }) => sizeOf(columns) });
  }

  /** @returns undefined unless all of these columns were read at this version */
  get(key: string, version: string, columns: readonly string[]): Record<string, unknown> | undefined {
    const kept = this.days.get(key);
    if (kept?.version !== version || !columns.every((column) => kept.columns.has(column))) return undefined;
    return Object.fromEntries(columns.map((column) => [nameOf(column), kept.columns.get(column)]));
  }

  /** Keeps them beside what was read at this version before. */
  put(key: string, version: string, columns: readonly string[], row: Record<string, unknown>): void {
    const before = this.days.peek(key);
    const read = columns.map((column) => [column, row[nameOf(column)]] as const);
    this.days.set(key, {
      version,
      columns: new Map([...(before?.version === version ? before.columns : []), ...read]),
    });
  }
}

/** What a column is called in the row: its name, or what follows `AS`. */
const nameOf = (column: string): string => column.split(' AS ').at(-1) ?? column;

function sizeOf(columns: ReadonlyMap<string, unknown>): number {
  let bytes = NAME_BYTES;
  for (const value of columns.values()) {
    if (value instanceof Uint8Array) bytes += value.byteLength;
    else if (Array.isArray(value)) bytes += NAME_BYTES * (value.flat().length + 1);
    else bytes += NAME_BYTES;
  }
  return bytes;
}
