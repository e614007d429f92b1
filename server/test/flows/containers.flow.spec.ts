import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiSender } from '../builders/api-sender.js';
import { type ComposeFile, environmentOf, readComposeFile } from '../compose-file.js';
import { ApiClient } from '../harness/api-client.js';
import { Child, runToEnd } from '../harness/child.js';
import { eventually } from '../harness/eventually.js';
import { freePort } from '../harness/free-port.js';
import { Redis } from '../harness/redis.js';
import { createServerDatabase } from '../harness/server-database.js';
import { removeDir, tempDir } from '../harness/temp-dir.js';
import type { TestDatabase } from '../harness/test-database.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const OWNER = { email: 'olga@brand.test', password: 'a good long password' };
/** What an operator writes into the .env file. */
const DOT_ENV = {
  PARLEY_OWNER_EMAIL: OWNER.email,
  PARLEY_OWNER_PASSWORD: OWNER.password,
  PARLEY_BRAND_NAME: 'Brand Ltd',
};

/** Without an engine for containers: their files, their environment and their commands, run as they stand. */
describe('the containers of docker-compose.yml', () => {
  let file: ComposeFile;
  /** What the image's folder holds. */
  let image: string;
  let command: string[];
  let redis: Redis;
  let database: TestDatabase;
  /** A volume mounted at /data. */
  let volume: string;
  const children: Child[] = [];
  const ports = { api: 0, worker: 0 };

  beforeAll(async () => {
    ({ file } = await readComposeFile());
    const dockerfile = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
    image = await tempDir('image');
    // The last stage takes its parts from the one that built.
    for (const [, from = '', to = ''] of dockerfile.matchAll(/^COPY --from=build \/app\/(\S+) (\S+)$/gm)) {
      if (from.endsWith('node_modules')) continue;
      const target = join(image, to, to.endsWith('/') ? (from.split('/').at(-1) ?? '') : '');
      await cp(join(ROOT, from), target, { recursive: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(image, 'node_modules'));
    command = JSON.parse(/^CMD (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[];
    volume = await tempDir('volume');
    redis = await Redis.start();
    database = await createServerDatabase({ empty: true });
    ports.api = await freePort();
    ports.worker = await freePort();
  });
  afterAll(async () => {
    for (const child of children) await child.stop('SIGKILL');
    await redis?.remove();
    await database?.drop();
    for (const dir of [image, volume]) await removeDir(dir);
  });

  /** As compose gives it; the names of its hosts, its volume and its ports are put where they are here. */
  function environment(role: 'api' | 'worker', at = { database, volume }): Record<string, string> {
    const given = environmentOf(file.services[role]?.environment ?? {}, DOT_ENV);
    expect(given.DATABASE_URL).toContain('@postgres:5432/');
    expect(given.REDIS_URL).toBe('redis://redis:6379');
    const port = role === 'api' ? 'PORT' : 'PARLEY_WORKER_PORT';
    expect(given[port]).toMatch(/^\d+$/);
    return {
      ...given,
      NODE_ENV: 'production',
      PATH: process.env.PATH ?? '',
      DATABASE_URL: at.database.url,
      REDIS_URL: redis.url,
      PARLEY_DATA_DIR: at.volume,
      [port]: String(ports[role]),
    };
  }

  async function up(role: 'api' | 'worker', at?: { database: TestDatabase; volume: string }): Promise<Child> {
    const env = environment(role, at);
    const [program = '', ...args] = command;
    const child = Child.start({ name: `container ${role}`, command: program, args, cwd: image, env });
    children.push(child);
    await child.ready(() => healthy(role).then(() => true));
    return child;
  }

  /** The health check, run as it stands. */
  function healthy(role: 'api' | 'worker'): Promise<string> {
    const [, ...test] = file.services[role]?.healthcheck.test ?? [];
    const [program = '', ...args] = test.map((word) => (/^\d+$/.test(word) ? String(ports[role]) : word));
    return runToEnd({ name: `health check of ${role}`, command: program, args, cwd: image });
  }

  const signedIn = async () => {
    const client = new ApiClient(`http://127.0.0.1:${ports.api}`);
    await client.signIn(OWNER.email, OWNER.password);
    return client;
  };
  const subjects = async (client: ApiClient) =>
    (await client.get<{ items: { subject: string }[] }>('/api/v1/conversations?view=ours')).items.map(
      ({ subject }) => subject,
    );

  it('are not healthy before they run, and take in and show what is written once they do', async () => {
    await expect(healthy('api')).rejects.toThrow(/not ready/);
    await up('api');
    await expect(healthy('worker')).rejects.toThrow(/not ready/);
    await up('worker');
    const owner = await signedIn();
    const shop = await ApiSender.connect(owner);
    await shop.deliver({
      id: 'e1',
      type: 'message',
      conversation: { id: 'thread', subject: 'From the shop' },
      message: { id: 'm1', text: 'Hello?' },
      person: { id: 'anna' },
    });
    await eventually('the conversation', async () => (await subjects(owner)).includes('From the shop'));
    const page = await fetch(`http://127.0.0.1:${ports.api}/`);
    expect(page.headers.get('content-type')).toContain('text/html');
  });

  it('are saved by npm run backup while they run, and are whole after npm run restore into an empty database', async () => {
    const place = await tempDir('backup');
    const elsewhere = { database: await createServerDatabase({ empty: true }), volume: join(place, 'data') };
    await mkdir(elsewhere.volume);
    const saved = join(place, 'parley.backup.tar.gz');
    const run = (name: string, env: Record<string, string>) =>
      runToEnd({ name, command: 'node', args: ['scripts/run.mjs', name, saved], cwd: image, env });
    try {
      expect(await run('backup', environment('api'))).toMatch(/^Backed up \d+ rows/m);
      expect(await run('restore', environment('api', elsewhere))).toMatch(/^Restored \d+ rows/m);
      await expect(run('restore', environment('api', elsewhere))).rejects.toThrow(
        'The database already holds data',
      );
      for (const child of children) await child.stop();
      expect(children.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
      const restored = await up('api', elsewhere);
      expect(await subjects(await signedIn())).toEqual(['From the shop']);
      await restored.stop();
    } finally {
      await elsewhere.database.drop();
      await removeDir(place);
    }
  });
});
