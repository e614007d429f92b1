import type { Message } from '@parley/shared/messages.js';

/** Who answers whom among comments. */
export interface Answered {
  /** How far in it stands: 0 for what began the thread, at most 2. */
  depth: 0 | 1 | 2;
  /** The message it answers, where that is not simply the one above. */
  to: Message | null;
  /** An answer of ours to what not everyone could read: its platform keeps it among those few. */
  among: boolean;
}

/** @param messages as they are shown, in their order */
export function answeredAmong(messages: readonly Message[]): Map<string, Answered> {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const depths = new Map<string, Answered['depth']>();
  const found = new Map<string, Answered>();
  for (const [index, message] of messages.entries()) {
    const to = message.inReplyToId === null ? undefined : byId.get(message.inReplyToId);
    // A reply that is dated before what it answers stands where it is: chains are followed backwards only.
    const above = to === undefined ? undefined : depths.get(to.id);
    const depth = message.inReplyToId === null ? 0 : (Math.min(2, (above ?? 0) + 1) as 1 | 2);
    depths.set(message.id, depth);
    const follows = messages[index - 1]?.id === to?.id;
    const among = message.direction === 'out' && to?.visibility === 'private';
    found.set(message.id, { depth, to: to !== undefined && !follows ? to : null, among });
  }
  return found;
}
