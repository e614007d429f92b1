import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { MEMBER_REMOVED, MEMBER_ROLE_CHANGED } from '../../brands/brands.events.js';
import { CHANNEL_VISIBILITY_CHANGED } from '../../channels/channels.events.js';
import { MESSAGE_RECEIVED } from '../../conversations/conversations.events.js';
import { notPutAway } from '../../conversations/moderation/put-away.js';
import { Database } from '../../platform/database/database.js';
import { DomainEvents } from '../../platform/events/events.js';
import { Gathering } from '../../platform/events/gathering.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { Ticker } from '../../platform/queue/ticker.js';
import { REPLY_QUEUED } from '../outbound.events.js';
import { Cancellations } from './cancellations.service.js';
import { HEARD_FROM_US } from './reply.repository.js';

/** What happened within this time is looked at together. */
const GATHER_MS = 40;
const EVERY_MS = 10_000;
const MOST = 500;

const log = loggerFor('outbound');

/**
 * Cancels replies for later as soon as something happened that they were not to outlive. Only for the sake of telling
 * early: the end of the hold asks the same question again, under the lock, before anything leaves.
 */
@Injectable()
export class OvertakenReplies implements OnModuleInit, BeforeApplicationShutdown {
  private readonly due = new Map<string, Set<string>>();
  private readonly gathering = new Gathering(
    GATHER_MS,
    () => this.lookAtDue(),
    (error) => log.warn({ err: error }, 'overtaken replies are looked for again soon'),
  );

  constructor(
    private readonly database: Database,
    private readonly cancellations: Cancellations,
    private readonly events: DomainEvents,
    private readonly ticker: Ticker,
  ) {}

  onModuleInit(): void {
    this.events.afterCommit(MESSAGE_RECEIVED, ({ brandId, conversationId, automatic }) => {
      if (!automatic) this.gather(brandId, conversationId);
    });
    this.events.afterCommit(REPLY_QUEUED, ({ brandId, conversationId }) => {
      this.gather(brandId, conversationId);
    });
    const sweep = () => this.gathering.next(() => this.sweep());
    this.events.afterCommit(MEMBER_REMOVED, sweep);
    this.events.afterCommit(MEMBER_ROLE_CHANGED, sweep);
    this.events.afterCommit(CHANNEL_VISIBILITY_CHANGED, sweep);
    this.ticker.every('cancel-overtaken-replies', EVERY_MS, () => this.sweep());
  }

  /** Not on the way in: one question for many messages, after they are stored. */
  private gather(brandId: string, conversationId: string): void {
    const known = this.due.get(brandId);
    if (known === undefined) this.due.set(brandId, new Set([conversationId]));
    else known.add(conversationId);
    this.gathering.add();
  }

  private async lookAtDue(): Promise<void> {
    const due = [...this.due];
    this.due.clear();
    for (const [brandId, conversationIds] of due) {
      const found = await this.database.query<{ id: string }>(
        `SELECT m.id FROM message m WHERE m.brand_id = $1 AND m.conversation_id = ANY($2) AND ${OVERTAKEN}`,
        [brandId, [...conversationIds]],
      );
      for (const { id } of found) await this.look(brandId, id);
    }
  }

  private async sweep(): Promise<void> {
    const found = await this.database.query<{ id: string; brandId: string }>(
      `SELECT m.id, m.brand_id AS "brandId" FROM message m WHERE ${OVERTAKEN} LIMIT $1
       -- any brand: a sweeper looks after all`,
      [MOST],
    );
    for (const { brandId, id } of found) await this.look(brandId, id);
  }

  /** One that cannot be cancelled does not hold up the others. */
  private async look(brandId: string, id: string): Promise<void> {
    try {
      await this.cancellations.look(brandId, id);
    } catch (error) {
      log.warn({ err: error, id }, 'an overtaken reply was not cancelled; it is looked at again soon');
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.gathering.end();
  }
}

/** Of those for later the ones worth locking a conversation for; `Cancellations` decides. */
const OVERTAKEN = `m.state = 'held' AND m.send_at IS NOT NULL AND (
  m.cancel_if_they_write AND EXISTS (
    SELECT 1 FROM message n WHERE n.brand_id = m.brand_id AND n.conversation_id = m.conversation_id AND n.seq > m.seq
      AND n.deleted_at IS NULL AND NOT n.history AND n.automatic IS NULL AND ${notPutAway('n.')}
      AND (n.direction = 'in' OR n.direction = 'out' AND n.member_id IS DISTINCT FROM m.member_id AND ${HEARD_FROM_US('n')}))
  OR EXISTS (SELECT 1 FROM member w WHERE w.brand_id = m.brand_id AND w.id = m.member_id AND w.removed_at IS NOT NULL)
  OR EXISTS (SELECT 1 FROM conversation c JOIN channel h ON h.brand_id = c.brand_id AND h.id = c.channel_id
    JOIN member w ON w.brand_id = c.brand_id AND w.id = m.member_id
    WHERE c.brand_id = m.brand_id AND c.id = m.conversation_id AND h.restricted AND w.role <> 'owner' AND NOT EXISTS (
      SELECT 1 FROM channel_member l WHERE l.brand_id = c.brand_id AND l.channel_id = h.id AND l.member_id = w.id)))`;
