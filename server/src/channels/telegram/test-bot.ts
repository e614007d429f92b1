import type { ChannelCheck } from '../core/connector.js';
import { type Bot, type BotApi, botSchema, webhookInfoSchema } from './bot-api.client.js';
import { channelErrorOf } from './refusal.js';
import type { BotSettings } from './telegram.settings.js';

/** Who the bot is, what it can see, and who gets its messages at present. Changes nothing. */
export async function testBot(api: BotApi, settings: BotSettings): Promise<ChannelCheck[]> {
  let bot: Bot;
  try {
    bot = await api.call(settings, { method: 'getMe', fields: {}, timeoutMs: 15_000 }, botSchema);
  } catch (error) {
    const { code, message } = channelErrorOf(error);
    return [{ name: 'Bot', ok: false, code, message }];
  }
  const name = bot.username === undefined ? (bot.first_name ?? bot.id) : `@${bot.username}`;
  return [
    { name: 'Bot', ok: true, code: 'ok', message: `The token is that of ${name}.` },
    groupsCheck(bot),
    await deliveryCheck(api, settings),
  ];
}

/** Seeing little in groups is a choice, not a fault. */
function groupsCheck({ can_join_groups, can_read_all_group_messages }: Bot): ChannelCheck {
  const name = 'Groups';
  if (can_join_groups === false) {
    return {
      name,
      ok: true,
      code: 'no_groups',
      message: 'The bot cannot be added to groups. To change that, write /setjoingroups to @BotFather.',
    };
  }
  if (can_read_all_group_messages === true) {
    return { name, ok: true, code: 'ok', message: 'The bot sees everything in its groups.' };
  }
  return {
    name,
    ok: true,
    code: 'privacy_mode',
    message:
      'In groups the bot sees only commands, mentions and replies to it (privacy mode), unless it is an admin there. ' +
      'To let it see everything, write /setprivacy to @BotFather, choose Disable, and add it to the group anew.',
  };
}

async function deliveryCheck(api: BotApi, settings: BotSettings): Promise<ChannelCheck> {
  const name = 'Delivery';
  try {
    const { url } = await api.call(
      settings,
      { method: 'getWebhookInfo', fields: {}, timeoutMs: 15_000 },
      webhookInfoSchema,
    );
    if (url === '') return { name, ok: true, code: 'ok', message: 'Nobody else receives for this bot.' };
    const host = URL.canParse(url) ? new URL(url).host : url;
    return {
      name,
      ok: true,
      code: 'delivers_to',
      message: `Telegram delivers to ${host} at present; connecting the bot brings it here.`,
    };
  } catch (error) {
    const { code, message } = channelErrorOf(error);
    return { name, ok: false, code, message };
  }
}
