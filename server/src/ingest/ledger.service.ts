import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { inboundEventQuerySchema, inboundEventSchema } from '@parley/shared/channels.js';
import type { z } from 'zod';
import { ChannelAccess } from '../channels/channel-access.service.js';
import { CHANNEL_CONNECTED } from '../channels/channels.events.js';
import { Database } from '../platform/database/database.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import type { CallerSeat } from '../platform/http/caller.js';
import { DeliveryRepository } from './delivery.repository.js';
import { EventRepository } from './event.repository.js';
import { type LedgerRow, presentLedgerRow } from './inbound-event.presenter.js';
import { LedgerWaker } from './ledger-waker.service.js';

interface LedgerPage {
  items: z.infer<typeof inboundEventSchema>[];
  nextCursor: string | null;
}

const EVENT_COLUMNS = `e.id, e.delivery_id AS "deliveryId", e.channel_id AS "channelId", e.kind, e.key, e.state, e.attempts,
  e.reason, e.received_at AS "receivedAt", e.updated_at AS "updatedAt"`;
/** A delivery that could not be read stands in the list like an event of its own. */
const DELIVERY_COLUMNS = `d.id, d.id AS "deliveryId", d.channel_id AS "channelId", 'delivery' AS kind, '' AS key, d.state,
  d.attempts, d.reason, d.received_at AS "receivedAt", d.received_at AS "updatedAt"`;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The ledger as members see it: what came in, what became of it, and "process again". */
