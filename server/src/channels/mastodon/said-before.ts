import type { Status } from './entities.js';
import type { StatusFields } from './reply.format.js';
import { textOfStatus } from './status-text.format.js';

/** Whether this is what was to be said: by us, in answer to the same, in the same words, not before `since`. */
export function isSaidBy(
  status: Status,
  self: string,
  fields: Pick<StatusFields, 'status' | 'in_reply_to_id' | 'visibility'>,
  since: Date,
): boolean {
  return (
    status.account.id === self &&
    status.in_reply_to_id === fields.in_reply_to_id &&
    status.visibility === fields.visibility &&
    Date.parse(status.created_at) >= since.getTime() &&
    bare(textOfStatus(status).text) === bare(fields.status)
  );
}

/** Instances write names their own way, and break lines theirs. */
const bare = (text: string) =>
  text
    .replace(/(?<![\w/])@[\w.-]+(?:@[\w.:-]+)?/g, '')
    .replace(/\s+/g, '')
    .toLowerCase();
