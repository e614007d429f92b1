import { StartupError } from '../errors/startup-error.js';
import { collect, DamagedArchiveError, readArchive } from './backup-archive.js';
import { type BackupManifest, backupManifestSchema, entryNames } from './backup-manifest.js';

/** Longer than any manifest or secret; a file that claims more is not ours. */
const SMALL = 16 * 1024 * 1024;

export interface VerifiedBackup {
  file: string;
  manifest: BackupManifest;
  secret: string;
}

/**
 * Reads a backup once from end to end, checking every byte against its seal.
 * @throws {StartupError} when it is damaged, no backup, or of a newer format
 */
export async function verifyBackup(file: string): Promise<VerifiedBackup> {
  let manifest: unknown;
  let secret: string | undefined;
  try {
    for await (const { name, size, body } of readArchive(file)) {
      if (name !== entryNames.manifest && name !== entryNames.secret) continue;
      if (size > SMALL) throw new DamagedArchiveError(`${name} is too long`);
      const text = (await collect(body)).toString();
      if (name === entryNames.manifest) manifest = JSON.parse(text);
      else secret = text.trim();
    }
  } catch (error) {
    if (error instanceof DamagedArchiveError || error instanceof SyntaxError) {
      // What JSON.parse says quotes the damaged bytes.
      const reason = error instanceof SyntaxError ? 'its description cannot be read' : error.message;
      throw new StartupError(`${file} is damaged (${reason}); nothing was changed.`, { cause: error });
    }
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new StartupError(`There is no file ${file}.`, { cause: error });
    if (code === 'EACCES' || code === 'EISDIR') {
      throw new StartupError(`${file} cannot be read (${code}).`, { cause: error });
    }
    throw error;
  }
  const parsed = backupManifestSchema.safeParse(manifest);
  if (!parsed.success || secret === undefined) {
    throw new StartupError(
      `${file} is no backup this Parley can read, or one of a newer version; nothing was changed.`,
    );
  }
  return { file, manifest: parsed.data, secret };
}
