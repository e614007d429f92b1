import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const USUAL_PLACES = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/opt/homebrew/bin',
  '/opt/homebrew/sbin',
  '/snap/bin',
];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * The full path of the first of these programs found on PATH or in the usual places.
 *
 * @throws Error naming what is missing; `npm test` installs it beforehand where it can
 */
export function findProgram(...names: string[]): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...USUAL_PLACES].filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (isExecutable(path)) return path;
    }
  }
  throw new Error(`${names.join(' or ')} is not installed; \`npm test\` installs it or names the command.`);
}

/** The oldest PostgreSQL server the product supports. */
export const OLDEST_POSTGRES = 15;

/**
 * The folder with initdb, pg_ctl and postgres of the system's PostgreSQL: the oldest
 * installed one that is still supported, so that nothing newer slips in unnoticed.
 */
export function findSystemPostgres(): string {
  const homes = ['/usr/lib/postgresql', '/usr/local/lib/postgresql'];
  const found: { major: number; bin: string }[] = [];
  for (const home of homes) {
    let versions: string[] = [];
    try {
      versions = readdirSync(home);
    } catch {
      continue;
    }
    for (const version of versions) {
      const bin = join(home, version, 'bin');
      if (Number(version) >= OLDEST_POSTGRES && isExecutable(join(bin, 'postgres'))) {
        found.push({ major: Number(version), bin });
      }
    }
  }
  const oldest = found.sort((a, b) => a.major - b.major)[0];
  if (oldest) return oldest.bin;
  return join(findProgram('pg_ctl'), '..');
}

export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/** The first of these users the system knows, from /etc/passwd. */
export function findUser(...names: string[]): SystemUser {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of names) {
    const fields = lines.map((line) => line.split(':')).find((parts) => parts[0] === name);
    if (fields) return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error(`None of the users ${names.join(', ')} exists on this system.`);
}

/** True for root, who must hand PostgreSQL and Dovecot to another user. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}
