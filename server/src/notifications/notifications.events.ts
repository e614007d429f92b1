import { defineEvent } from '../platform/events/events.js';

/** A member has a new notification. */
export const MEMBER_NOTIFIED = defineEvent<{ brandId: string; memberId: string; notificationId: string }>(
  'member.notified',
);

/** What a member has not read yet is less than before. */
export const NOTIFICATIONS_READ = defineEvent<{ brandId: string; memberId: string }>('notifications.read');
