import { randomUUID } from 'node:crypto';
import type { ConversationDetail, ConversationRow } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import type { ApiClient } from '../harness/api-client.js';
import { eventually } from '../harness/eventually.js';

/**
 * What a member sees and says over the API of a running Parley, whichever channels are connected.
 *
 * @param member asked for at each call, so that one may be named before they have signed in
 * @param patience.timeoutMs how long what must come is waited for
 */
export function memberInbox(member: () => ApiClient, patience: { timeoutMs?: number } = {}) {
  const rows = async (view = 'ours') =>
    (await member().get<{ items: ConversationRow[] }>(`/api/v1/conversations?view=${view}&limit=200`)).items;
  const detail = (id: string) => member().get<ConversationDetail>(`/api/v1/conversations/${id}`);
  const messages = async (id: string) =>
    (await member().get<{ items: Message[] }>(`/api/v1/conversations/${id}/messages`)).items;
  /** One of a conversation's messages, once there is such a one. */
  const message = (id: string, what: string, found: (one: Message) => boolean) =>
    eventually(what, async () => (await messages(id)).find(found), patience);
  return {
    rows,
    detail,
    messages,
    message,
    /** The conversation with these last words, once it is in the view. */
    inView: (words: string, view = 'ours') =>
      eventually(
        `“${words}” in ${view}`,
        async () => (await rows(view)).find(({ lastWords }) => lastWords === words),
        patience,
      ),
    /** Replies at once, with words nobody said before unless given. */
    post: (id: string, given: Record<string, unknown> = {}) =>
      member().post<Message>(`/api/v1/conversations/${id}/messages`, {
        clientId: randomUUID(),
        body: `Good morning! ${randomUUID()}`,
        seenSeq: 1,
        sendNow: true,
        ...given,
      }),
    /** Closes, assigns, merges … a conversation: `name` as its route has it. */
    act: (id: string, name: string, body: unknown = {}) =>
      member().post<ConversationDetail>(`/api/v1/conversations/${id}/${name}`, body),
    /** The same, whatever the answer is. */
    tried: (id: string, name: string, body: unknown = {}) =>
      member().request<{ code: string; message: string; details?: Record<string, unknown> }>(
        'POST',
        `/api/v1/conversations/${id}/${name}`,
        { body },
      ),
    /** The reply, once it is in that state. */
    until: ({ id, conversationId }: Pick<Message, 'id' | 'conversationId'>, state: Message['state']) =>
      message(conversationId, `the reply to be ${state}`, (one) => one.id === id && one.state === state),
  };
}
