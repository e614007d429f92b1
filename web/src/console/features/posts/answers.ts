import type { PostComment } from '@parley/shared/posts.js';
import { newId } from '../../../lib/new-id.js';
import { blanksOf, fillIn, firstNameOf, type Values } from '../../writing/placeholders.js';

/** One reply of many, as it will be sent. */
export type Answer = {
  conversationId: string;
  /** Goes along with every try, so that trying twice is one reply. */
  clientId: string;
  comment: PostComment;
  text: string;
  /** Written by hand for this one. */
  own: boolean;
  /** What is still to be filled in, by its name. */
  blanks: string[];
  /** The comment it answers; null once that is gone: then whatever was said last. */
  inReplyToId: string | null;
  /** That comment was for some only, and its platform keeps the reply among them. */
  among: boolean;
  /** By so much it is longer than the channel takes; 0 where it fits. */
  over: number;
};

/** What stands in for values of this thread. */
export const valuesOf = ({ conversation }: PostComment, of: { member: string; brand: string }): Values => ({
  'person.name': conversation.person.name,
  'person.firstName': firstNameOf(conversation.person.name),
  'member.name': of.member,
  'member.firstName': firstNameOf(of.member),
  'brand.name': of.brand,
  'channel.name': conversation.channel.name,
  'conversation.subject': conversation.subject ?? '',
});

/**
 * The text for each of them: the template with what is known of them, or what was written by hand.
 * @param over by how much a text is longer than the channel takes, beside what an answer needs for what is added on its way
 */
export function answersTo(
  comments: readonly PostComment[],
  template: string,
  {
    own,
    ids,
    over,
    ...of
  }: {
    member: string;
    brand: string;
    /** Written by hand, by conversation. */
    own: ReadonlyMap<string, string>;
    /** Client ids given before, by conversation. */
    ids: Map<string, string>;
    over: (text: string, costs: number) => number;
  },
): Answer[] {
  return comments.map((comment) => {
    const conversationId = comment.conversation.id;
    const answered = comment.comment?.deletedAt === null ? comment.comment : null;
    const written = own.get(conversationId);
    const text = (written ?? fillIn(template, valuesOf(comment, of))).trim();
    const clientId = ids.get(conversationId) ?? newId();
    ids.set(conversationId, clientId);
    return {
      conversationId,
      clientId,
      comment,
      text,
      own: written !== undefined,
      blanks: [...new Set(blanksOf(text).map(({ name }) => name))],
      inReplyToId: answered?.id ?? null,
      among: answered?.visibility === 'private',
      over: over(text, comment.comment?.replyCosts ?? 0),
    };
  });
}

export const isReady = (answer: Answer): boolean =>
  answer.text !== '' && answer.blanks.length === 0 && answer.over === 0;
