import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { constantTimeEqual } from '../../platform/crypto/tokens.js';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import type { Connector, Connects, Receives, Settings, ShowsTyping } from '../core/connector.js';
import { ConnectorRegistry } from '../core/connector-registry.js';
import { type Bot, BotApi, BotApiError, botSchema } from './bot-api.client.js';
import { BotFiles } from './bot-files.js';
import { botOf } from './bot-of-channel.js';
import { readThreadId } from './chat-thread.js';
import { addressOf } from './outgoing.format.js';
import { channelErrorOf } from './refusal.js';
import { telegramManifest } from './telegram.manifest.js';
import { readBot, tokenRefused } from './telegram.settings.js';
import { TelegramSends } from './telegram-sends.js';
import { testBot } from './test-bot.js';
import { parseUpdates } from './update.parse.js';
import { UpdateSource } from './update-source.js';
import { secretToken } from './webhook-address.js';

/** Bots on Telegram: private chats, groups with and without topics, and business accounts they answer for. */
@Injectable()
export class TelegramConnector implements Connector, OnModuleInit {
  readonly manifest = telegramManifest;
  readonly connects: Connects;

  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly api: BotApi,
    readonly polls: UpdateSource,
    readonly sends: TelegramSends,
    readonly files: BotFiles,
  ) {
    this.connects = {
      identify: (settings, secrets) => this.identify(settings, secrets),
      testConnection: (settings, secrets) => testBot(api, readBot(settings, secrets)),
      disconnect: (settings, secrets, signal) => this.disconnect(settings, secrets, signal),
    };
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  readonly receives: Receives = {
    verify: ({ method, headers }, { secrets }) => {
      if (method !== 'POST') {
        return { kind: 'refuse', code: 'invalid_request', message: 'Updates are posted.' };
      }
      const given = headers['x-telegram-bot-api-secret-token'] ?? '';
      const known = secrets.map((secret) => constantTimeEqual(given, secretToken(secret)));
      return known.includes(true)
        ? { kind: 'accept' }
        : { kind: 'refuse', code: 'invalid_signature', message: 'The secret token is not ours.' };
    },
    parse: parseUpdates,
  };

  /** The bot's id stands in its token: without a line to Telegram a channel can be connected all the same. */
  private async identify(settings: Settings, secrets: Settings) {
    const bot = readBot(settings, secrets);
    const known = await this.whoIs(bot);
    const username = known?.username ?? settings.username;
    return {
      account: bot.id,
      settings: { ...settings, apiUrl: bot.apiUrl, ...(username === undefined ? {} : { username }) },
    };
  }

  /** @throws AppError when Telegram does not know the token */
  private async whoIs(bot: ReturnType<typeof readBot>): Promise<Bot | undefined> {
    try {
      return await this.api.call(bot, { method: 'getMe', fields: {}, timeoutMs: 10_000 }, botSchema);
    } catch (error) {
      if (error instanceof BotApiError && (error.code === 401 || error.code === 404)) {
        throw tokenRefused('Telegram does not know this token');
      }
      // No line to Telegram, or trouble of its own.
      if (error instanceof BotApiError || error instanceof OutboundError) return undefined;
      throw error;
    }
  }

  readonly typing: ShowsTyping = {
    lastsMs: 5_000,
    showTyping: async (channel, thread, signal) => {
      const place = readThreadId(thread);
      if (place === undefined) return;
      const fields = { ...addressOf({ ...place, directTopicId: null }), action: 'typing' };
      await this.api.call(botOf(channel), { method: 'sendChatAction', fields, signal }, z.literal(true));
    },
  };

  private async disconnect(settings: Settings, secrets: Settings, signal: AbortSignal): Promise<void> {
    try {
      const fields = { drop_pending_updates: false };
      await this.api.call(
        readBot(settings, secrets),
        { method: 'deleteWebhook', fields, signal },
        z.literal(true),
      );
    } catch (error) {
      throw channelErrorOf(error);
    }
  }
}
