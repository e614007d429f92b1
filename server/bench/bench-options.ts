import { parseArgs } from 'node:util';
import type { Mode } from '../test/harness/app.js';
import { ROW_NAMES, type RowName } from './figures.js';
import type { AcceptSizes } from './rows/accept-row.js';
import type { ConsoleSizes } from './rows/console-row.js';
import type { InboundSizes } from './rows/inbound-row.js';
import type { NowSizes } from './rows/now-row.js';
import type { QueueSizes } from './rows/queue-row.js';
import type { ReportsSizes } from './rows/report-data.js';
import type { ScreenSizes } from './rows/screen-row.js';
import type { SearchSizes } from './rows/search-row.js';

export interface BenchSizes {
  accept: AcceptSizes;
  inbound: InboundSizes;
  screen: ScreenSizes;
  queue: QueueSizes;
  search: SearchSizes;
  console: ConsoleSizes;
  reports: ReportsSizes;
  now: NowSizes;
}

export interface BenchOptions {
  modes: Mode[];
  rows: RowName[];
  /** Sizes that only show that everything runs; their figures say nothing. */
  quick: boolean;
  json: string | undefined;
}

export const USAGE = `Usage: npm run bench [-- --mode embedded|servers|both] [--rows ${ROW_NAMES.join(',')}] [--quick] [--json file]`;

/** @throws Error with one sentence about what does not fit */
export function parseBenchOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      mode: { type: 'string', default: 'both' },
      rows: { type: 'string', default: ROW_NAMES.join(',') },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const modes = { embedded: ['embedded'], servers: ['servers'], both: ['embedded', 'servers'] }[values.mode];
  if (modes === undefined) throw new Error(`There is no mode ${values.mode}.`);
  const named = values.rows.split(',').map((name) => name.trim());
  const unknown = named.find((name) => !(ROW_NAMES as readonly string[]).includes(name));
  if (unknown !== undefined) throw new Error(`There is no row ${unknown}.`);
  return {
    modes: modes as Mode[],
    rows: ROW_NAMES.filter((name) => named.includes(name)),
    quick: values.quick,
    json: values.json,
  };
}

export const sizesFor = (quick: boolean): BenchSizes =>
  quick
    ? {
        accept: { rounds: 1, warmup: 20, count: 100 },
        inbound: { jobs: 100, messages: 100 },
        screen: { seconds: 1 },
        queue: { few: 500, many: 2_000, requests: 30 },
        search: { messages: 2_000, requests: 3 },
        console: { conversations: 500, wheel: 5, acts: 2, burstSeconds: 1 },
        reports: { turns: 2_000, others: 2_000, days: 30, requests: 4 },
        now: {
          conversations: 2_000,
          others: 2_000,
          waiting: [200],
          readings: 2,
          viewers: [1, 3],
          seconds: 2,
        },
      }
    : {
        accept: { rounds: 3, warmup: 3_000, count: 12_000 },
        inbound: { jobs: 20_000, messages: 12_000 },
        screen: { seconds: 20 },
        queue: { few: 10_000, many: 1_000_000, requests: 600 },
        search: { messages: 1_000_000, requests: 60 },
        console: { conversations: 10_000, wheel: 300, acts: 20, burstSeconds: 5 },
        reports: { turns: 1_000_000, others: 4_000_000, days: 365, requests: 60 },
        now: {
          ...{ conversations: 1_000_000, others: 3_000_000, waiting: [10_000, 100_000], readings: 20 },
          ...{ viewers: [1, 50, 500], seconds: 15 },
        },
      };
