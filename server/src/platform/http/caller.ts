import type { Permission, Role } from '@parley/shared/permissions.js';

/** A user's seat in the brand the call is about. */
export interface CallerSeat {
  memberId: string;
  brandId: string;
  role: Role;
}

/** Who calls. */
export interface Caller {
  userId: string;
  name: string;
  /** One of the two is set. */
  sessionId: string | null;
  tokenId: string | null;
  /** Null when the user sits in no brand. */
  seat: CallerSeat | null;
  permissions: ReadonlySet<Permission>;
  ip: string;
}

/** A caller with a seat: what every route that names a permission gets. */
export type Member = Caller & { seat: CallerSeat };

export interface Credentials {
  bearer: string | null;
  sessionToken: string | null;
  /** The `Parley-Brand` header: which seat is meant; null for the session's own. */
  brandId: string | null;
  ip: string;
  userAgent: string | null;
}

/** Resolves credentials to a caller. The auth domain implements it. */
export abstract class Authenticator {
  /**
   * Null when nothing valid was presented.
   * @throws AppError not_found when the brand asked for is none of the caller's
   */
  abstract authenticate(credentials: Credentials): Promise<Caller | null>;
}

export const SESSION_COOKIE = 'parley_session';
