import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ApiClient } from './api-client.js';
import { Child } from './child.js';
import { freePort } from './free-port.js';
import { stopEmbedded } from './jest-run.mjs';
import { giveMadeDatabase } from './made-database.js';
import { onTestFailure } from './on-test-failure.js';
import { runDir } from './once-per-run.js';
import { type AppendFsync, Redis } from './redis.js';
import { createServerDatabase } from './server-database.js';
import { removeDir } from './temp-dir.js';
import type { TestDatabase } from './test-database.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = join(ROOT, 'server/dist/parley.js');
/** The same in its many files: what a preload reaches into is the one that runs. */
const MAIN_IN_FILES = join(ROOT, 'server/dist/main.js');

/** `embedded`: one process, nothing configured. `servers`: api and workers on PostgreSQL and Redis. */
export type Mode = 'embedded' | 'servers';
export type Role = 'api' | 'worker';

export interface ParleyOptions {
  mode: Mode;
  /** Settings beside the harness's own. */
  env?: Record<string, string>;
  /** Processes with HTTP in server mode, default 1; those after the first have ports of their own. */
  apis?: number;
  /** Worker processes in server mode, default 1. */
  workers?: number;
  /** Without an owner the first visit gets the set-up page. */
  owner?: boolean;
  /** It makes its database itself, durable; else it finds one that is just made, which saves seconds. */
  firstStart?: boolean;
  /** How the Redis of the server mode keeps its file. */
  redis?: { appendfsync: AppendFsync };
}

interface Part {
  name: string;
  env: Record<string, string>;
  /** Answers 200 when the part is ready. */
  probe: string;
  child: Child | undefined;
}

export const OWNER = {
  email: 'owner@example.test',
  password: 'correct horse battery',
  brandName: 'Example Ltd',
};

/** A running Parley, started from the build as an operator would start it. */
export class Parley {
  readonly owner = OWNER;
  readonly #parts: Part[];
  readonly #forgetFailures: () => void;
  #ended = '';

