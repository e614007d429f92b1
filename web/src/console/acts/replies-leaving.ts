/** Replies of this page the server has not taken yet, by conversation. */
const leaving = new Map<string, Set<Promise<unknown>>>();

/** Remembers that a reply is being handed to the server. */
export function leaves<T>(conversationId: string, sending: Promise<T>): Promise<T> {
  const all = leaving.get(conversationId) ?? new Set();
  leaving.set(conversationId, all.add(sending));
  const forget = () => {
    all.delete(sending);
    if (all.size === 0) leaving.delete(conversationId);
  };
  sending.then(forget, forget);
  return sending;
}

/**
 * Waits until the server has the replies sent before now: closing must not overtake an answer, else whoever was answered
 * counts as closed unanswered.
 *
 * @throws the reason when one of them was not taken: then closing is not meant either
 */
export async function repliesTaken(conversationId: string): Promise<void> {
  await Promise.all(leaving.get(conversationId) ?? []);
}
