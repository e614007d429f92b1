import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BenchReport } from '../../bench/report.js';
import { runToEnd } from '../harness/child.js';
import { removeDir, tempDir } from '../harness/temp-dir.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** It starts several processes and fills a database; only a hang takes this long. */
const PATIENCE_MS = 300_000;
const bench = (...args: string[]) =>
  runToEnd({
    name: 'npm run bench',
    command: process.execPath,
    args: ['scripts/run.mjs', 'bench', ...args],
    cwd: ROOT,
    env: { ...process.env, INIT_CWD: ROOT },
  });

let dir: string;
beforeAll(async () => {
  dir = await tempDir('bench');
});
afterAll(() => removeDir(dir));

describe('npm run bench, with small sizes', () => {
  it.each(['embedded', 'servers'] as const)(
    'measures every row (%s)',
    async (mode) => {
      const json = join(dir, `${mode}.json`);
      const output = await bench('--quick', '--mode', mode, '--json', json);
      const report = JSON.parse(await readFile(json, 'utf8')) as BenchReport;
      expect(report).toMatchObject({
        quick: true,
        machine: { cores: expect.any(Number), memoryGb: expect.any(Number), node: process.version },
      });
      const [measured] = report.modes;
      expect(measured).toMatchObject({
        mode,
        servers: { durability: { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' } },
      });
      expect(measured?.servers?.redis === null).toBe(mode === 'embedded');
      expect(measured?.rows.map(({ row }) => row)).toEqual([
        'accept',
        'inbound',
        'screen',
        'queue',
        'search',
        'console',
        'reports',
        'resolution',
        'volume',
        'quiet',
        'now',
      ]);
      // What the speed was says nothing here, but nothing may have been lost or refused while it was measured.
      const [accept, inbound, screen, queue, search, , reports, resolution, volume, quiet, now] =
        measured?.rows ?? [];
      expect(accept?.figures).toMatchObject({ rounds: [{ product: { latency: { count: 100 } } }] });
      expect(inbound?.figures).toMatchObject({ messages: 100, conversationsUpToDateOnScreen: 25 });
      expect(screen?.figures).toMatchObject({ sent: 50, refused: 0, lost: 0 });
      expect(queue?.figures).toMatchObject({ many: { conversations: 2_000, product: { count: 30 } } });
      expect(search?.figures).toMatchObject({ messages: 2_000, kinds: { 'a common word': { count: 3 } } });
      for (const report of [reports, resolution, volume, quiet])
        expect(report?.figures).toMatchObject({ turns: 2_000, whole: { count: 4 }, small: { count: 4 } });
      expect(now?.figures).toMatchObject({ at: [{ waiting: 200, reading: { count: 2 } }] });
      for (const row of measured?.rows ?? []) expect(output).toContain(row.title);
    },
    PATIENCE_MS,
  );

  it(
    'says what it does not know, and measures nothing',
    async () => {
      await expect(bench('--rows', 'accept,nonsense')).rejects.toThrow(/There is no row nonsense/);
      await expect(bench('--mode', 'cloud')).rejects.toThrow(/There is no mode cloud/);
    },
    PATIENCE_MS,
  );
});
