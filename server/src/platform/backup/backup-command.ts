import { access } from 'node:fs/promises';
import path from 'node:path';
import { loadEnv } from '../config/env.js';
import { readOrCreateSecret } from '../crypto/secret-file.js';
import { StartupError } from '../errors/startup-error.js';
import { storageDirOf, withDatabase } from './backup-place.js';
import { createBackup } from './create-backup.js';

/**
 * `npm run backup [-- file]`, in both modes, also while Parley runs.
 * @param options.from the folder file names are relative to
 * @returns the exit code
 */
export async function run(args: string[], { from }: { from: string }): Promise<number> {
  try {
    if (args.length > 1 || args[0]?.startsWith('-'))
      throw new StartupError('Usage: npm run backup [-- file]');
    const env = loadEnv();
    if (env.embedded) await refuseMissing(env.dataDir);
    const file = path.resolve(
      from,
      args[0] ?? `parley-${new Date().toISOString().slice(0, 19).replace(/:/g, '-')}.backup.tar.gz`,
    );
    const secret = env.secret ?? (await readOrCreateSecret(env.dataDir));
    const storageDir = env.s3 ? undefined : storageDirOf(env);
    const figures = await withDatabase(env, { what: 'A backup', beside: true }, (databaseUrl) =>
      createBackup({ databaseUrl, storageDir, secret }, file),
    );
    console.log(
      `Backed up ${figures.rows} rows of ${figures.tables} tables and ${figures.files} files to ${file}`,
    );
    if (figures.vanished > 0)
      console.log(`${figures.vanished} files were deleted while the backup ran and are not in it`);
    if (env.s3)
      console.log(
        `Attachments and raw mails are in ${env.s3.bucket} and not in this file: back that up, too`,
      );
    console.log('It holds the secret that opens everything: keep it where nobody else can read it.');
    return 0;
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    console.error(error.message);
    return 1;
  }
}

/** A backup must not create the installation it was to save. */
async function refuseMissing(dataDir: string): Promise<void> {
  await access(path.join(dataDir, 'postgres.json')).catch((cause) => {
    throw new StartupError(`There is nothing to back up in ${dataDir}: Parley has never started there.`, {
      cause,
    });
  });
}
