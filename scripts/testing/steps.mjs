// Every check and every test runner, as a command each. `report` names the form of its result file, if it has one.
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

export const units = [
  { name: 'units of server and shared', ...jest(['unit'], '--maxWorkers=2') },
  {
    name: 'units of console',
    report: 'vitest',
    args: [bin('vitest/vitest.mjs'), 'run', '--root', 'web', '--reporter=default', '--reporter=json'],
  },
];

/**
 * These run what `build` made. Flows mostly wait, for processes that start and for leases, and browsers mostly work: in one
 * run they fill each other's pauses, so a third lane fits in, and none stands idle at the end of either.
 */
export const outside = {
  name: 'flows, embedded and with servers, and browser',
  ...jest(['flows', 'e2e'], '--maxWorkers=3'),
};
