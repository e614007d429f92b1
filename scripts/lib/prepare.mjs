import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withBuildLock } from './build-lock.mjs';
import { buildWhatIsStale, staleParts } from './build-parts.mjs';
import { install, installFault } from './install.mjs';
import { PrepareError } from './prepare-error.mjs';

/** The root of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

export function sayAndExit(sentence) {
  console.error(sentence);
  process.exit(1);
}

/**
 * Brings node_modules and the build in step with the checkout; several at once take turns. Prints
 * a line per step that takes time, and ends the process with a sentence if one fails.
 */
export async function prepare({ force = false } = {}) {
  // A container image holds what was built, and nothing to build from.
  if (!existsSync(path.join(root, 'server/src'))) return;
  try {
    // Nothing to do is the usual case, and needs no lock and no writable checkout.
    if (!force && (await installFault(root)) === undefined && (await staleParts(root)).length === 0) return;
    const folder = path.join(root, '.build');
    await mkdir(folder, { recursive: true });
    await withBuildLock(path.join(folder, 'lock'), async () => {
      const fault = await installFault(root);
      if (fault !== undefined) {
        console.log(`Installing what Parley needs (${fault}); this takes a minute`);
        await install(root);
      }
      await buildWhatIsStale(root, { force });
    });
  } catch (error) {
    if (error instanceof PrepareError) sayAndExit(error.message);
    if (['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT'].includes(error?.code)) {
      const reason =
        error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'the disk is full' : 'permission denied';
      sayAndExit(`Parley cannot install and build in ${root}: ${reason} (${error.path}).`);
    }
    throw error;
  }
}
