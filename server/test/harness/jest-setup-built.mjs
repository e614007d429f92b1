// Global set-up of flows and browser tests: they run what is built, so it is brought up to date first.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setUp } from './jest-run.mjs';

export default async function setUpBuilt() {
  if (process.env.PARLEY_TEST_BUILT !== '1') {
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const build = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
    if (build.status !== 0) throw new Error('The build failed.');
  }
  await setUp();
}
