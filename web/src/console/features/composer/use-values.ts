import type { ConversationDetail } from '@parley/shared/conversations.js';
import { useRef } from 'react';
import { useSeat, useSession } from '../../data/session.js';
import { firstNameOf, type Values } from '../../writing/placeholders.js';

/** What placeholders of snippets stand for here. */
export function useValues({ person, channel, subject }: ConversationDetail): Values {
  const { user } = useSession();
  const { brandName } = useSeat();
  const kept = useRef<Values>({});
  const values: Values = {
    'person.name': person.name,
    'person.firstName': firstNameOf(person.name),
    'member.name': user.name,
    'member.firstName': firstNameOf(user.name),
    'brand.name': brandName,
    'channel.name': channel.name,
    'conversation.subject': subject ?? '',
  };
  // The same values are the same object: lists made from them are not made anew while somebody types.
  if (JSON.stringify(values) !== JSON.stringify(kept.current)) kept.current = values;
  return kept.current;
}
