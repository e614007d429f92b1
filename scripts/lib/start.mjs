import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { prepare, root, sayAndExit } from './prepare.mjs';
import { readStartArguments } from './start-arguments.mjs';

/** Prepares the checkout and runs the server here: one process, so signals and exit codes are its own. */
export async function start(args) {
  const { demo, conversations, unknown } = readStartArguments(args);
  if (unknown !== undefined)
    sayAndExit(`npm start does not know ${unknown}; settings are environment variables, see the README.`);
  process.chdir(root);
  if (demo) {
    if (process.env.DATABASE_URL) {
      sayAndExit(
        'The demo fills a database of its own with sample data: unset DATABASE_URL and REDIS_URL to run it.',
      );
    }
    process.env.PARLEY_DEMO = '1';
    process.env.PARLEY_DATA_DIR ||= '.parley-demo';
    if (conversations !== undefined) process.env.PARLEY_DEMO_CONVERSATIONS = conversations;
  }
  await refuseSecondStart();
  await prepare();
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(path.join(root, 'server/dist/parley.js')).href);
}

/** Before anything is rebuilt under the feet of a Parley that runs. The server checks again for itself. */
async function refuseSecondStart() {
  if (process.env.DATABASE_URL) return;
  const file = path.join(root, 'server/dist/platform/database/embedded/data-dir-lock.js');
  if (!existsSync(file)) return;
  let lock;
  try {
    lock = await import(pathToFileURL(file).href);
  } catch {
    return; // a build cut short; it is about to be made anew
  }
  const dataDir = path.resolve(process.env.PARLEY_DATA_DIR || '.parley');
  try {
    await lock.refuseHeldDataDir(dataDir);
  } catch (error) {
    if (error.name === 'StartupError') sayAndExit(error.message);
    throw error;
  }
}
