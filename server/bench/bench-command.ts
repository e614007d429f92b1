import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Mode } from '../test/harness/app.js';
import { setUp, tearDown } from '../test/harness/jest-run.mjs';
import { type BenchSizes, parseBenchOptions, sizesFor, USAGE } from './bench-options.js';
import type { RowName, RowResult } from './figures.js';
import { Installation } from './installation.js';
import { machineFacts, type ServerFacts, serverFacts } from './machine-facts.js';
import { type BenchReport, type ModeReport, reportLines } from './report.js';
import { acceptRow } from './rows/accept-row.js';
import { inboundRow } from './rows/inbound-row.js';
import { queueRow } from './rows/queue-row.js';
import { screenRow } from './rows/screen-row.js';

const MEASURE: { [Name in RowName]: (on: Installation, sizes: BenchSizes) => Promise<RowResult> } = {
  accept: (on, sizes) => acceptRow(on, sizes.accept),
  inbound: (on, sizes) => inboundRow(on, sizes.inbound),
  screen: (on, sizes) => screenRow(on, sizes.screen),
  queue: (on, sizes) => queueRow(on, sizes.queue),
};

/**
 * `npm run bench`: measures what Parley does beside what the machine could do. Missed goals are printed and change
 * nothing; only a measurement that could not be made is a failure.
 * @param options.from the folder file names are relative to
 * @returns the exit code
 */
export async function run(args: string[], { from }: { from: string }): Promise<number> {
  let options: ReturnType<typeof parseBenchOptions>;
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
  let failures = 0;
  try {
    for (const mode of options.modes) {
      const { result, failed } = await measureMode(mode, options.rows, sizesFor(options.quick));
      report.modes.push(result);
      failures += failed;
    }
  } finally {
    await tearDown();
  }
  console.log(`\n${reportLines(report).join('\n')}`);
  if (options.json !== undefined) {
    const file = path.resolve(from, options.json);
    await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
    console.log(`\nEvery figure: ${file}`);
  }
  return failures === 0 ? 0 : 1;
}

/** Every row on an installation of its own; one that fails leaves the others their turn. */
async function measureMode(
  mode: Mode,
  rows: readonly RowName[],
  sizes: BenchSizes,
): Promise<{ result: ModeReport; failed: number }> {
  const done: RowResult[] = [];
  let servers: ServerFacts | undefined;
  let failed = 0;
  for (const row of rows) {
    const began = performance.now();
    console.log(`${mode}: measuring ${row}`);
    let installation: Installation | undefined;
    try {
      installation = await Installation.start(mode);
      servers = await serverFacts(installation);
      done.push(await MEASURE[row](installation, sizes));
      console.log(`${mode}: ${row} took ${Math.round((performance.now() - began) / 1_000)} s`);
    } catch (error) {
      failed += 1;
      console.error(`${mode}: ${row} could not be measured.`, error);
      if (installation !== undefined) console.error(installation.parley.log.slice(-4_000));
    } finally {
      await installation?.remove();
    }
  }
  return { result: { mode, servers, rows: done }, failed };
}
