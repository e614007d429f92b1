import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../../errors/startup-error.js';

/** The system account PostgreSQL runs as when we are root, which it refuses to be. */
export interface PostgresAccount {
  name: string;
  uid: number;
  gid: number;
}

/** Whether this process is root, where PostgreSQL needs an account of its own. */
export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * Chooses the account: the owner of a cluster that exists, else `parley`, `postgres` or `nobody`.
 * @throws {StartupError} when the system has none of them
 */
export async function choosePostgresAccount(clusterFolder: string): Promise<PostgresAccount> {
  const accounts = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  const owner = await stat(clusterFolder).catch(() => undefined);
  if (owner && owner.uid !== 0) {
    const name = accounts.find((account) => account.uid === owner.uid)?.name ?? String(owner.uid);
    return { name, uid: owner.uid, gid: owner.gid };
  }
  for (const name of ['parley', 'postgres', 'nobody']) {
    const account = accounts.find((candidate) => candidate.name === name);
    if (account && account.uid > 0) return account;
  }
  throw new StartupError(
    'PostgreSQL refuses to run as root and this system has no account named parley, postgres or nobody: start Parley as an ordinary user, or add one with useradd --system parley.',
  );
}

/** The accounts of an `/etc/passwd` (passwd(5): name:password:uid:gid:…). */
export function parsePasswd(text: string): PostgresAccount[] {
  const accounts: PostgresAccount[] = [];
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    // macOS writes nobody's -2 as such.
    if (name && /^\d+$/.test(uid ?? '') && /^\d+$/.test(gid ?? '')) {
      accounts.push({ name, uid: Number(uid), gid: Number(gid) });
    }
  }
  return accounts;
}

/** Whether the account may pass through every existing folder on the way to `target`, by its mode bits. */
export async function canReach(account: PostgresAccount, target: string): Promise<boolean> {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    const entry = await stat(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined; // not made yet
      throw error;
    });
    if (entry?.isDirectory()) {
      const bit = entry.uid === account.uid ? 0o100 : entry.gid === account.gid ? 0o010 : 0o001;
      if ((entry.mode & bit) === 0) return false;
    }
    if (folder === path.dirname(folder)) return true;
  }
}
