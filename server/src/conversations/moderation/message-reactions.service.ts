import { Injectable } from '@nestjs/common';
import type { ReactionEvent } from '../../channels/core/inbound-event.js';
import { Identities } from '../../people/identities.service.js';
import { Database } from '../../platform/database/database.js';

/** The sign that is counted apart from the others. */
const LIKE = 'like';
/** Stands for our own account, which is no identity of anybody. */
const OURS = 'ours';

/** Signs people answer with. They open no turn and are no words; the newest of one author and sign wins. */
@Injectable()
export class MessageReactions {
  constructor(
    private readonly database: Database,
    private readonly identities: Identities,
  ) {}

  /** @returns whether anything changed */
  async take(brandId: string, messageId: string, event: ReactionEvent, at: Date): Promise<boolean> {
    const given = await this.note(brandId, messageId, event, at);
    const counted = await this.count(brandId, messageId, event);
    if (!given && !counted) return false;
    await this.database.run('UPDATE message SET version = version + 1 WHERE brand_id = $1 AND id = $2', [
      brandId,
      messageId,
    ]);
    return true;
  }

  private async note(
    brandId: string,
    messageId: string,
    { author, emoji, ours, removed }: ReactionEvent,
    at: Date,
  ): Promise<boolean> {
    const identity = author === null ? null : (await this.identities.resolve(brandId, author, at)).id;
    const by = ours === true ? OURS : identity;
    if (by === null) return false;
    const rows = await this.database.query(
      `INSERT INTO message_reaction AS r (message_id, author, emoji, brand_id, identity_id, at, removed)
       VALUES ($2, $3, $4, $1, $5, $6, $7)
       ON CONFLICT (message_id, author, emoji) DO UPDATE SET at = excluded.at, removed = excluded.removed
         WHERE r.brand_id = $1 AND r.at <= excluded.at AND (r.at, r.removed) IS DISTINCT FROM (excluded.at, excluded.removed)
       RETURNING message_id`,
      [brandId, messageId, by, emoji, identity, at, removed],
    );
    if (rows.length === 0) return false;
    if (ours === true && emoji === LIKE) {
      await this.database.run('UPDATE message SET liked = $3 WHERE brand_id = $1 AND id = $2', [
        brandId,
        messageId,
        !removed,
      ]);
    }
    return true;
  }

  private async count(brandId: string, messageId: string, { emoji, total }: ReactionEvent): Promise<boolean> {
    if (total === undefined) return false;
    if (emoji === LIKE) {
      const liked = await this.database.run(
        'UPDATE message SET likes = $3 WHERE brand_id = $1 AND id = $2 AND likes IS DISTINCT FROM $3',
        [brandId, messageId, total],
      );
      return liked > 0;
    }
    const counted = await this.database.run(
      `UPDATE message SET reaction_totals = coalesce(reaction_totals, '{}') || jsonb_build_object($4::text, $3::int)
       WHERE brand_id = $1 AND id = $2 AND (reaction_totals->>$4)::int IS DISTINCT FROM $3`,
      [brandId, messageId, total, emoji],
    );
    return counted > 0;
  }
}
