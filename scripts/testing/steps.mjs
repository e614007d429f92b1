// Every check and every test runner, as a command each. `report` names the form of its result file, if it has one.
import { availableParallelism } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');
const bin = (name) => path.join(root, 'node_modules', name);
const tsc = (project) => [bin('typescript/bin/tsc'), '-p', project, '--noEmit'];

/** Static checks; each counts as one. */
export const staticChecks = [
  {
    name: 'format and lint',
    args: [
      bin('@biomejs/biome/bin/biome'),
      'ci',
      '--error-on-warnings',
      '--colors=off',
      '--max-diagnostics=200',
      '.',
    ],
  },
  {
    name: 'import boundaries',
    args: [
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long'],
      ...['server/src', 'shared/src', 'web/src'],
    ],
  },
  { name: 'types of shared', args: tsc('shared/tsconfig.json') },
  { name: 'types of server and its tests', args: tsc('server/tsconfig.test.json') },
  { name: 'types of console', args: tsc('web/tsconfig.json') },
  { name: 'types of browser tests', args: tsc('web/e2e/tsconfig.json') },
];

export const build = { name: 'build', args: ['scripts/build.mjs'] };

const jest = (projects, ...args) => ({
  report: 'jest',
  args: ['scripts/jest.mjs', '--selectProjects', ...projects, '--ci', ...args],
});

export const consoleUnits = {
  name: 'units of console',
  report: 'vitest',
  args: [bin('vitest/vitest.mjs'), 'run', '--root', 'web', '--reporter=default', '--reporter=json'],
};

/** Units need nothing that is built. */
export const units = {
  name: 'units of server and shared',
  ...jest(['unit'], `--maxWorkers=${Math.max(2, availableParallelism())}`),
};

/**
 * Flows and browser tests run what `build` made. They wait for half of their time, for processes that start and for
 * leases, and units never do: in one run, with two lanes more than there are cores, they fill each other's pauses, and the
 * many short ones at its end leave none idle.
 */
export const everything = {
  name: 'units of server and shared, flows, embedded and with servers, and browser',
  ...jest(['unit', 'flows', 'e2e'], `--maxWorkers=${availableParallelism() + 2}`),
};

/** Some files of flows and browser tests, one after the other and with nothing beside them. */
export const alone = (files) => ({
  name: 'once more, alone',
  ...jest(['flows', 'e2e'], '--runInBand', '--runTestsByPath', ...files),
});
