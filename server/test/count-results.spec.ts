import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';

const SCRIPT = join(fileURLToPath(new URL('../../', import.meta.url)), 'scripts/testing/count-results.mjs');

interface Count {
  passed: number;
  failed: number;
  notes: string[];
  failedFiles: { path: string; passed: number; failed: number }[];
}
type CountResults = (step: { report?: string }, code: number, report: unknown, hasCorpora: boolean) => Count;

const report = (changes: object = {}) => ({
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [
    { name: 'a.spec.ts', status: 'passed', message: '', assertionResults: [{ status: 'passed' }] },
  ],
  ...changes,
});

describe('how npm test counts', () => {
  let count: (code: number, given?: object, hasCorpora?: boolean) => string;
  let countResults: CountResults;
  beforeAll(async () => {
    ({ countResults } = (await import(SCRIPT)) as { countResults: CountResults });
    count = (code, given, hasCorpora = true) => {
      const { passed, failed } = countResults({ report: 'jest' }, code, given, hasCorpora);
      return `${passed} passed, ${failed} failed`;
    };
  });

  it('takes a check as one', () => {
    expect(countResults({}, 0, undefined, true)).toMatchObject({ passed: 1, failed: 0 });
    expect(countResults({}, 2, undefined, true)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('takes every test of a runner', () => {
    expect(count(0, report())).toBe('3 passed, 0 failed');
    expect(count(1, report({ numFailedTests: 2 }))).toBe('3 passed, 2 failed');
  });

  it('takes a file that broke before its tests as a failure, and one with failed tests not twice', () => {
    const broken = { name: 'b.spec.ts', status: 'failed', message: 'SyntaxError', assertionResults: [] };
    expect(count(1, report({ testResults: [broken] }))).toBe('3 passed, 1 failed');
    const failing = { ...broken, assertionResults: [{ status: 'failed' }] };
    expect(count(1, report({ numFailedTests: 1, testResults: [failing] }))).toBe('3 passed, 1 failed');
    const mixed = { ...broken, assertionResults: [{ status: 'failed' }, { status: 'passed' }] };
    const given = report({ numFailedTests: 1, testResults: [mixed, broken] });
    expect(countResults({ report: 'jest' }, 1, given, true).failedFiles).toEqual([
      { path: 'b.spec.ts', passed: 1, failed: 1 },
      { path: 'b.spec.ts', passed: 0, failed: 1 },
    ]);
  });

  it('never lets a runner fail unseen', () => {
    expect(count(1, undefined)).toBe('0 passed, 1 failed');
    expect(count(0, undefined)).toBe('0 passed, 1 failed');
    expect(count(1, report())).toBe('3 passed, 1 failed');
    expect(count(0, report({ numPassedTests: 0, testResults: [] }))).toBe('0 passed, 1 failed');
  });

  it('takes left-out tests as failed, unless there are no collections to read', () => {
    expect(count(0, report({ numPendingTests: 2 }))).toBe('3 passed, 2 failed');
    expect(count(0, report({ numTodoTests: 1 }))).toBe('3 passed, 1 failed');
    expect(count(0, report({ numPendingTests: 2 }), false)).toBe('3 passed, 0 failed');
  });
});
