import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { ChannelError } from '../core/channel-error.js';
import { BotApiError } from './bot-api.client.js';

/**
 * What a failed call means. Telegram changes nothing when it says no; when it says nothing, or its own servers fail
 * (5xx), nobody knows: it has no idempotency keys, and no way to look a message up.
 */
export function channelErrorOf(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error;
  if (error instanceof OutboundError) {
    return error.mayHaveLeft
      ? ChannelError.ambiguous(`Telegram did not answer: ${error.message}`, error)
      : ChannelError.retryable('unreachable', `Telegram cannot be reached: ${error.message}`, error);
  }
  if (!(error instanceof BotApiError)) throw error;
  const { code, description, parameters } = error;
  if (code === 429) return ChannelError.rateLimited((parameters.retry_after ?? 5) * 1_000, SLOWER);
  // A token nobody has is "Not Found", one that was revoked "Unauthorized".
  if (code === 401 || code === 404) {
    return ChannelError.authExpired(
      'Telegram no longer accepts the token of this bot. Enter a new one from @BotFather.',
      error,
    );
  }
  if (code >= 500) return ChannelError.ambiguous(`Telegram had an error of its own (${code}).`, error);
  if (code === 409) return ChannelError.retryable('conflict', description, error);
  const known = REFUSALS.find(({ sign }) => sign.test(description));
  if (known !== undefined) return ChannelError.rejected(known.code, known.message, known.remedy, error);
  return ChannelError.rejected('refused', `Telegram refused it: ${bare(description)}`, undefined, error);
}

const SLOWER = 'Telegram asks us to slow down.';

const bare = (description: string) =>
  description.replace(/^(?:Bad Request|Forbidden|Conflict): /, '').slice(0, 300) || 'it gave no reason.';

/** Descriptions as the Bot API words them; they are not documented one by one, so what is not listed is passed on. */
const REFUSALS: { sign: RegExp; code: string; message: string; remedy: string }[] = [
  {
    sign: /bot was blocked by the user/i,
    code: 'blocked',
    message: 'This person has blocked the bot.',
    remedy: 'Answer on another channel, or wait until they write again.',
  },
  {
    sign: /user is deactivated/i,
    code: 'gone',
    message: 'The Telegram account of this person no longer exists.',
    remedy: 'Answer on another channel.',
  },
  {
    sign: /bot was kicked|bot is not a member|CHAT_WRITE_FORBIDDEN|not enough rights|have no rights/i,
    code: 'not_in_group',
    message: 'The bot may no longer write in this group.',
    remedy: 'Ask an admin of the group to let it in again.',
  },
  {
    sign: /can't initiate conversation/i,
    code: 'not_started',
    message: 'Bots may only write to people who have written to them first.',
    remedy: 'Ask the person to write to the bot.',
  },
  {
    sign: /chat not found/i,
    code: 'chat_gone',
    message: 'Telegram does not know this chat any more.',
    remedy: 'Answer on another channel.',
  },
  {
    sign: /TOPIC_(?:CLOSED|DELETED)|message thread not found/i,
    code: 'topic_gone',
    message: 'This topic of the group is closed or was deleted.',
    remedy: 'Ask an admin of the group to open it again.',
  },
  {
    sign: /BUSINESS_CONNECTION|business connection|BUSINESS_PEER/i,
    code: 'business_ended',
    message: 'The business account no longer lets the bot answer for it.',
    remedy: 'Connect the bot in the business settings of Telegram again, with the right to reply.',
  },
  {
    sign: /message is too long|caption is too long/i,
    code: 'too_long',
    message: 'The reply is longer than Telegram allows.',
    remedy: 'Make it shorter, or send it in two.',
  },
  {
    sign: /file is too big|Request Entity Too Large/i,
    code: 'file_too_large',
    message: 'A file is larger than Telegram lets bots send.',
    remedy: 'Send a link to it instead.',
  },
];
