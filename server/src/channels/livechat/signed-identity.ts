import { createSecretKey } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { storable } from '../../platform/database/storable.js';
import { AppError } from '../../platform/errors/app-error.js';

/** Clocks of two servers differ. */
const SKEW_SECONDS = 60;
/** Without `exp` it is good for so long after `iat`. */
const MOST_AGE_SECONDS = 3_600;

const claimsSchema = z.object({
  sub: z.string().trim().min(1).max(200),
  name: z.string().trim().max(200).optional().catch(undefined),
  email: z.email().max(254).optional().catch(undefined),
});

export interface SignedIdentity {
  sub: string;
  name: string | null;
  email: string | null;
  /** Which of the secrets it was signed with. */
  secret: string;
}

/**
 * Reads a JWT (RFC 7519) of the brand's own server: HS256 and nothing else, under the channel's signing secret as it is
 * shown (its UTF-8 bytes).
 * @param secrets good now, newest first
 * @throws AppError invalid_signature
 */
export async function readSignedIdentity(
  token: string,
  secrets: readonly string[],
  now: Date,
): Promise<SignedIdentity> {
  for (const secret of secrets) {
    try {
      const { payload } = await jwtVerify(token, createSecretKey(Buffer.from(secret, 'utf8')), {
        algorithms: ['HS256'],
        clockTolerance: SKEW_SECONDS,
        currentDate: now,
      });
      if (payload.exp === undefined) requireYoung(payload.iat, now);
      const claims = claimsSchema.safeParse(storable(payload));
      if (!claims.success) throw refused('It names nobody: "sub" is a text of 1 to 200 characters.');
      const { sub, name, email } = claims.data;
      return { sub, name: name || null, email: email?.toLowerCase() ?? null, secret };
    } catch (error) {
      // Signed with the secret before this one, perhaps.
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      if (error instanceof errors.JWTExpired) throw refused('It has expired.');
      if (error instanceof errors.JOSEError)
        throw refused('It is no JWT signed with HS256 that is good now.');
      throw error;
    }
  }
  throw refused('The signature does not match.');
}

function requireYoung(iat: number | undefined, now: Date): void {
  const age = iat === undefined ? Number.POSITIVE_INFINITY : now.getTime() / 1_000 - iat;
  if (age > MOST_AGE_SECONDS + SKEW_SECONDS) {
    throw refused('Without "exp" it needs an "iat" of the last hour.');
  }
  if (age < -SKEW_SECONDS) throw refused('It was made in the future.');
}

const refused = (why: string) => new AppError('invalid_signature', `The identity was not accepted. ${why}`);
