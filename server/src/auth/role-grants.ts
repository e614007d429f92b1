import { type Role, rolePermissions } from '@parley/shared/permissions.js';
import { AppError } from '../platform/errors/app-error.js';
import type { Member } from '../platform/http/caller.js';

/**
 * Nobody gives away more than they have: else a token that may only manage members would make itself an owner.
 * @throws AppError forbidden
 */
export function requireMayGrant(caller: Member, role: Role): void {
  const beyond = rolePermissions[role].filter((permission) => !caller.permissions.has(permission));
  if (beyond.length === 0) return;
  throw new AppError('forbidden', `The role has rights that you do not have: ${beyond.join(', ')}.`);
}
