import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Mode } from '../test/harness/app.js';
import { setUp, tearDown } from '../test/harness/jest-run.mjs';
import { type BenchOptions, type BenchSizes, parseBenchOptions, sizesFor, USAGE } from './bench-options.js';
import type { RowName, RowResult } from './figures.js';
import { Installation } from './installation.js';
import { machineFacts, serverFacts } from './machine-facts.js';
import { type BenchReport, type ModeReport, reportLines } from './report.js';
import { acceptRow } from './rows/accept-row.js';
import { consoleRow } from './rows/console-row.js';
import { inboundRow } from './rows/inbound-row.js';
import { nowRow } from './rows/now-row.js';
import { queueRow } from './rows/queue-row.js';
import { quietRow, reportsRow, resolutionRow, volumeRow } from './rows/report-rows.js';
import { screenRow } from './rows/screen-row.js';
import { searchRow } from './rows/search-row.js';

const MEASURE: { [Name in RowName]: (on: Installation, sizes: BenchSizes) => Promise<RowResult> } = {
  accept: (on, sizes) => acceptRow(on, sizes.accept),
  inbound: (on, sizes) => inboundRow(on, sizes.inbound),
  screen: (on, sizes) => screenRow(on, sizes.screen),
  queue: (on, sizes) => queueRow(on, sizes.queue),
  search: (on, sizes) => searchRow(on, sizes.search),
  console: (on, sizes) => consoleRow(on, sizes.console),
  reports: (on, sizes) => reportsRow(on, sizes.reports),
  resolution: (on, sizes) => resolutionRow(on, sizes.reports),
  volume: (on, sizes) => volumeRow(on, sizes.reports),
  quiet: (on, sizes) => quietRow(on, sizes.reports),
  now: (on, sizes) => nowRow(on, sizes.now),
};

/**
 * `npm run bench`: measures what Parley does beside what the machine could do. Missed goals are printed and change
 * nothing; only a measurement that could not be made is a failure.
 * @param options.from the folder file names are relative to
 * @returns the exit code
 */
export async function run(args: string[], { from }: { from: string }): Promise<number> {
  let options: BenchOptions;
  try {
    options = parseBenchOptions(args);
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 1;
  }
  const report: BenchReport = {
    at: new Date().toISOString(),
    quick: options.quick,
    machine: machineFacts(),
    modes: [],
  };
  await setUp();
  const bench = new Bench(options, sizesFor(options.quick));
  const stopOn = (signal: NodeJS.Signals) => {
    console.error(`Stopping after ${signal}`);
    void bench.stop().finally(() => process.exit(130));
  };
  process.on('SIGINT', stopOn);
  process.on('SIGTERM', stopOn);
  try {
    for (const mode of options.modes) report.modes.push(await bench.measure(mode));
  } finally {
    await bench.stop();
    process.off('SIGINT', stopOn);
    process.off('SIGTERM', stopOn);
  }
  console.log(`\n${reportLines(report).join('\n')}`);
  if (options.json !== undefined) {
    const file = path.resolve(from, options.json);
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`\nEvery figure: ${file}`);
  }
  return bench.failures === 0 ? 0 : 1;
}

/** Rows that only read, all of them the same. */
const SHARED: readonly RowName[] = ['reports', 'resolution', 'volume', 'quiet'];
/** Fills an installation in which nobody is yet. */
const ALONE: readonly RowName[] = ['now'];

/** One run: every row on an installation of its own; one that fails leaves the others their turn. */
class Bench {
  failures = 0;
  #installation: Installation | undefined;

  constructor(
    private readonly options: BenchOptions,
    private readonly sizes: BenchSizes,
  ) {}

  async measure(mode: Mode): Promise<ModeReport> {
    const report: ModeReport = { mode, servers: undefined, rows: [] };
    for (const row of this.options.rows) {
      const began = performance.now();
      console.log(`${mode}: measuring ${row}`);
      try {
        this.#installation ??= await Installation.start(mode);
        report.servers = await serverFacts(this.#installation);
        report.rows.push(await MEASURE[row](this.#installation, this.sizes));
        console.log(`${mode}: ${row} took ${Math.round((performance.now() - began) / 1_000)} s`);
      } catch (error) {
        this.failures += 1;
        console.error(`${mode}: ${row} could not be measured.`, error);
        if (this.#installation !== undefined) console.error(this.#installation.parley.log.slice(-4_000));
      }
      // What one row leaves behind shall not slow down the next; figures that say nothing may share, and reports share their turns.
      if (!this.#sharesWithNext(row)) await this.#remove();
    }
    await this.#remove();
    return report;
  }

  #sharesWithNext(row: RowName): boolean {
    const { rows } = this.options;
    const next = rows[rows.indexOf(row) + 1];
    if (next === undefined || ALONE.includes(next)) return false;
    return this.options.quick || (SHARED.includes(row) && SHARED.includes(next));
  }

  /** Ends and removes whatever runs; safe to call twice. */
  async stop(): Promise<void> {
    await this.#remove();
    await tearDown();
  }

  async #remove(): Promise<void> {
    const installation = this.#installation;
    this.#installation = undefined;
    await installation?.remove();
  }
}
