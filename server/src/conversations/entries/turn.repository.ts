import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/id.js';
import type { ConversationRecord } from '../conversation.repository.js';
import type { Episode, Turn } from '../turns/turn.js';

/** One of a conversation's. */
interface Of<T> {
  conversation: ConversationRecord;
  one: T;
}

/** Writes turns and episodes under their stable keys, so that a refold changes only what it changes. */
@Injectable()
export class TurnRepository {
  constructor(private readonly database: Database) {}

  async saveTurns(brandId: string, turns: readonly Of<Turn>[]): Promise<void> {
    if (turns.length === 0) return;
    await this.database.run(SAVE_TURNS, [brandId, JSON.stringify(turns.map(rowOfTurn))]);
  }

  async saveEpisodes(brandId: string, episodes: readonly Of<Episode>[]): Promise<void> {
    if (episodes.length === 0) return;
    await this.database.run(SAVE_EPISODES, [brandId, JSON.stringify(episodes.map(rowOfEpisode))]);
  }

  async removeTurns(conversation: ConversationRecord, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.database.run(
      'DELETE FROM turn WHERE brand_id = $1 AND conversation_id = $2 AND key = ANY($3)',
      [conversation.brand_id, conversation.id, keys],
    );
  }

  /** After a refold: what it no longer knows goes. */
  async removeAllBut(
    conversation: ConversationRecord,
    turnKeys: readonly string[],
    episodeKeys: readonly string[],
  ): Promise<void> {
    await this.database.run(
      'DELETE FROM turn WHERE brand_id = $1 AND conversation_id = $2 AND NOT (key = ANY($3))',
      [conversation.brand_id, conversation.id, turnKeys],
    );
    await this.database.run(
      'DELETE FROM episode WHERE brand_id = $1 AND conversation_id = $2 AND NOT (key = ANY($3))',
      [conversation.brand_id, conversation.id, episodeKeys],
    );
  }
}

const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
/** Entry ids are message ids, but for a deletion's. */
const messageIdOf = (entryId: string | null): string | null =>
  entryId !== null && /^[0-9a-f-]{36}$/.test(entryId) ? entryId : null;

function rowOfTurn({ conversation, one: turn }: Of<Turn>) {
  const answered = turn.outcome === 'answered';
  return {
    id: newId(),
    conversation_id: conversation.id,
    channel_id: conversation.channel_id,
    key: turn.key,
    medium: turn.medium,
    person_id: turn.personId,
    opened_at: at(turn.openedAt),
    opened_by_message_id: messageIdOf(turn.firstInboundEntryId),
    first_of_episode: turn.firstOfEpisode,
    episode_key: turn.episodeKey,
    reopened: turn.reopened,
    outside_hours: turn.outsideHours,
    last_inbound_at: at(turn.lastInboundAt),
    inbound_count: turn.inboundCount,
    settles_at: at(turn.settlesAt),
    closed_at: at(turn.closedAt),
    outcome: turn.outcome,
    answered_at: at(turn.answeredAt),
    answered_by_member_id: turn.answeredBy?.kind === 'member' ? turn.answeredBy.memberId : null,
    answered_by_message_id: answered ? messageIdOf(turn.closedEntryId) : null,
    unconfirmed: turn.unconfirmedReplyIds.length > 0,
    wait_ms: turn.waitMs,
    wait_business_ms: turn.waitBusinessMs,
    target_ms: turn.targetMs,
    answer_by: at(turn.answerBy),
    made_by_member: turn.madeByMember,
    imported: turn.imported,
    in_figures: turn.inFigures,
    out_of_figures: turn.leftOutBecause,
  };
}

function rowOfEpisode({ conversation, one: episode }: Of<Episode>) {
  const { key, openedAt, closedAt, ...details } = episode;
  return {
    id: newId(),
    conversation_id: conversation.id,
    key,
    opened_at: at(openedAt),
    closed_at: at(closedAt),
    details,
  };
}

const TURN_COLUMNS: Record<string, string> = {
  medium: 'text',
  person_id: 'uuid',
  opened_at: 'timestamptz',
  opened_by_message_id: 'uuid',
  first_of_episode: 'boolean',
  episode_key: 'text',
  reopened: 'boolean',
  outside_hours: 'boolean',
  last_inbound_at: 'timestamptz',
  inbound_count: 'int',
  settles_at: 'timestamptz',
  closed_at: 'timestamptz',
  outcome: 'text',
  answered_at: 'timestamptz',
  answered_by_member_id: 'uuid',
  answered_by_message_id: 'uuid',
  unconfirmed: 'boolean',
  wait_ms: 'bigint',
  wait_business_ms: 'bigint',
  target_ms: 'bigint',
  answer_by: 'timestamptz',
  made_by_member: 'boolean',
  imported: 'boolean',
  in_figures: 'boolean',
  out_of_figures: 'text',
};
const names = Object.keys(TURN_COLUMNS);
const typed = names.map((name) => `${name} ${TURN_COLUMNS[name]}`).join(', ');

const SAVE_TURNS = `
INSERT INTO turn AS t (id, brand_id, conversation_id, channel_id, key, ${names.join(', ')})
SELECT r.id, $1, r.conversation_id, r.channel_id, r.key, ${names.map((name) => `r.${name}`).join(', ')}
FROM json_to_recordset($2::json) AS r(id uuid, conversation_id uuid, channel_id uuid, key text, ${typed})
ON CONFLICT (conversation_id, key) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
WHERE (${names.map((name) => `t.${name}`).join(', ')}) IS DISTINCT FROM (${names.map((name) => `excluded.${name}`).join(', ')})`;

const SAVE_EPISODES = `
INSERT INTO episode AS e (id, brand_id, conversation_id, key, opened_at, closed_at, details)
SELECT r.id, $1, r.conversation_id, r.key, r.opened_at, r.closed_at, r.details
FROM json_to_recordset($2::json) AS r(id uuid, conversation_id uuid, key text, opened_at timestamptz, closed_at timestamptz, details jsonb)
ON CONFLICT (conversation_id, key) DO UPDATE
  SET opened_at = excluded.opened_at, closed_at = excluded.closed_at, details = excluded.details
WHERE (e.opened_at, e.closed_at, e.details) IS DISTINCT FROM (excluded.opened_at, excluded.closed_at, excluded.details)`;
