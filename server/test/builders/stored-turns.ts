import { expect } from '@jest/globals';
import type { EntryRepository } from '../../src/conversations/entries/entry.repository.js';
import type { Database } from '../../src/platform/database/database.js';
import { type RefEntry, referenceFold } from '../reference/reference-fold.js';

type Row = Record<string, unknown>;

const millis = (value: unknown): number | null => (value instanceof Date ? value.getTime() : null);
const number = (value: unknown): number | null => (value === null ? null : Number(value));

/** A stored turn under the names the folds use. */
function turnOf(row: Row): { key: string } & Row {
  return {
    key: row.key as string,
    personId: row.person_id,
    openedAt: millis(row.opened_at),
    lastInboundAt: millis(row.last_inbound_at),
    settlesAt: millis(row.settles_at),
    inboundCount: row.inbound_count,
    outcome: row.outcome,
    closedAt: millis(row.closed_at),
    answeredAt: millis(row.answered_at),
    waitMs: number(row.wait_ms),
    waitBusinessMs: number(row.wait_business_ms),
    targetMs: number(row.target_ms),
    answerBy: millis(row.answer_by),
    reopened: row.reopened,
    madeByMember: row.made_by_member,
    imported: row.imported,
    inFigures: row.in_figures,
    leftOutBecause: row.out_of_figures,
  };
}

const standingOf = (row: Row): Row => ({
  status: row.status,
  snoozedUntil: millis(row.snoozed_until),
  side: row.side,
  answerBy: millis(row.answer_by),
  targetMs: number(row.target_ms),
  waitingSince: millis(row.waiting_since),
  settlesAt: millis(row.settles_at),
  unconfirmed: row.unconfirmed,
});

const byKey = <T extends { key: string }>(rows: readonly T[]) =>
  [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));

/** What both sides know, so that a failure shows the same fields of each. */
function shared(row: Row, other: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([name]) => name in other));
}

/**
 * Compares what is stored of a conversation (turns, its place in the queue) with the slow and obvious fold over its
 * stored entries.
 * @param services what reads the entries, and the database
 */
export async function expectReferenceFold(
  services: { database: Database; entries: EntryRepository },
  brandId: string,
  conversationId: string,
): Promise<{ turns: number }> {
  const { database, entries } = services;
  const [conversation] = await database.query<Row & { medium: 'dm' }>(
    'SELECT * FROM conversation WHERE brand_id = $1 AND id = $2',
    [brandId, conversationId],
  );
  if (conversation === undefined) throw new Error('the conversation is not there');
  const rows = await database.query<Row>('SELECT * FROM turn WHERE brand_id = $1 AND conversation_id = $2', [
    brandId,
    conversationId,
  ]);
  const stored = byKey(rows.map(turnOf));
  const all = await entries.ofConversation(brandId, conversationId, conversation.medium);
  const expected = referenceFold(all as RefEntry[]);
  const turns = byKey(expected.turns as ({ key: string } & Row)[]);
  expect(stored.map((turn, n) => shared(turn, turns[n] ?? turn))).toEqual(
    turns.map((turn, n) => shared(turn, stored[n] ?? turn)),
  );
  const standing = standingOf(conversation);
  expect(standing).toMatchObject(shared(expected.conversation as Row, standing));
  return { turns: stored.length };
}
