import { oncePerRun } from './once-per-run.js';
import { Postgres } from './postgres.js';

/**
 * One cluster of this name for all processes of the Jest run, which end it with the run (jest-run.mjs finds it by
 * its file, `<name>.cluster.json`).
 */
export async function sharedCluster(name: string, start: () => Promise<Postgres>): Promise<Postgres> {
  return Postgres.attach(await oncePerRun(`${name}.cluster`, async () => (await start()).handle));
}
