import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';

const SCRIPT = join(fileURLToPath(new URL('../../', import.meta.url)), 'scripts/testing/second-run.mjs');

interface Ran {
  passed: number;
  failed: number;
  seconds: number;
  failedFiles: { path: string; passed: number; failed: number }[];
  unsteady?: string[];
}

const ran = (...failedFiles: Ran['failedFiles']): Ran => ({
  passed: 100,
  failed: failedFiles.reduce((sum, { failed }) => sum + failed, 0),
  seconds: 60,
  failedFiles,
});
const file = (path: string, passed = 4, failed = 1) => ({ path, passed, failed });

describe('the second run of what failed beside the others', () => {
  let filesToRepeat: (first: Ran) => string[];
  let afterSecondRun: (first: Ran, second: Ran) => Ran;
  beforeAll(async () => {
    ({ filesToRepeat, afterSecondRun } = (await import(SCRIPT)) as never);
  });

  it('is for a few flows and browser tests, and only when nothing else has failed', () => {
    expect(filesToRepeat(ran(file('/a/b.e2e.spec.ts'), file('/a/c.flow.spec.ts')))).toEqual([
      '/a/b.e2e.spec.ts',
      '/a/c.flow.spec.ts',
    ]);
    expect(filesToRepeat(ran())).toEqual([]);
    expect(filesToRepeat(ran(file('/a/unit.spec.ts')))).toEqual([]);
    expect(filesToRepeat(ran(file('/a/b.e2e.spec.ts'), file('/a/unit.spec.ts')))).toEqual([]);
    expect(filesToRepeat(ran(...['b', 'c', 'd', 'e'].map((name) => file(`/a/${name}.e2e.spec.ts`))))).toEqual(
      [],
    );
    // Tests left out, or a runner that broke: no file tells of that failure.
    expect(filesToRepeat({ ...ran(file('/a/b.e2e.spec.ts')), failed: 2 })).toEqual([]);
  });

  it('counts what passes then as passed, and names it', () => {
    const first = ran(file('/a/b.e2e.spec.ts', 4, 1));
    const second = { passed: 5, failed: 0, seconds: 30, failedFiles: [] };
    expect(afterSecondRun(first, second)).toMatchObject({
      passed: 101,
      failed: 0,
      seconds: 90,
      unsteady: ['/a/b.e2e.spec.ts'],
    });
  });

  it('leaves what fails twice as it was', () => {
    const first = ran(file('/a/b.e2e.spec.ts', 4, 1));
    expect(afterSecondRun(first, ran(file('/a/b.e2e.spec.ts')))).toEqual({ ...first, seconds: 120 });
    const fewer = { passed: 4, failed: 0, seconds: 30, failedFiles: [] };
    expect(afterSecondRun(first, fewer)).toEqual({ ...first, seconds: 90 });
  });
});
