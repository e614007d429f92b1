import { z } from 'zod';
import { type Status, visibilitySchema } from './entities.js';

/** What an answer to a status has to know of it; stored with the message (`MessageEvent.details`). */
export const replyDetailsSchema = z.object({
  visibility: visibilitySchema,
  /** `acct` of its author, as this instance writes it. */
  author: z.string(),
  /** Of everybody else it mentions, us left out. */
  mentions: z.array(z.string()),
  warning: z.string(),
  language: z.string().nullable(),
});
export type ReplyDetails = z.output<typeof replyDetailsSchema>;

/** @param self id of our account */
export function replyDetailsOf(status: Status, self: string): ReplyDetails {
  const others = status.mentions.filter(({ id }) => id !== self && id !== status.account.id);
  // Answering ourselves goes on speaking with those we spoke to.
  const ours = status.account.id === self;
  const [first = '', ...rest] = [
    ...(ours ? [] : [status.account.acct]),
    ...new Set(others.map(({ acct }) => acct)),
  ];
  return {
    visibility: status.visibility,
    author: first,
    mentions: rest,
    warning: status.spoiler_text,
    language: status.language ?? null,
  };
}
