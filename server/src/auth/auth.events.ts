import { defineEvent } from '../platform/events/events.js';

/** Sessions or tokens that no longer work: live connections of theirs end. */
export const CREDENTIALS_REVOKED = defineEvent<{
  userId: string;
  sessionIds: string[];
  tokenIds: string[];
  reason: string;
}>('credentials.revoked');

/** A mail on behalf of the house (invitation, password reset); leaves once a mailbox is connected. */
export const SYSTEM_MAIL_REQUESTED = defineEvent<{
  brandId: string;
  to: string;
  subject: string;
  text: string;
  /** How long it is worth sending, in ms; a week where it does not say. */
  worthMs?: number;
}>('system-mail.requested');
