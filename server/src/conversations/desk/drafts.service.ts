import { Injectable } from '@nestjs/common';
import type { Draft, draftViewSchema } from '@parley/shared/conversations.js';
import type { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { DRAFT_CHANGED } from '../desk.events.js';
import { ConversationAccess } from '../detail/conversation-access.service.js';

type DraftView = z.infer<typeof draftViewSchema>;
type Files = DraftView['files'];

/** From the most closed to the most open. */
const CLOSED = ['note', 'private', 'public'] as const;

/** What a member has begun to write: one draft per member and conversation, on every device of theirs. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly database: Database,
    private readonly access: ConversationAccess,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  async get(seat: CallerSeat, conversationId: string): Promise<DraftView> {
    await this.access.require(seat, conversationId);
    const row = await this.database.one<{ draft: Draft; updated_at: Date }>(
      'SELECT draft, updated_at FROM conversation_draft WHERE brand_id = $1 AND conversation_id = $2 AND member_id = $3',
      [seat.brandId, conversationId, seat.memberId],
    );
    return {
      draft: row?.draft ?? null,
      files: await this.files(seat, row?.draft.attachmentIds ?? []),
      updatedAt: row?.updated_at.toISOString() ?? null,
    };
  }

  async save(seat: CallerSeat, conversationId: string, draft: Draft): Promise<DraftView> {
    await this.access.require(seat, conversationId);
    const files = await this.requireUploads(seat, draft.attachmentIds);
    const now = this.clock.now();
    await this.database.transaction(async () => {
      await this.database.run(
        `INSERT INTO conversation_draft (conversation_id, member_id, brand_id, draft, updated_at) VALUES ($2, $3, $1, $4, $5)
         ON CONFLICT (conversation_id, member_id) DO UPDATE SET draft = excluded.draft, updated_at = excluded.updated_at`,
        [seat.brandId, conversationId, seat.memberId, JSON.stringify(draft), now],
      );
      await this.announce(seat, conversationId);
    });
    return { draft, files, updatedAt: now.toISOString() };
  }

  async discard(seat: CallerSeat, conversationId: string): Promise<void> {
    await this.access.require(seat, conversationId);
    await this.database.transaction(async () => {
      const gone = await this.database.run(
        'DELETE FROM conversation_draft WHERE brand_id = $1 AND conversation_id = $2 AND member_id = $3',
        [seat.brandId, conversationId, seat.memberId],
      );
      if (gone > 0) await this.announce(seat, conversationId);
    });
  }

  /**
   * What had been taken for sending is a draft again, before whatever its writer has begun since. For services that have
   * checked who may; in their transaction.
   */
  async bringBack(
    who: Pick<CallerSeat, 'brandId' | 'memberId'>,
    conversationId: string,
    returned: Draft,
  ): Promise<void> {
    const row = await this.database.one<{ draft: Draft }>(
      'SELECT draft FROM conversation_draft WHERE brand_id = $1 AND conversation_id = $2 AND member_id = $3 FOR UPDATE',
      [who.brandId, conversationId, who.memberId],
    );
    const begun = row?.draft;
    const draft: Draft =
      begun === undefined
        ? returned
        : {
            ...begun,
            // Nothing private becomes public.
            visibility:
              CLOSED.find((one) => one === returned.visibility || one === begun.visibility) ?? 'private',
            body: [returned.body, begun.body].filter((body) => body.trim() !== '').join('\n\n'),
            attachmentIds: [...new Set([...returned.attachmentIds, ...begun.attachmentIds])],
          };
    await this.database.run(
      `INSERT INTO conversation_draft (conversation_id, member_id, brand_id, draft, updated_at) VALUES ($2, $3, $1, $4, $5)
       ON CONFLICT (conversation_id, member_id) DO UPDATE SET draft = excluded.draft, updated_at = excluded.updated_at`,
      [who.brandId, conversationId, who.memberId, JSON.stringify(draft), this.clock.now()],
    );
    await this.announce(who, conversationId);
  }

  private announce(
    { brandId, memberId }: Pick<CallerSeat, 'brandId' | 'memberId'>,
    conversationId: string,
  ): Promise<void> {
    return this.events.publish(DRAFT_CHANGED, { brandId, conversationId, memberId });
  }

  private async requireUploads(seat: CallerSeat, attachmentIds: readonly string[]): Promise<Files> {
    const files = await this.files(seat, attachmentIds);
    const known = new Set(files.map(({ id }) => id));
    const issues = attachmentIds.flatMap((id, index) =>
      known.has(id) ? [] : [{ path: ['attachmentIds', index], message: 'There is no such upload of yours.' }],
    );
    if (issues.length > 0) throw new AppError('invalid_request', 'The request does not fit.', { issues });
    return files;
  }

  /** Uploads of this member that no message has taken yet, in the order given. */
  private async files({ brandId, memberId }: CallerSeat, ids: readonly string[]): Promise<Files> {
    if (ids.length === 0) return [];
    return this.database.query<Files[number]>(
      `SELECT id, filename AS name, size::float8 AS size, content_type AS "contentType" FROM attachment
       WHERE brand_id = $1 AND id = ANY($2) AND uploaded_by = $3 AND message_id IS NULL
       ORDER BY array_position($2::uuid[], id)`,
      [brandId, ids, memberId],
    );
  }
}
