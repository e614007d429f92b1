import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Whether the mail collections lie where the specs look for them; only then may nothing be left out. */
export const corporaPresent = () =>
  existsSync(path.resolve(root, process.env.PARLEY_CORPORA ?? '../shared', 'corpora'));

/**
 * How many passed and failed. A check counts as one. Of a runner every test counts; a file that broke
 * before its tests, a runner that failed without a failed test, and a run without a report count as one
 * failure each. Tests left out count as failed, unless they lack the collections.
 *
 * @param step `report` tells the form of the report
 * @param exitCode of the command
 * @param report of Jest or Vitest (the same form), undefined when there is none
 * @returns {{passed: number, failed: number, notes: string[], failedFiles: {path: string, passed: number, failed: number}[]}}
 * `failedFiles` are the files of tests in which something failed, with what each had
 */
export function countResults(step, exitCode, report, hasCorpora = corporaPresent()) {
  if (!step.report)
    return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, notes: [], failedFiles: [] };
  if (report === undefined) {
    const notes = [`ended with exit code ${exitCode} and without a report`];
    return { passed: 0, failed: 1, notes, failedFiles: [] };
  }
  const notes = [];
  const passed = report.numPassedTests;
  const failedFiles = [];
  let failed = report.numFailedTests;
  for (const file of report.testResults) {
    if (file.status !== 'failed') continue;
    const having = (status) => file.assertionResults.filter((test) => test.status === status).length;
    failedFiles.push({ path: file.name, passed: having('passed'), failed: Math.max(1, having('failed')) });
    if (having('failed') > 0) continue;
    failed += 1;
    notes.push(`${file.name} broke before its tests: ${String(file.message).split('\n')[0]}`);
  }
  const leftOut = report.numPendingTests + report.numTodoTests;
  if (leftOut > 0 && hasCorpora) {
    failed += leftOut;
    notes.push(`${leftOut} tests were left out; they count as failed`);
  } else if (leftOut > 0) {
    notes.push(`${leftOut} tests had no collections to read (PARLEY_CORPORA)`);
  }
  if (passed + failed === 0) {
    failed += 1;
    notes.push('no test was found');
  }
  if (exitCode !== 0 && failed === 0) {
    failed += 1;
    notes.push(`ended with exit code ${exitCode} although no test failed`);
  }
  return { passed, failed, notes, failedFiles };
}
