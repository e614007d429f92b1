import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { IdentityRef } from '../../channels/core/inbound-event.js';
import { ThreadClaims } from '../../channels/core/shared-threads.js';
import { JoinedIdentities } from '../../people/joined-identities.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { MergeService } from '../acts/merge.service.js';
import { type ConversationRecord, ConversationRepository } from '../conversation.repository.js';
import { ConversationEntries } from '../entries/conversation-entries.service.js';

const log = loggerFor('conversations');

/** A reply that is just on its way holds a merge up for a moment. */
const TRIES = 10;
const PAUSE_MS = 100;

/** What somebody said before it was known who they are becomes part of their one running thread. */
@Injectable()
export class ThreadClaimsService extends ThreadClaims {
  constructor(
    private readonly database: Database,
    private readonly people: JoinedIdentities,
    private readonly conversations: ConversationRepository,
    private readonly merging: MergeService,
    private readonly entries: ConversationEntries,
    private readonly clock: Clock,
  ) {
    super();
  }

  async claim(channel: { id: string; brandId: string }, from: IdentityRef, to: IdentityRef): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.database.transaction(() => this.join(channel, from, to));
        return;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'not_possible_now') throw error;
        if (tries >= TRIES) {
          // Both stay with their own words; members can merge them.
          log.warn(
            { channel: channel.id },
            'a thread could not be joined: a reply in it is of unknown outcome',
          );
          return;
        }
        await pause(PAUSE_MS);
      }
    }
  }

  private async join(
    { id: channelId, brandId }: { id: string; brandId: string },
    from: IdentityRef,
    to: IdentityRef,
  ): Promise<void> {
    const joined = await this.people.join(brandId, from, to, this.clock.now());
    if (joined === undefined) return;
    // Signing in frees nobody who was blocked before.
    await this.database.run(
      `INSERT INTO blocked_identity (identity_id, brand_id, member_id, reason, blocked_at)
       SELECT $3, brand_id, member_id, reason, blocked_at FROM blocked_identity WHERE brand_id = $1 AND identity_id = $2
       ON CONFLICT (identity_id) DO NOTHING`,
      [brandId, joined.knownId, joined.identityId],
    );
    const threads = await this.conversations.lockByThreads(brandId, channelId, [
      from.externalId,
      to.externalId,
    ]);
    const before = threads.get(from.externalId);
    if (before === undefined) return;
    const running = threads.get(to.externalId);
    const { personId, identityId } = joined;
    await this.database.run(
      'UPDATE conversation SET person_id = $3, external_id = $4 WHERE brand_id = $1 AND id = $2',
      [brandId, before.id, personId, running === undefined ? to.externalId : null],
    );
    await this.database.run(
      `INSERT INTO thread_alias (channel_id, external_id, conversation_id, brand_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [channelId, from.externalId, before.id, brandId],
    );
    await this.conversations.addParticipants(brandId, [
      { conversationId: (running ?? before).id, identityId },
    ]);
    const renamed: ConversationRecord = { ...before, person_id: personId };
    if (running === undefined || running.id === before.id) {
      await this.entries.advance(renamed, { refold: true });
      await this.announce(renamed);
    } else {
      await this.merging.unite(renamed, running, null);
    }
  }
  /** Other devices of the same person show it, too. */
  private async announce({ brand_id: brandId, id }: ConversationRecord): Promise<void> {
    const newest = await this.database.query<{ id: string }>(
      'SELECT id FROM message WHERE brand_id = $1 AND conversation_id = $2 ORDER BY seq DESC LIMIT 50',
      [brandId, id],
    );
    for (const message of newest) await this.entries.announce(brandId, id, message.id);
  }
}
