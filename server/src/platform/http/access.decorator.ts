import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { Permission } from '@parley/shared/permissions.js';
import type { Caller } from './caller.js';

export type AccessRule =
  | { kind: 'public'; why: string }
  | { kind: 'signed_in' }
  | { kind: 'permission'; permission: Permission };

export const ACCESS_RULE = Symbol('ACCESS_RULE');

/** The permission a route needs, within the caller's brand. Every route states its access. */
export const Access = (permission: Permission) =>
  SetMetadata(ACCESS_RULE, { kind: 'permission', permission } satisfies AccessRule);

/** Anyone signed in, with or without a seat: for what concerns only themselves. */
export const AccessSignedIn = () => SetMetadata(ACCESS_RULE, { kind: 'signed_in' } satisfies AccessRule);

/** Nobody needs to be signed in; says why that is right. */
export const AccessPublic = (why: string) =>
  SetMetadata(ACCESS_RULE, { kind: 'public', why } satisfies AccessRule);

/** The caller (type `Member` on routes that name a permission, else `Caller`). */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<{ caller?: Caller }>();
  if (caller === undefined) throw new Error('CurrentCaller on a public route');
  return caller;
});
