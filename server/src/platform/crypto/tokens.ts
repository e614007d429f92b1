import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * A secret nobody can guess, safe in URLs and headers.
 * @param bytes of randomness; at least 16
 * @returns base64url without padding (32 bytes give 43 characters)
 */
export function randomToken(bytes = 32): string {
  if (!Number.isInteger(bytes) || bytes < 16) throw new RangeError('A token has at least 16 bytes.');
  return randomBytes(bytes).toString('base64url');
}

/**
 * What is stored in place of a random token: SHA-256 in hex. Only for tokens of `randomToken`; passwords, which
 * can be guessed, need a slow hash.
 */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}

/** Equality that takes as long wherever the first difference stands. Texts are compared as UTF-8. */
export function constantTimeEqual(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

const digest = (data: string | Uint8Array) => createHash('sha256').update(data).digest();