@Injectable()
export class LedgerService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly deliveries: DeliveryRepository,
    private readonly rows: EventRepository,
    private readonly access: ChannelAccess,
    private readonly waker: LedgerWaker,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(CHANNEL_CONNECTED, async ({ channelId, brandId, kind, account }) => {
      const routed = await this.rows.route({ id: channelId, brandId, kind, account });
      if (routed > 0) this.database.afterCommit(() => this.waker.wake());
    });
  }

  /** Newest first. */
  async page(seat: CallerSeat, query: z.infer<typeof inboundEventQuerySchema>): Promise<LedgerPage> {
    const visible = await this.access.visibleChannelIds(seat);
    if (query.channelId !== undefined) await this.access.requireVisible(seat, query.channelId);
    if (query.cursor !== undefined && !UUID.test(query.cursor)) {
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['cursor'], message: 'This is not a cursor of an earlier page.' }],
      });
    }
    const rows = await this.database.query<LedgerRow>(
      `SELECT * FROM (
         (SELECT ${EVENT_COLUMNS} FROM inbound_event e
          WHERE e.brand_id = $1 AND ($2::uuid IS NULL OR e.channel_id = $2) AND ($3::text IS NULL OR e.state = $3)
            AND ($4::uuid IS NULL OR e.id < $4) AND ($5::uuid[] IS NULL OR e.channel_id = ANY($5))
          ORDER BY e.id DESC LIMIT $6)
         UNION ALL
         (SELECT ${DELIVERY_COLUMNS} FROM inbound_delivery d
          WHERE d.brand_id = $1 AND d.state = 'failed' AND ($2::uuid IS NULL OR d.channel_id = $2)
            AND coalesce($3::text, 'failed') = 'failed' AND ($4::uuid IS NULL OR d.id < $4)
            AND ($5::uuid[] IS NULL OR d.channel_id = ANY($5))
          ORDER BY d.id DESC LIMIT $6)
       ) AS ledger ORDER BY id DESC LIMIT $6`,
      [
        seat.brandId,
        query.channelId ?? null,
        query.state ?? null,
        query.cursor ?? null,
        visible === 'all' ? null : visible,
        query.limit + 1,
      ],
    );
    const shown = rows.slice(0, query.limit);
    return {
      items: shown.map(presentLedgerRow),
      nextCursor: rows.length > query.limit ? (shown.at(-1)?.id ?? null) : null,
    };
  }

  /** Tries a failed or unroutable event again, or reads a failed delivery anew. */
  async process(seat: CallerSeat, id: string): Promise<void> {
    await this.database.transaction(async () => {
      const row = await this.lock(seat, id);
      if (row.state !== 'failed' && row.state !== 'unroutable') {
        throw new AppError('not_possible_now', 'Only what failed, or found no channel, can be tried again.');
      }
      if ((await this.retry([row])) === 0) {
        throw new AppError('not_possible_now', 'No channel is connected for its account yet.');
      }
    });
    this.waker.wake();
  }

  /** Tries everything again that failed on a channel. @returns how much that is */
  async processFailed(seat: CallerSeat, channelId: string): Promise<number> {
    await this.access.requireVisible(seat, channelId);
    const count = await this.database.transaction(async () => {
      const rows = await this.database.query<LedgerRow>(
        `SELECT ${EVENT_COLUMNS} FROM inbound_event e WHERE e.brand_id = $1 AND e.channel_id = $2 AND e.state = 'failed'
         ORDER BY e.id FOR UPDATE`,
        [seat.brandId, channelId],
      );
      const deliveries = await this.database.query<LedgerRow>(
        `SELECT ${DELIVERY_COLUMNS} FROM inbound_delivery d
         WHERE d.brand_id = $1 AND d.channel_id = $2 AND d.state = 'failed' ORDER BY d.id FOR UPDATE`,
        [seat.brandId, channelId],
      );
      await this.retry([...rows, ...deliveries]);
      return rows.length + deliveries.length;
    });
    this.waker.wake();
    return count;
  }

  /** @returns how many can be tried: one without a channel cannot, nor one whose happening came in since */
  private async retry(rows: LedgerRow[]): Promise<number> {
    const events = rows.filter((row) => row.kind !== 'delivery' && row.kind !== 'unreadable');
    const retried = await this.database.run(
      `UPDATE inbound_event e SET state = 'pending', attempts = 0, reason = NULL, next_attempt_at = clock_timestamp(),
         channel_id = r.channel_id, brand_id = r.brand_id, updated_at = clock_timestamp()
       FROM (
         SELECT w.id, w.key, coalesce(w.channel_id, c.id) AS channel_id, coalesce(w.brand_id, c.brand_id) AS brand_id
         FROM inbound_event w JOIN inbound_delivery d ON d.id = w.delivery_id
         LEFT JOIN channel c ON w.channel_id IS NULL AND c.kind = d.kind AND c.account = w.account
           AND c.removed_at IS NULL AND c.brand_id = w.brand_id
         WHERE w.id = ANY($1)
       ) r
       WHERE e.id = r.id AND r.channel_id IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM inbound_event o WHERE o.channel_id = r.channel_id AND o.key = r.key AND o.id <> r.id)`,
      [events.map((row) => row.id)],
    );
    // What nobody could read is read anew from its delivery: by now somebody may be able to.
    const unreadable = rows.filter((row) => row.kind === 'unreadable');
    await this.database.run(
      `DELETE FROM inbound_event WHERE id = ANY($1) -- any brand: locked within the brand just before`,
      [unreadable.map((row) => row.id)],
    );
    const deliveries = rows.filter((row) => row.kind === 'delivery' || row.kind === 'unreadable');
    return retried + (await this.deliveries.retry([...new Set(deliveries.map((row) => row.deliveryId))]));
  }

  private async lock(seat: CallerSeat, id: string): Promise<LedgerRow> {
    const row =
      (await this.database.one<LedgerRow>(
        `SELECT ${EVENT_COLUMNS} FROM inbound_event e WHERE e.brand_id = $1 AND e.id = $2 FOR UPDATE`,
        [seat.brandId, id],
      )) ??
      (await this.database.one<LedgerRow>(
        `SELECT ${DELIVERY_COLUMNS} FROM inbound_delivery d WHERE d.brand_id = $1 AND d.id = $2 AND d.state = 'failed'
         FOR UPDATE`,
        [seat.brandId, id],
      ));
    if (row === undefined) throw notFound('The event');
    if (row.channelId !== null && !(await this.access.isVisible(seat, row.channelId)))
      throw notFound('The event');
    return row;
  }
}
