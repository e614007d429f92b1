import { readFileSync } from 'node:fs';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import { Redis } from 'ioredis';
import type { Installation } from './installation.js';

/** What the figures were measured on. */
export interface MachineFacts {
  cores: number;
  processor: string;
  memoryGb: number;
  system: string;
  node: string;
}

export interface ServerFacts {
  postgres: string;
  /** Read back from the running server; the bench refuses to measure without durability. */
  durability: Record<string, string>;
  redis: string | null;
}

const MUST_BE_ON = ['fsync', 'synchronous_commit', 'full_page_writes'];

export function machineFacts(): MachineFacts {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()}${inContainer() ? ', in a container' : ''}`,
    node: process.version,
  };
}

/** @throws Error when the database does not hold what it says it has written */
export async function serverFacts({ database, redisUrl }: Installation): Promise<ServerFacts> {
  const { rows } = await database.query<{ name: string; setting: string }>(
    `SELECT name, current_setting(name) AS setting FROM pg_settings WHERE name = ANY($1) OR name IN ('server_version', 'wal_sync_method', 'shared_buffers')`,
    [MUST_BE_ON],
  );
  const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  // A role or database may override what the server says.
  for (const name of MUST_BE_ON) {
    if (settings[name] !== 'on')
      throw new Error(`${name} is ${settings[name]}: figures without durability are none.`);
  }
  const { server_version: postgres = 'unknown', ...durability } = settings;
  return { postgres, durability, redis: redisUrl === undefined ? null : await redisFacts(redisUrl) };
}

async function redisFacts(url: string): Promise<string> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    const version = /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown';
    const sync = ((await redis.config('GET', 'appendfsync')) as string[])[1];
    return `${version}, appendonly, appendfsync ${sync}`;
  } finally {
    redis.disconnect();
  }
}

/** The load average over the last minute. */
export const loadNow = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;

function inContainer(): boolean {
  try {
    return /docker|containerd|kubepods|lxc/.test(readFileSync('/proc/1/cgroup', 'utf8'));
  } catch {
    return false;
  }
}
