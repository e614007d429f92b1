import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../platform/errors/app-error.js';

/** argon2id with OWASP's parameters (19 MiB, 2 passes, 1 lane); the library's default algorithm is argon2id. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Patterns every guessing list starts with. */
const GUESSED = [
  /^(.)\1+$/,
  /^(password|passwort|parley|welcome|willkommen|qwert[yz]|letmein|admin)[\d!.?]*$/i,
  /^(0?1234567890?|9876543210|1q2w3e4r5t|qwertyuiop|qwertzuiop)\d*$/i,
];

/** @throws AppError weak_password */
export function requireStrength(password: string, own: { email: string; name: string }): void {
  const lower = password.toLowerCase();
  const known = [own.email.split('@')[0] ?? '', own.email, own.name].map((part) => part.toLowerCase());
  if (
    GUESSED.some((pattern) => pattern.test(password)) ||
    known.some((part) => part.length > 3 && lower === part)
  ) {
    throw new AppError('weak_password', 'This password is among the first anyone would try. Choose another.');
  }
}

export const hashPassword = (password: string): Promise<string> => hash(password, OPTIONS);

/** Compared when there is no such account, so that its absence takes as long as a wrong password. */
let decoy: Promise<string> | undefined;

export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  if (stored === undefined) {
    decoy ??= hashPassword('nobody has this password');
    await verify(await decoy, password);
    return false;
  }
  return verify(stored, password);
}
