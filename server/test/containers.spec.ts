import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { envSchema } from '../src/platform/config/env.js';
import { type ComposeFile, environmentOf, readComposeFile } from './compose-file.js';

const root = path.resolve(import.meta.dirname, '../..');

describe('docker-compose.yml', () => {
  let text: string;
  let file: ComposeFile;

  beforeAll(async () => {
    ({ text, file } = await readComposeFile());
  });

  it('has the four services, each healthy before what needs it, with volumes that are declared', () => {
    expect(Object.keys(file.services).sort()).toEqual(['api', 'postgres', 'redis', 'worker']);
    for (const one of Object.values(file.services)) {
      for (const [needed, { condition }] of Object.entries(one.depends_on)) {
        expect(file.services[needed]?.healthcheck).toBeDefined();
        expect(condition).toBe('service_healthy');
      }
      for (const volume of one.volumes) expect(Object.keys(file.volumes)).toContain(volume.split(':')[0]);
    }
    for (const role of ['api', 'worker']) {
      expect(Object.keys(file.services[role]!.depends_on)).toEqual(
        expect.arrayContaining(['postgres', 'redis']),
      );
    }
    expect(Number(/^postgres:(\d+)/.exec(file.services.postgres!.image!)?.[1])).toBeGreaterThanOrEqual(16);
    expect(file.services.redis!.command?.join(' ')).toContain('--appendonly yes');
    expect(file.services.redis!.command?.join(' ')).toContain('--maxmemory-policy noeviction');
  });

  it('names only settings that exist, and gives each role what it boots with', () => {
    for (const role of ['api', 'worker']) {
      const environment = environmentOf(file.services[role]!.environment);
      const known = Object.keys(envSchema.shape);
      expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
      const env = envSchema.parse(environment);
      expect(env.PARLEY_ROLE).toBe(role);
      expect(env.DATABASE_URL).toBe('postgres://parley:pw@postgres:5432/parley');
      expect(env.REDIS_URL).toBe('redis://redis:6379');
      expect(env.PARLEY_S3_BUCKET).toBeUndefined();
    }
    // What an operator may put into .env is a setting, or named here.
    const own = ['POSTGRES_PASSWORD', 'PARLEY_PUBLISH'];
    const asked = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name!);
    expect(asked.filter((name) => !own.includes(name) && !(name in envSchema.shape))).toEqual([]);
  });

  it('asks the port that the process listens on', async () => {
    const { api, worker } = file.services;
    expect(api!.healthcheck.test.at(-1)).toBe(String(api!.environment.PORT));
    expect(worker!.healthcheck.test.at(-1)).toBe(String(worker!.environment.PARLEY_WORKER_PORT));
    for (const { healthcheck } of [api!, worker!]) await access(path.join(root, healthcheck.test[2]!));
  });
});

describe('Dockerfile', () => {
  it('copies what exists, and ends as an ordinary user running the server', async () => {
    const lines = (await readFile(path.join(root, 'Dockerfile'), 'utf8')).split('\n');
    const sources = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(sources.length).toBeGreaterThan(6);
    for (const source of sources) await access(path.join(root, source));
    const users = lines.filter((line) => line.startsWith('USER '));
    expect(users.at(-1)).toBe('USER node');
    expect(lines.findLast((line) => line.startsWith('CMD '))).toContain('server/dist/parley.js');
    const version = /^FROM node:(\d+)/m.exec(lines.join('\n'))?.[1];
    expect(Number(version)).toBeGreaterThanOrEqual(20);
  });
});
