import { install, installFault } from '../lib/install.mjs';
import { PrepareError } from '../lib/prepare-error.mjs';
import { close } from './closing-line.mjs';
import { runSideBySide, runStep } from './run-step.mjs';
import { afterSecondRun, filesToRepeat } from './second-run.mjs';
import { alone, build, consoleUnits, everything, root, staticChecks, units } from './steps.mjs';
import { provideSystemTools, TEST_TOOLS } from './system-tools.mjs';

/** Everything; what needs the build or the programs of the system counts as failed where those are missing. */
export async function runAll() {
  const started = Date.now();
  const results = [];
  if (!(await provideModules(results))) return close(results, started);
  const tools = await timed('programs the tests need', () => provideSystemTools(TEST_TOOLS, 'The tests'));
  results.push(tools);
  results.push(...(await runSideBySide([build, ...staticChecks, consoleUnits])));
  const built = results.find((result) => result.name === build.name);
  const lacks = built.failed ? 'the build failed' : tools.failed ? 'programs are missing' : undefined;
  results.push(await (lacks === undefined ? runEverything() : runStep(units, { live: true })));
  if (lacks !== undefined) results.push(cannotRun('flows and browser', lacks));
  close(results, started);
}

/** A flow or a browser test that failed beside the others is run once more, alone, and named if it passes then. */
async function runEverything() {
  const first = await runStep(everything, { live: true });
  const files = filesToRepeat(first);
  if (files.length === 0) return first;
  return afterSecondRun(first, await runStep(alone(files), { live: true }));
}

export async function runQuickPart() {
  const started = Date.now();
  const results = [];
  if (await provideModules(results)) {
    results.push(...(await runSideBySide([...staticChecks, consoleUnits])));
    results.push(await runStep(units, { live: true }));
  }
  close(results, started);
}

/** Installs node_modules where something is missing; false when that failed. */
async function provideModules(results) {
  const fault = await installFault(root);
  if (fault === undefined) return true;
  console.log(`Installing (${fault})`);
  const result = await timed('npm ci', async () => {
    try {
      await install(root);
    } catch (error) {
      if (error instanceof PrepareError) return error.message;
      throw error;
    }
  });
  results.push(result);
  return result.failed === 0;
}

/** Runs a preparation that gives undefined, or the sentence why it failed. */
async function timed(name, work) {
  const started = Date.now();
  const fault = await work();
  const seconds = (Date.now() - started) / 1000;
  console.log(`${fault ? '✗' : '✓'} ${name} (${seconds.toFixed(1)} s)`);
  if (fault) console.error(`  ${fault}`);
  return { name, passed: fault ? 0 : 1, failed: fault ? 1 : 0, seconds };
}

function cannotRun(name, why) {
  console.log(`✗ ${name}: not run, since ${why}`);
  return { name: `${name} (not run: ${why})`, passed: 0, failed: 1, seconds: 0 };
}
