import { readFileSync } from 'node:fs';

export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/** The first of these users the system knows, from /etc/passwd. */
export function findUser(...names: string[]): SystemUser {
  const entries = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of names) {
    const fields = entries.find((entry) => entry[0] === name);
    if (fields) return { name, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Error(`None of the users ${names.join(', ')} exists on this system.`);
}

/** True for root, who must hand PostgreSQL and Dovecot to another user. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}
