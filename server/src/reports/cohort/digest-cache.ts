/** Of two million turns, about: what a large brand has in a year, with a few columns of it by each clock. */
const MOST_BYTES = 32 * 2 ** 20;
/** An id among the names of a digest, or what holds a column. */
const NAME_BYTES = 64;

/** The columns of one day's digest that were read, by the expression they were asked for with. */
interface Kept {
  readonly version: string;
  readonly columns: ReadonlyMap<string, unknown>;
  readonly bytes: number;
}

/** One day's digest as it came from the database. */
interface Fetched {
  key: string;
  version: string;
  columns: readonly string[];
  /** By the names of the columns. */
  row: Record<string, unknown>;
}

/**
 * Digests of past days as they were read lately. They are believed only at the version their row has: whoever asks has just been told
 * which. Readers change nothing in what they are given.
 */
export class DigestCache {
  /** The one asked for last stands last. */
  private readonly days = new Map<string, Kept>();
  private bytes = 0;

  constructor(private readonly mostBytes = MOST_BYTES) {}

  /** @returns undefined unless all of these columns were read at this version */
  get(key: string, version: string, columns: readonly string[]): Record<string, unknown> | undefined {
    const kept = this.days.get(key);
    if (kept?.version !== version || !columns.every((column) => kept.columns.has(column))) return undefined;
    this.days.delete(key);
    this.days.set(key, kept);
    return Object.fromEntries(columns.map((column) => [nameOf(column), kept.columns.get(column)]));
  }

  /** Keeps them beside what was read at this version before; what nobody asked for longest makes room. */
  put({ key, version, columns, row }: Fetched): void {
    const before = this.days.get(key);
    const read = columns.map((column) => [column, row[nameOf(column)]] as const);
    const all = new Map([...(before?.version === version ? before.columns : []), ...read]);
    this.drop(key);
    const bytes = sizeOf(all);
    if (bytes > this.mostBytes) return;
    this.days.set(key, { version, columns: all, bytes });
    this.bytes += bytes;
    for (const oldest of this.days.keys()) {
      if (this.bytes <= this.mostBytes) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.bytes -= this.days.get(key)?.bytes ?? 0;
    this.days.delete(key);
  }
}

/** What a column is called in the row: its name, or what follows `AS`. */
const nameOf = (column: string): string => column.split(' AS ').at(-1) ?? column;

function sizeOf(columns: ReadonlyMap<string, unknown>): number {
  let bytes = NAME_BYTES;
  for (const value of columns.values()) {
    bytes += NAME_BYTES;
    if (value instanceof Uint8Array) bytes += value.byteLength;
    else if (Array.isArray(value)) bytes += NAME_BYTES * (value.length + value.flat().length);
  }
  return bytes;
}
