import type { Act, postSchema, Turn } from '@parley/shared/conversations.js';
import type { z } from 'zod';
import type { ActRow, PostRow, TurnRow } from './detail.repository.js';

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
const number = (value: string | null): number | null => (value === null ? null : Number(value));

export const presentTurn = (row: TurnRow): Turn => ({
  id: row.id,
  personId: row.person_id,
  openedAt: row.opened_at.toISOString(),
  openedByMessageId: row.opened_by_message_id,
  closedAt: iso(row.closed_at),
  outcome: row.outcome,
  answeredAt: iso(row.answered_at),
  answeredBy:
    row.answered_by_member_id === null
      ? null
      : { memberId: row.answered_by_member_id, name: row.answered_by_name ?? '' },
  answeredByMessageId: row.answered_by_message_id,
  inboundCount: row.inbound_count,
  lastInboundAt: row.last_inbound_at.toISOString(),
  waitMs: number(row.wait_ms),
  waitBusinessMs: number(row.wait_business_ms),
  targetMs: Number(row.target_ms),
  answerBy: row.answer_by.toISOString(),
  imported: row.imported,
  inFigures: row.in_figures,
});

export const presentAct = (row: ActRow): Act => ({
  id: row.id,
  at: row.at.toISOString(),
  kind: row.kind,
  member: row.member_id === null ? null : { memberId: row.member_id, name: row.member_name ?? '' },
  details: row.details,
});

export const presentPost = (row: PostRow): z.infer<typeof postSchema> => ({
  id: row.id,
  title: row.title,
  excerpt: row.excerpt,
  url: row.url,
  // Passed on by us: the console calls nobody else.
  imageUrl: row.image_url === null ? null : `/api/v1/posts/${row.id}/picture`,
  authorName: row.author_name,
  publishedAt: iso(row.published_at),
});
