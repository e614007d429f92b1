import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Permission } from '@parley/shared/permissions.js';
import type { Caller } from './caller.js';

export type AccessRule =
  | { kind: 'public'; why: string; fromAnySite: boolean }
  | { kind: 'signed_in'; tokens: boolean }
  | { kind: 'permission'; permission: Permission; tokens: boolean };

export const ACCESS_RULE = Symbol('ACCESS_RULE');

/** `tokens: false` keeps API tokens out, whatever their rights: for credentials, which only a person may change. */
interface WhoMay {
  tokens?: boolean;
}

/** The permission a route needs, within the caller's brand. Every route states its access. */
export const Access = (permission: Permission, { tokens = true }: WhoMay = {}) =>
  SetMetadata(ACCESS_RULE, { kind: 'permission', permission, tokens } satisfies AccessRule);

/** Anyone signed in, with or without a seat: for what concerns only themselves. */
export const AccessSignedIn = ({ tokens = true }: WhoMay = {}) =>
  SetMetadata(ACCESS_RULE, { kind: 'signed_in', tokens } satisfies AccessRule);

/**
 * Nobody needs to be signed in; says why that is right.
 * @param options.fromAnySite pages of other sites may call it, too: for what servers or a widget call. Else a browser
 *   on another site's page is refused, so that nobody is signed in to an account that is not theirs.
 */
export const AccessPublic = (why: string, { fromAnySite = false }: { fromAnySite?: boolean } = {}) =>
  SetMetadata(ACCESS_RULE, { kind: 'public', why, fromAnySite } satisfies AccessRule);

/** The caller (type `Member` on routes that name a permission, else `Caller`). */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<{ caller?: Caller }>();
  if (caller === undefined) throw new Error('CurrentCaller on a public route');
  return caller;
});