  private constructor(
    readonly mode: Mode,
    readonly baseUrl: string,
    /** Data directory of all its processes. */
    readonly dataDir: string,
    parts: Part[],
    /** Only in server mode. */
    readonly redis: Redis | undefined,
    readonly database: TestDatabase | undefined,
  ) {
    this.#parts = parts;
    this.#forgetFailures = onTestFailure((title) => {
      console.error(`What Parley (${mode}) said before this failed: ${title}\n${this.log.slice(-20_000)}`);
    });
  }

  static async start(options: ParleyOptions): Promise<Parley> {
    const port = await freePort();
    const baseUrl = `http://127.0.0.1:${port}`;
    const dataDir = await mkdtemp(join(runDir(), 'data-'));
    await chmod(dataDir, 0o755);
    const servers = options.mode === 'servers';
    const redis = servers ? await Redis.start(options.redis) : undefined;
    const database = servers ? await createServerDatabase({ empty: options.firstStart }) : undefined;
    if (!servers && !options.firstStart) await giveMadeDatabase(dataDir);
    const env: Record<string, string> = {
      PORT: String(port),
      PARLEY_HOST: '127.0.0.1',
      PARLEY_PUBLIC_URL: baseUrl,
      PARLEY_DATA_DIR: dataDir,
      PARLEY_ALLOW_NETWORKS: '127.0.0.0/8,::1/128',
      PARLEY_LOG_LEVEL: 'info',
      ...(options.owner === false
        ? {}
        : {
            PARLEY_OWNER_EMAIL: OWNER.email,
            PARLEY_OWNER_PASSWORD: OWNER.password,
            PARLEY_BRAND_NAME: OWNER.brandName,
          }),
      ...(redis && database
        ? { DATABASE_URL: database.url, REDIS_URL: redis.url, PARLEY_SECRET: randomBytes(32).toString('hex') }
        : {}),
      ...options.env,
    };
    const parts: Part[] = [];
    const api = { ...env, PARLEY_ROLE: servers ? 'api' : 'all' };
    parts.push({ name: servers ? 'api' : 'all', env: api, probe: `${baseUrl}/readyz`, child: undefined });
    for (let index = 1; servers && index < (options.apis ?? 1); index += 1) {
      const own = await freePort();
      const probe = `http://127.0.0.1:${own}/readyz`;
      parts.push({ name: 'api', env: { ...api, PORT: String(own) }, probe, child: undefined });
    }
    for (let index = 0; servers && index < (options.workers ?? 1); index += 1) {
      const workerPort = await freePort();
      parts.push({
        name: 'worker',
        env: { ...env, PARLEY_ROLE: 'worker', PARLEY_WORKER_PORT: String(workerPort) },
        probe: `http://127.0.0.1:${workerPort}/readyz`,
        child: undefined,
      });
    }
    const parley = new Parley(options.mode, baseUrl, dataDir, parts, redis, database);
    try {
      await parley.#runAll(parts);
    } catch (error) {
      await parley.remove();
      throw error;
    }
    return parley;
  }

  /** Where each of its processes with HTTP is reached; the first is `baseUrl`. */
  get apiUrls(): string[] {
    return this.#of('api').map(({ probe }) => new URL(probe).origin);
  }

  /** A client nobody has signed in with yet. */
  client(token?: string): ApiClient {
    return new ApiClient(this.baseUrl, token);
  }

  /** A client signed in as the owner. */
  async signedIn(email = OWNER.email, password = OWNER.password): Promise<ApiClient> {
    const client = this.client();
    await client.signIn(email, password);
    return client;
  }

  /** Everything all its processes said, those ended before included. */
  get log(): string {
    return (
      this.#ended + this.#parts.map(({ name, child }) => `--- ${name}\n${child?.output ?? ''}\n`).join('')
    );
  }

  /** Connection string to its database, for what no API shows. */
  async databaseUrl(): Promise<string> {
    if (this.database) return this.database.url;
    const text = await readFile(join(this.dataDir, 'postgres.json'), 'utf8');
    const { user, password, port, database } = JSON.parse(text) as Record<string, string>;
    return `postgresql://${user}:${encodeURIComponent(password ?? '')}@127.0.0.1:${port}/${database}`;
  }

  /** One statement on its database, for what no API does. @returns the rows */
  async query<T extends pg.QueryResultRow>(sql: string, params: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: await this.databaseUrl() });
    await client.connect();
    try {
      return (await client.query<T>(sql, params)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends the processes of a role; embedded, the one process is both. */
  async kill(role: Role, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await Promise.all(this.#of(role).map((part) => part.child?.stop(signal)));
  }

  /** Starts the ended processes of a role again, or so many of them, on the same ports and data. */
  async resume(role: Role, most = Number.POSITIVE_INFINITY): Promise<void> {
    await this.#runAll(
      this.#of(role)
        .filter(({ child }) => !child || child.ended)
        .slice(0, most),
    );
  }

  /** Process ids of a role, ended ones left out. */
  pids(role: Role): number[] {
    return this.#of(role).flatMap(({ child }) => (child && !child.ended ? [child.pid] : []));
  }

  /** How each process ended, null while it runs or when a signal ended it. */
  exitCodes(): (number | null)[] {
    return this.#parts.map(({ child }) => child?.exitCode ?? null);
  }

  /** Stops all processes as an operator would (SIGTERM), and waits for them. */
  async stop(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.child?.stop('SIGTERM', 30_000)));
  }

  /** Stops everything and removes its data. */
  async remove(): Promise<void> {
    this.#forgetFailures();
    await Promise.all(this.#parts.map((part) => part.child?.stop('SIGKILL')));
    await stopEmbedded(this.dataDir);
    await this.redis?.remove();
    await this.database?.drop();
    await removeDir(this.dataDir);
  }

  #of(role: Role): Part[] {
    return this.mode === 'embedded' ? this.#parts : this.#parts.filter(({ name }) => name === role);
  }

  /** At the same time, as a host does; settles when all have started or failed. */
  async #runAll(parts: Part[]): Promise<void> {
    const starts = await Promise.allSettled(parts.map((part) => this.#run(part)));
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
  }

  async #run(part: Part): Promise<void> {
    if (part.child) this.#ended += `--- ${part.name}, ended\n${part.child.output}\n`;
    await mkdir(this.dataDir, { recursive: true });
    part.child = Child.start({
      name: `parley ${part.name}`,
      command: process.execPath,
      args: ['--enable-source-maps', part.env.NODE_OPTIONS?.includes('--import') ? MAIN_IN_FILES : MAIN],
      cwd: ROOT,
      env: { ...outerEnv(), ...part.env },
    });
    await part.child.ready(async () => (await fetch(part.probe)).status === 200);
  }
}

/** What a program needs of our own environment; no setting of Parley's leaks in. */
function outerEnv(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'SystemRoot'];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
