import type { IdentityRef, ReactionEvent } from '../core/inbound-event.js';
import { messageId } from './chat-thread.js';
import type { TelegramReaction } from './update.js';

/** Telegram has no sign of its own for these: paid ones are stars there, and custom ones pictures. */
const SIGNS: Record<string, string> = { paid: '⭐', custom_emoji: '✨' };

const signsOf = (reactions: TelegramReaction['new_reaction']): string[] =>
  reactions.flatMap(({ type, emoji }) => emoji ?? SIGNS[type] ?? []);

/** What somebody changed: each update tells all signs they had given and all they give now. Pure. */
export function reactionEvents(
  update: { update_id: string; reaction: TelegramReaction },
  author: IdentityRef,
  account: string,
): ReactionEvent[] {
  const { chat, message_id, date, old_reaction, new_reaction } = update.reaction;
  const before = new Set(signsOf(old_reaction));
  const after = new Set(signsOf(new_reaction));
  const event = (emoji: string, removed: boolean): ReactionEvent => ({
    type: 'reaction',
    key: `reaction/${update.update_id}/${removed ? 'off' : 'on'}/${emoji}`,
    account,
    at: date > 0 ? new Date(date * 1_000).toISOString() : null,
    externalId: messageId({ chatId: chat.id, businessConnectionId: null }, message_id),
    emoji,
    author,
    removed,
  });
  return [
    ...[...before].filter((sign) => !after.has(sign)).map((sign) => event(sign, true)),
    ...[...after].filter((sign) => !before.has(sign)).map((sign) => event(sign, false)),
  ];
}
