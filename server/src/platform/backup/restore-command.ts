import path from 'node:path';
import { loadEnv } from '../config/env.js';
import { isWellFormedSecret, secretFileOf } from '../crypto/secret-file.js';
import { StartupError } from '../errors/startup-error.js';
import { storageDirOf, withDatabase } from './backup-place.js';
import { restoreBackup } from './restore-backup.js';
import { verifyBackup } from './verify-backup.js';

/**
 * `npm run restore -- file [--replace]`, in both modes, while Parley is stopped.
 * @param options.from the folder file names are relative to
 * @returns the exit code
 */
export async function run(args: string[], { from }: { from: string }): Promise<number> {
  try {
    const replace = args.includes('--replace');
    const [name, ...more] = args.filter((arg) => arg !== '--replace');
    if (name === undefined || more.length > 0 || name.startsWith('-')) {
      throw new StartupError('Usage: npm run restore -- file [--replace]');
    }
    const env = loadEnv();
    const file = path.resolve(from, name);
    // Before anything is started or made.
    const backup = await verifyBackup(file);
    checkSecret(env.secret, backup.secret);
    const figures = await withDatabase(env, { what: 'A restore', beside: false }, (databaseUrl) =>
      restoreBackup(backup, {
        databaseUrl,
        storageDir: storageDirOf(env),
        secretFile: env.secret === undefined ? secretFileOf(env.dataDir) : undefined,
        replace,
      }),
    );
    console.log(
      `Restored ${figures.rows} rows and ${figures.files} files as of ${figures.createdAt}; start Parley with npm start.`,
    );
    if (figures.storageElsewhere)
      console.log('Its attachments and raw mails are in an S3-compatible store and were not in the backup.');
    return 0;
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** Credentials in the backup open with its secret only. */
function checkSecret(configured: string | undefined, secret: string): void {
  if (configured !== undefined && configured !== secret) {
    throw new StartupError(
      'PARLEY_SECRET is not the secret of this backup; nothing was changed: set it to the one Parley had, which is in the backup as "secret".',
    );
  }
  if (configured === undefined && !isWellFormedSecret(secret)) {
    throw new StartupError(
      'This backup is of a Parley with PARLEY_SECRET set; nothing was changed: set it to the same, which is in the backup as "secret".',
    );
  }
}
