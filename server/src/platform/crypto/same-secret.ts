import type { DataSource } from 'typeorm';
import { StartupError } from '../errors/startup-error.js';
import { SecretBox } from './secret-box.js';
import { secretFileOf } from './secret-file.js';

const KEY = 'secret_fingerprint';

/**
 * Compares the secret with the one this database was first opened with (table `installation`), so that a wrong one
 * shows at the start and not when the first credential fails to open. The first start notes the fingerprint.
 * @throws StartupError
 */
export async function requireSameSecret(
  source: DataSource,
  settings: { secret: string | undefined; dataDir: string },
): Promise<void> {
  const box = await SecretBox.open(settings);
  await source.query('INSERT INTO installation (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING', [
    KEY,
    JSON.stringify(box.fingerprint()),
  ]);
  const [row] = (await source.query('SELECT value FROM installation WHERE key = $1', [KEY])) as {
    value: unknown;
  }[];
  if (typeof row?.value === 'string' && box.matchesFingerprint(row.value)) return;
  const given = settings.secret === undefined ? secretFileOf(settings.dataDir) : 'PARLEY_SECRET';
  throw new StartupError(
    `${given} is not the secret this database was made with, so nothing sealed in it could be opened: put the former secret back (backups hold it).`,
  );
}
