import { readFileSync } from 'node:fs';
import type { Installation } from './installation.js';

/** Processor time in milliseconds. It says what work costs even where other programs slow everything down. */
export interface CpuTime {
  api: number;
  /** Zero where one process does both. */
  worker: number;
  /** PostgreSQL's sessions of this database that are still there. */
  postgres: number;
}

/** Linux counts in hundredths of a second (USER_HZ, proc_pid_stat(5)). */
const TICK_MS = 10;

/** What the product and its database have used so far; undefined where there is no /proc. */
export async function cpuTime({ parley, database, mode }: Installation): Promise<CpuTime | undefined> {
  if (process.platform !== 'linux') return undefined;
  const { rows } = await database.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'parley-%'`,
  );
  const sum = (pids: number[]) => pids.reduce((total, pid) => total + cpuOf(pid), 0);
  return {
    api: sum(parley.pids('api')),
    worker: mode === 'servers' ? sum(parley.pids('worker')) : 0,
    postgres: sum(rows.map(({ pid }) => pid)),
  };
}

/** The difference, divided among so many pieces of work. */
export function cpuPer(count: number, before: CpuTime | undefined, after: CpuTime | undefined) {
  if (before === undefined || after === undefined) return undefined;
  const share = (part: keyof CpuTime) => Math.round(((after[part] - before[part]) / count) * 100) / 100;
  return { api: share('api'), worker: share('worker'), postgres: share('postgres') };
}

/** Fields 14 and 15, utime and stime, counted behind the command's name, which may hold anything. */
function cpuOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0; // ended in between
    throw error;
  }
}
