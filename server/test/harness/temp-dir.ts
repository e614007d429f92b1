import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A fresh folder below the system's temp folder, which other users may enter
 * (PostgreSQL and Dovecot give up root).
 *
 * @param name middle part of the folder's name, to recognise leftovers
 * @param owner user to give the folder to; only root can do that
 */
export async function tempDir(name: string, owner?: { uid: number; gid: number }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), `parley-test-${name}-`));
  await chmod(path, 0o755);
  if (owner && process.getuid?.() === 0) await chown(path, owner.uid, owner.gid);
  return path;
}

export async function removeDir(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
