import type { Medium } from '@parley/shared/brands.js';
import type { Answers } from './entry.js';

export interface ReplyAddressing {
  readonly medium: Medium;
  /** Who wrote what it replies to; null when it replies to nothing, or to one of us. */
  readonly repliedToPersonId: string | null;
  /** The persons in To and Cc of a mail (not Bcc); empty elsewhere. */
  readonly recipientPersonIds: readonly string[];
  /** More than one person besides us takes part (DM and chat). */
  readonly group: boolean;
}

/**
 * Whom a reply answers: a comment, the author it replies to (a private reply likewise answers the comment's
 * turn); a mail, everyone in To and Cc; a DM or chat, everyone in it, in a group the author it replies to.
 */
export function answeredPersons(reply: ReplyAddressing): Answers {
  switch (reply.medium) {
    case 'comment':
      return reply.repliedToPersonId === null ? [] : [reply.repliedToPersonId];
    case 'email':
      return [...new Set(reply.recipientPersonIds)];
    case 'dm':
    case 'chat':
      return reply.group && reply.repliedToPersonId !== null ? [reply.repliedToPersonId] : 'everyone';
  }
}
