import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ChannelError } from '../core/channel-error.js';
import type { PollSession, Polls } from '../core/connector.js';
import { Nudges } from '../core/nudges.js';
import { BotApi, BotApiError, type WebhookInfo, webhookInfoSchema } from './bot-api.client.js';
import { botOf } from './bot-of-channel.js';
import { channelErrorOf } from './refusal.js';
import type { BotSettings } from './telegram.settings.js';
import { ALLOWED_UPDATES } from './update.js';
import { type WebhookTarget, webhookTarget } from './webhook-address.js';

/** The most Telegram gives at once. */
const BATCH = 100;
const LONG_POLL_S = 25;
const CHECK_MS = 60_000;
/** So often in a row Telegram could not deliver, with a minute between: then we fetch. */
const GIVEN_UP_AFTER = 3;
const CURSOR = 'updates';

const updatesSchema = z.array(z.looseObject({ update_id: z.number().int() }));

/**
 * How updates come in: Telegram delivers to our webhook, which is set and watched here, or we fetch them. One excludes
 * the other, so both are one poller's business, under one lease.
 */
@Injectable()
export class UpdateSource implements Polls {
  constructor(private readonly api: BotApi) {}

  async poll(session: PollSession): Promise<void> {
    try {
      const bot = botOf(session.channel);
      const target = webhookTarget(session.channel, bot.delivery);
      if (target !== undefined && (await this.delivered(session, bot, target))) return;
      await this.fetched(session, bot);
    } catch (error) {
      if (session.signal.aborted) return;
      throw conflictOf(error) ?? channelErrorOf(error);
    }
  }

  /** @returns false when Telegram cannot deliver here, and we are free to fetch instead */
  private async delivered(session: PollSession, bot: BotSettings, target: WebhookTarget): Promise<boolean> {
    const begun = Math.floor(Date.now() / 1_000);
    if (!(await this.setWebhook(session, bot, target))) return false;
    const nudges = new Nudges(session);
    let failures = 0;
    while (!session.signal.aborted) {
      const info = await this.webhookInfo(session, bot);
      if (info.url !== target.url && !(await this.setWebhook(session, bot, target))) return false;
      const failing = info.pending_update_count > 0 && (info.last_error_date ?? 0) >= begun;
      failures = failing ? failures + 1 : 0;
      if (failures >= GIVEN_UP_AFTER && bot.delivery === 'auto') return false;
      if (failing) await session.degraded({ code: 'webhook_failing', message: failingBecause(info) });
      else {
        await session.degraded(null);
        if (info.pending_update_count === 0) await session.caughtUp();
      }
      await nudges.within(CHECK_MS);
    }
    return true;
  }

  private async setWebhook(session: PollSession, bot: BotSettings, target: WebhookTarget): Promise<boolean> {
    const fields = {
      url: target.url,
      secret_token: target.secretToken,
      allowed_updates: ALLOWED_UPDATES,
      max_connections: 40,
    };
    try {
      await this.api.call(bot, { method: 'setWebhook', fields, signal: session.signal }, z.literal(true));
      return true;
    } catch (error) {
      if (!(error instanceof BotApiError) || error.code !== 400) throw error;
      if (bot.delivery === 'auto') return false;
      throw ChannelError.rejected(
        'webhook_refused',
        `Telegram does not deliver to our address: ${error.description}`,
        'Correct the public address of this installation, or have Parley fetch the messages.',
        error,
      );
    }
  }

  private webhookInfo(session: PollSession, bot: BotSettings): Promise<WebhookInfo> {
    return this.api.call(
      bot,
      { method: 'getWebhookInfo', fields: {}, signal: session.signal },
      webhookInfoSchema,
    );
  }

  private async fetched(session: PollSession, bot: BotSettings): Promise<void> {
    await this.api.call(
      bot,
      { method: 'deleteWebhook', fields: { drop_pending_updates: false }, signal: session.signal },
      z.literal(true),
    );
    let offset = await session.cursor<number>(CURSOR);
    for (let first = true; !session.signal.aborted; first = false) {
      // What was stored is confirmed at once; only then is it worth waiting.
      const timeout = first || offset !== null ? 0 : LONG_POLL_S;
      const updates = await this.getUpdates(session, bot, { offset, timeout });
      const last = updates.at(-1);
      if (last !== undefined) {
        offset = last.update_id + 1;
        await session.accept([{ body: Buffer.from(JSON.stringify(updates)), meta: {} }], {
          [CURSOR]: offset,
        });
      } else if (offset !== null) {
        // What the offset confirms has been confirmed. After a week of silence ids begin anew, perhaps below it: kept any
        // longer, it would confirm what we have never seen.
        offset = null;
        await session.accept([], { [CURSOR]: null });
      }
      if (updates.length < BATCH) await session.caughtUp();
    }
  }

  private getUpdates(
    session: PollSession,
    bot: BotSettings,
    { offset, timeout }: { offset: number | null; timeout: number },
  ) {
    return this.api.call(
      bot,
      {
        method: 'getUpdates',
        fields: {
          ...(offset === null ? {} : { offset }),
          limit: BATCH,
          timeout,
          allowed_updates: ALLOWED_UPDATES,
        },
        signal: session.signal,
        timeoutMs: (timeout + 20) * 1_000,
      },
      updatesSchema,
    );
  }
}

/** Only one may fetch, and nobody while there is a webhook. */
function conflictOf(error: unknown): ChannelError | undefined {
  if (!(error instanceof BotApiError) || error.code !== 409) return undefined;
  return /webhook/i.test(error.description)
    ? ChannelError.retryable(
        'webhook_elsewhere',
        'Another program has Telegram deliver the messages of this bot to it. Disconnect it there, or give the bot a new token.',
        error,
      )
    : ChannelError.retryable(
        'fetched_elsewhere',
        'Another program fetches the messages of this bot, and only one can. Stop it, or give the bot a new token.',
        error,
      );
}

const failingBecause = ({ last_error_message }: WebhookInfo) =>
  `Telegram cannot deliver here: ${last_error_message ?? 'it does not say why.'}`;
