// One configuration for shared, server, the flows and the browser; `--selectProjects` picks a part.
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: {
        target: 'es2023',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    },
  ],
};

const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform,
  moduleNameMapper: {
    '^@parley/shared/(.*)\\.js$': '<rootDir>/shared/src/$1.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/server', '<rootDir>/shared', '<rootDir>/web/e2e'],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/'],
  globalSetup: '<rootDir>/server/test/harness/jest-setup.mjs',
  globalTeardown: '<rootDir>/server/test/harness/jest-teardown.mjs',
};

/** Flows and browser tests run real processes, so they are given time, and they run what is built. */
const outside = {
  ...base,
  setupFilesAfterEnv: ['<rootDir>/server/test/harness/jest-patience.mjs'],
  testEnvironment: '<rootDir>/server/test/harness/failure-environment.mjs',
  globalSetup: '<rootDir>/server/test/harness/jest-setup-built.mjs',
};

export default {
  // Only matters when something hangs: lanes share the cores, also with whatever else the machine does.
  testTimeout: 120_000,
  testSequencer: '<rootDir>/server/test/harness/longest-first.mjs',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/shared/src/**/*.spec.ts',
        '<rootDir>/server/src/**/*.spec.ts',
        '<rootDir>/server/test/*.spec.ts',
        '<rootDir>/server/test/harness/**/*.spec.ts',
      ],
    },
    { ...outside, displayName: 'flows', testMatch: ['<rootDir>/server/test/flows/**/*.flow.spec.ts'] },
    { ...outside, displayName: 'e2e', testMatch: ['<rootDir>/web/e2e/**/*.e2e.spec.ts'] },
  ],
};
