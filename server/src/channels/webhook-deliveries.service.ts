import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { webhookDeliverySchema } from '@parley/shared/channels.js';
import type { pageQuerySchema } from '@parley/shared/page.js';
import type { z } from 'zod';
import { Clock } from '../platform/clock/clock.js';
import { Env } from '../platform/config/env.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import type { Member } from '../platform/http/caller.js';
import { decodeCursor, pageOfRows } from '../platform/http/cursor.js';
import { Ticker } from '../platform/queue/ticker.js';
import { ChannelAccess } from './channel-access.service.js';
import { ChannelDirectory } from './channel-directory.service.js';
import { WEBHOOK_REDELIVERED } from './channels.events.js';
import { ChannelError } from './core/channel-error.js';
import type { WebhookLog } from './core/connector.js';
import { ConnectorRegistry } from './core/connector-registry.js';

type WebhookDelivery = z.infer<typeof webhookDeliverySchema>;

interface DeliveryRow {
  id: string;
  messageId: string | null;
  webhookId: string;
  event: string;
  url: string;
  body: string;
  state: WebhookDelivery['state'];
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
  createdAt: Date;
  nextAttemptAt: Date | null;
  deliveredAt: Date | null;
}

const COLUMNS = `id, message_id AS "messageId", webhook_id AS "webhookId", event, url, body, state, attempts,
  last_status AS "lastStatus", last_error AS "lastError", created_at AS "createdAt",
  next_attempt_at AS "nextAttemptAt", delivered_at AS "deliveredAt"`;

const DROP_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** What writing the outcome down may take beyond the try itself. */
const CLAIM_MARGIN_MS = 30_000;

