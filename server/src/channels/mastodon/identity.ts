import type { IdentityRef } from '../core/inbound-event.js';
import type { Account } from './entities.js';

/** What accounts are unique in: the fediverse, whichever instance told of them. */
export const NAMESPACE = 'mastodon';

/** `name@host` of an account; those of the instance itself come without their host. */
export const addressOf = (acct: string, host: string): string =>
  (acct.includes('@') ? acct : `${acct}@${host}`).toLowerCase();

/** @param host of the instance that tells of the account */
export function identityOf(account: Account, host: string): IdentityRef {
  const address = addressOf(account.acct, host);
  const avatar = account.avatar_static ?? account.avatar ?? null;
  return {
    namespace: NAMESPACE,
    // Ids of accounts are the instance's own; the address can move with its server, the URI stays.
    externalId: account.uri ?? `acct:${address}`,
    name: account.display_name.trim() || null,
    handle: `@${account.acct.includes('@') ? account.acct : `${account.acct}@${host}`}`,
    placeholder: account.username || account.acct,
    avatarUrl: avatar === null || avatar.endsWith('/missing.png') ? null : avatar,
  };
}
