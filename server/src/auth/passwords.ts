import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../platform/errors/app-error.js';

/** argon2id with OWASP's parameters (19 MiB, 2 passes, 1 lane); the library's default algorithm is argon2id. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

const SHORTEST = 10;

/** Patterns every guessing list starts with. */
const GUESSED = [
  /^(.)\1+$/,
  /^(password|passwort|parley|welcome|willkommen|qwert[yz]|letmein|admin)[\d!.?]*$/i,
  /^(0?1234567890?|9876543210|1q2w3e4r5t|qwertyuiop|qwertzuiop)\d*$/i,
];

/** Keyboards differ in how they compose letters ("ü" is one character or two): NIST SP 800-63B, 5.1.1.2. */
const composed = (password: string): string => password.normalize('NFKC');

/** @throws AppError weak_password */
export function requireStrength(password: string, own: { email: string; name: string }): void {
  const text = composed(password);
  if ([...text].length < SHORTEST) {
    throw new AppError('weak_password', `A password has at least ${SHORTEST} characters.`);
  }
  const lower = text.toLowerCase();
  const known = [own.email.split('@')[0] ?? '', own.email, own.name].map((part) => part.toLowerCase());
  if (GUESSED.some((pattern) => pattern.test(text)) || known.includes(lower)) {
    throw new AppError('weak_password', 'This password is among the first anyone would try. Choose another.');
  }
}

export const hashPassword = (password: string): Promise<string> => hash(composed(password), OPTIONS);

/** Compared when there is no such account, so that its absence takes as long as a wrong password. */
let decoy: Promise<string> | undefined;

/** @param stored the hash; undefined or empty (nobody may sign in with a password) fits nothing, as slowly */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  if (stored === undefined || stored === '') {
    decoy ??= hashPassword('nobody has this password');
    await verify(await decoy, composed(password));
    return false;
  }
  return verify(stored, composed(password));
}
