import type { Role } from '@parley/shared/permissions.js';
import { defineEvent } from '../platform/events/events.js';

export const MEMBER_JOINED = defineEvent<{ brandId: string; memberId: string; userId: string }>(
  'member.joined',
);
export const MEMBER_ROLE_CHANGED = defineEvent<{
  brandId: string;
  memberId: string;
  userId: string;
  role: Role;
}>('member.role_changed');
export const MEMBER_REMOVED = defineEvent<{ brandId: string; memberId: string; userId: string }>(
  'member.removed',
);
/** Name, colour, hours, targets, tags, snippets, what reports may say: what the console shows of a brand. */
export const BRAND_CHANGED = defineEvent<{
  brandId: string;
  what: 'brand' | 'calendar' | 'targets' | 'tags' | 'members' | 'snippets' | 'reports';
}>('brand.changed');