/** The log of outgoing webhooks, and "send again". */
@Injectable()
export class WebhookDeliveries implements WebhookLog, OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly access: ChannelAccess,
    private readonly directory: ChannelDirectory,
    private readonly connectors: ConnectorRegistry,
    private readonly events: DomainEvents,
    private readonly ticker: Ticker,
    private readonly env: Env,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.ticker.every('drop-old-webhooks', DROP_EVERY_MS, () => this.dropOld());
  }

  /** The log holds what was said: it is kept as long as the deliveries of the ledger are. */
  private async dropOld(): Promise<void> {
    await this.database.run(
      `DELETE FROM webhook_delivery WHERE created_at < $1 AND state <> 'pending' -- any brand: those of all grow old`,
      [new Date(this.clock.nowMs() - this.env.retentionDays * DAY_MS)],
    );
  }

  async open(entry: Parameters<WebhookLog['open']>[0]): Promise<string> {
    return this.database.transaction(async () => {
      const known = await this.database.one<{ id: string }>(
        `UPDATE webhook_delivery SET state = 'pending', attempts = attempts + 1, url = $4, body = $5, next_attempt_at = NULL
         WHERE brand_id = $1 AND channel_id = $2 AND message_id IS NOT DISTINCT FROM $6 AND webhook_id = $3 RETURNING id`,
        [entry.brandId, entry.channelId, entry.webhookId, entry.url, entry.body, entry.messageId],
      );
      if (known !== undefined) return known.id;
      const id = newId();
      await this.database.run(
        `INSERT INTO webhook_delivery (id, brand_id, channel_id, message_id, webhook_id, event, url, body, attempts, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)`,
        [
          id,
          entry.brandId,
          entry.channelId,
          entry.messageId,
          entry.webhookId,
          entry.event,
          entry.url,
          entry.body,
          this.clock.now(),
        ],
      );
      return id;
    });
  }

  async close(id: string, outcome: Parameters<WebhookLog['close']>[1]): Promise<void> {
    await this.database.run(
      `UPDATE webhook_delivery SET state = $2, last_status = $3, last_error = $4,
         delivered_at = CASE WHEN $2 = 'delivered' THEN $5::timestamptz ELSE delivered_at END
       WHERE id = $1 -- any brand: the try that opened it`,
      [id, outcome.state, outcome.status, outcome.error, this.clock.now()],
    );
  }

  /** Newest first. */
  async page({ seat }: Member, channelId: string, query: z.infer<typeof pageQuerySchema>) {
    await this.access.requireVisible(seat, channelId);
    const after = decodeCursor(query.cursor);
    const rows = await this.database.query<DeliveryRow>(
      `SELECT ${COLUMNS} FROM webhook_delivery
       WHERE brand_id = $1 AND channel_id = $2 AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
       ORDER BY created_at DESC, id DESC LIMIT $5`,
      [seat.brandId, channelId, after?.at ?? null, after?.id ?? null, query.limit + 1],
    );
    return pageOfRows(rows, query.limit, (row) => ({ at: row.createdAt, id: row.id }), present);
  }

  /**
   * Posts a webhook once more, by a member's explicit wish; it keeps its webhook-id, so a receiver that had it after all
   * can tell. What comes of it is in the row that is returned.
   */
  async sendAgain({ seat }: Member, channelId: string, id: string): Promise<WebhookDelivery> {
    await this.access.requireVisible(seat, channelId);
    const channel = await this.directory.get(seat.brandId, channelId);
    const row = await this.get(seat.brandId, channelId, id);
    const { sends } = this.connectors.get(channel.kind);
    if (sends?.resend === undefined) {
      throw new AppError('not_possible_now', 'This kind of channel sends no webhooks.');
    }
    if (!(await this.claim(seat.brandId, id, sends.timeoutMs))) {
      throw new AppError('not_possible_now', 'It is being sent already.');
    }
    const { webhookUrl } = channel.settings;
    const url = typeof webhookUrl === 'string' && webhookUrl !== '' ? webhookUrl : row.url;
    const webhook = { url, webhookId: row.webhookId, body: row.body };
    try {
      const receipt = await sends.resend(
        await this.directory.open(channel),
        webhook,
        AbortSignal.timeout(sends.timeoutMs),
      );
      await this.database.transaction(async () => {
        await this.database.run(
          `UPDATE webhook_delivery SET state = 'delivered', attempts = attempts + 1, last_status = 200, last_error = NULL,
             delivered_at = $3, next_attempt_at = NULL WHERE brand_id = $1 AND id = $2`,
          [seat.brandId, id, this.clock.now()],
        );
        if (row.messageId !== null) {
          await this.events.publish(WEBHOOK_REDELIVERED, {
            brandId: seat.brandId,
            channelId,
            messageId: row.messageId,
            externalId: receipt.externalId,
            at: this.clock.now(),
          });
        }
      });
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      // A repeat that fails takes nothing back of what had been delivered.
      const state =
        row.state === 'delivered' ? 'delivered' : error.kind === 'ambiguous' ? 'unconfirmed' : 'failed';
      await this.database.run(
        `UPDATE webhook_delivery SET state = $3, attempts = attempts + 1, last_error = $4, next_attempt_at = NULL
         WHERE brand_id = $1 AND id = $2`,
        [seat.brandId, id, state, error.message],
      );
    }
    return present(await this.get(seat.brandId, channelId, id));
  }

  /** Two who click at the same moment send it once. Whoever died in the middle holds it up no longer than a try takes. */
  private async claim(brandId: string, id: string, timeoutMs: number): Promise<boolean> {
    const now = this.clock.nowMs();
    const claimed = await this.database.run(
      `UPDATE webhook_delivery SET state = 'pending', next_attempt_at = $3
       WHERE brand_id = $1 AND id = $2 AND (state <> 'pending' OR next_attempt_at <= $4)`,
      [brandId, id, new Date(now + timeoutMs + CLAIM_MARGIN_MS), new Date(now)],
    );
    return claimed === 1;
  }

  private async get(brandId: string, channelId: string, id: string): Promise<DeliveryRow> {
    const row = await this.database.one<DeliveryRow>(
      `SELECT ${COLUMNS} FROM webhook_delivery WHERE brand_id = $1 AND channel_id = $2 AND id = $3`,
      [brandId, channelId, id],
    );
    if (row === undefined) throw notFound('The webhook');
    return row;
  }
}

const present = (row: DeliveryRow): WebhookDelivery => ({
  id: row.id,
  webhookId: row.webhookId,
  event: row.event,
  state: row.state,
  attempts: row.attempts,
  lastStatus: row.lastStatus,
  lastError: row.lastError,
  createdAt: row.createdAt.toISOString(),
  nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
  deliveredAt: row.deliveredAt?.toISOString() ?? null,
  messageId: row.messageId,
});
