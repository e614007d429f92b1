import type { Database } from '../../platform/database/database.js';
import { DigestCache } from './digest-cache.js';
import { type DayRange, dateOf } from './local-days.js';

/** A digested day nobody has touched since. */
export interface DigestedDay {
  /** Days since 1970-01-01. */
  day: number;
  /** How many things its digest holds. */
  count: number;
  /** Another one as soon as the digest was made again: the transaction that wrote its row. */
  version: string;
}

export interface DigestTable {
  /** Its marks are in `<name>_mark`. */
  name: string;
  /** The column with how many things a digest holds. */
  counts: string;
  /** When a digest `d` is to be made again though nobody has touched its day; `$n` is now. */
  stale?: (n: number) => string;
}

/**
 * One kind of digests: a row per brand and local day, which is believed only while no mark of that day is there. Marks are quarters of
 * an hour, written by triggers in the transaction that changes what is digested.
 */
export class DigestStore {
  private readonly marked: string;
  private readonly cache = new DigestCache();

  constructor(
    private readonly database: Database,
    private readonly table: DigestTable,
  ) {
    this.marked = `EXISTS (SELECT FROM ${table.name}_mark m
      WHERE m.brand_id = $1 AND m.quarter >= d.starts_at AND m.quarter < d.ends_at)`;
  }

  /** The days of the period whose digest still holds. */
  holding(brandId: string, { first, last, timeZone }: DayRange): Promise<DigestedDay[]> {
    const { name, counts } = this.table;
    return this.database.query<DigestedDay>(
      `SELECT d.day - DATE '1970-01-01' AS day, d.${counts} AS count, d.xmin::text AS version
       FROM ${name} d
       WHERE d.brand_id = $1 AND d.day BETWEEN $2 AND $3 AND d.timezone = $4 AND NOT ${this.marked} ORDER BY d.day`,
      [brandId, dateOf(first), dateOf(last), timeZone],
      'fresh',
    );
  }

  /**
   * The digests of these days, with the columns that are asked for, earliest first. Within the snapshot that said which days hold:
   * what was read before and has not been made again since is not read again.
   */
  async read<T>(
    brandId: string,
    days: readonly DigestedDay[],
    columns: readonly string[],
  ): Promise<(T & { day: number })[]> {
    const keyOf = (day: number) => `${brandId} ${day}`;
    const rows = new Map<number, Record<string, unknown>>();
    const lacking = new Map<number, string>();
    for (const { day, version } of days) {
      const kept = this.cache.get(keyOf(day), version, columns);
      if (kept === undefined) lacking.set(day, version);
      else rows.set(day, kept);
    }
    if (lacking.size > 0) {
      const read = await this.database.query<{ day: number } & Record<string, unknown>>(
        `SELECT day - DATE '1970-01-01' AS day, ${columns.join(', ')}
         FROM ${this.table.name} WHERE brand_id = $1 AND day = ANY($2::date[])`,
        [brandId, [...lacking.keys()].map(dateOf)],
        'fresh',
      );
      for (const { day, ...row } of read) {
        rows.set(day, row);
        this.cache.put({ key: keyOf(day), version: lacking.get(day) ?? '', columns, row });
      }
    }
    return [...rows]
      .sort(([one], [other]) => one - other)
      .map(([day, row]) => ({ ...row, day }) as T & { day: number });
  }

  /** Days (since 1970-01-01) without a digest that holds, newest first. */
  async due(
    brandId: string,
    { first, last, timeZone }: DayRange,
    now: Date,
    most: number,
  ): Promise<number[]> {
    const { name, stale } = this.table;
    const rows = await this.database.query<{ day: number }>(
      `SELECT s.day FROM generate_series($2::int, $3::int) AS s(day)
       LEFT JOIN ${name} d ON d.brand_id = $1 AND d.day = DATE '1970-01-01' + s.day
       WHERE d.day IS NULL OR d.timezone <> $4 OR ${this.marked} ${stale === undefined ? '' : `OR ${stale(6)}`}
       ORDER BY s.day DESC LIMIT $5`,
      [brandId, first, last, timeZone, most, ...(stale === undefined ? [] : [now])],
      'fresh',
    );
    return rows.map(({ day }) => day);
  }

  /** Keeps a day's digest, and forgets the marks that the snapshot it was made from had seen. */
  async save(
    brandId: string,
    { first, timeZone, startsAt, endsAt }: DayRange,
    columns: object,
  ): Promise<void> {
    const times = [new Date(startsAt), new Date(endsAt)];
    const names = Object.keys(columns);
    const values = names.map((_, index) => `$${index + 6}`).join(', ');
    await this.database.run(
      `INSERT INTO ${this.table.name} (brand_id, day, timezone, starts_at, ends_at, ${names.join(', ')})
       VALUES ($1, $2, $3, $4, $5, ${values})
       ON CONFLICT (brand_id, day) DO UPDATE SET timezone = excluded.timezone, starts_at = excluded.starts_at,
         ends_at = excluded.ends_at, ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
      [brandId, dateOf(first), timeZone, ...times, ...Object.values(columns)],
    );
    await this.database.run(
      `DELETE FROM ${this.table.name}_mark WHERE brand_id = $1 AND quarter >= $2 AND quarter < $3`,
      [brandId, ...times],
    );
  }
}

/** Something that happened on a day, and is digested when that day is past. */
export interface DigestedKind {
  readonly store: DigestStore;
  /** What has to be done before days are digested. */
  prepare?(brandId: string): Promise<void>;
  /** When the first of them opened; null while there is none. */
  firstOpened(brandId: string): Promise<Date | null>;
  /**
   * The columns of one day's row, within a snapshot.
   * @returns null when that day has to be read one by one, for now or for good
   */
  digest(brandId: string, day: DayRange, now: Date): Promise<object | null>;
}
