import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import { type ConversationRecord, ConversationRepository } from '../conversation.repository.js';
import { CONVERSATION_CHANGED, MESSAGE_CHANGED } from '../conversations.events.js';
import { TurnPolicies } from '../turn-policies.service.js';
import type { Entry } from '../turns/entry.js';
import { canStep, type FoldResult, foldTurns, type StepResult, stepFold } from '../turns/fold-turns.js';
import { EntryRepository } from './entry.repository.js';
import { TurnRepository } from './turn.repository.js';

/** What happened to a conversation whose rows (messages, acts) are written already. */
export interface Advance {
  /** A new entry: folded with one step when it comes last, else all anew. */
  entry?: Entry;
  /** Something that was folded before has changed (an edit of state, a deletion, a bounce, an echo). */
  refold?: boolean;
  /** A new message, note included: it takes the next number and may be the last words. */
  utterance?: { words: string; by: 'person' | 'brand'; at: Date; seq: number };
  /** New value of set_aside; left as it is when undefined. */
  setAside?: string | null;
  /** The channel's own settle windows, ms; read from its row when left out. */
  settleMs?: Partial<Record<Medium, number>>;
}

/** Characters of the last words kept in the queue's row. */
const WORDS = 240;

/**
 * Keeps turns, episodes and the queue's columns of a conversation in step with its entries. Every change to what
 * a conversation says or owes goes through here, in one transaction, under the conversation's lock.
 */
@Injectable()
export class ConversationEntries {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationRepository,
    private readonly entries: EntryRepository,
    private readonly turns: TurnRepository,
    private readonly policies: TurnPolicies,
    private readonly events: DomainEvents,
  ) {}

  /** The conversation (or what it was merged into), locked. @throws AppError not_found */
  async lock(brandId: string, id: string): Promise<ConversationRecord> {
    const row = await this.conversations.lock(brandId, id);
    if (row === undefined) throw notFound('The conversation');
    return row;
  }

  /** Entries a message stands for, for `Advance.entry`; the last of them is the message's own. */
  ofMessage(conversation: ConversationRecord, messageId: string): Promise<Entry[]> {
    return this.entries.ofMessage(conversation.brand_id, messageId, conversation.medium);
  }

  /** Takes a change in: folds, writes turns and the conversation's row, announces it. */
  async advance(conversation: ConversationRecord, change: Advance): Promise<void> {
    const result = await this.fold(conversation, change);
    if (result !== undefined) await this.saveTurns(conversation, result);
    await this.saveConversation(conversation, change, result);
    await this.events.publish(CONVERSATION_CHANGED, {
      brandId: conversation.brand_id,
      conversationId: conversation.id,
    });
  }

  /** The next number of a locked conversation, for a message that is written but not said yet (a held reply). */
  async takeNumber(conversation: ConversationRecord): Promise<number> {
    conversation.utterance_seq += 1;
    await this.database.run(
      'UPDATE conversation SET utterance_seq = $3, version = version + 1 WHERE brand_id = $1 AND id = $2',
      [conversation.brand_id, conversation.id, conversation.utterance_seq],
    );
    return conversation.utterance_seq;
  }

  /** Announces a message that appeared or changed. */
  async announce(brandId: string, conversationId: string, messageId: string): Promise<void> {
    await this.events.publish(MESSAGE_CHANGED, { brandId, conversationId, messageId });
  }

  private async fold(
    conversation: ConversationRecord,
    { entry, refold, settleMs }: Advance,
  ): Promise<FoldResult | StepResult | undefined> {
    if (entry === undefined && refold !== true) return undefined;
    const policy = await this.policies.policyFor(
      conversation.brand_id,
      settleMs ?? (await this.settleMsOf(conversation)),
    );
    // A conversation's very first entry steps from nothing.
    const state =
      conversation.fold ?? (conversation.message_count === 0 && entry !== undefined ? null : undefined);
    if (entry !== undefined && refold !== true) {
      if (state === null) return foldTurns([entry], policy);
      if (state?.version === 1 && canStep(state, entry)) return stepFold(state, entry, policy);
    }
    const all = await this.entries.ofConversation(
      conversation.brand_id,
      conversation.id,
      conversation.medium,
    );
    return foldTurns(all, policy);
  }

  private async saveTurns(conversation: ConversationRecord, result: FoldResult | StepResult): Promise<void> {
    if (result.kind === 'step') await this.turns.removeTurns(conversation, result.goneTurnKeys);
    else if (conversation.fold !== null || conversation.message_count > 0) {
      await this.turns.removeAllBut(
        conversation,
        result.turns.map(({ key }) => key),
        result.episodes.map(({ key }) => key),
      );
    }
    await this.turns.saveTurns(conversation, result.turns);
    await this.turns.saveEpisodes(conversation, result.episodes);
  }

  private async saveConversation(
    conversation: ConversationRecord,
    { utterance, setAside }: Advance,
    result: FoldResult | StepResult | undefined,
  ): Promise<void> {
    const standing = result?.conversation;
    const at = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : new Date(ms));
    const newest = utterance !== undefined && utterance.at >= conversation.last_at;
    const firstWords = utterance !== undefined && conversation.message_count === 0;
    const speaks = newest || firstWords;
    await this.database.run(
      `UPDATE conversation SET version = version + 1,
         utterance_seq = greatest(utterance_seq, $3::int), message_count = message_count + $4::int,
         last_words = coalesce($5, last_words), last_words_by = coalesce($6, last_words_by), last_at = coalesce($7, last_at),
         set_aside = CASE WHEN $8 THEN $9 ELSE set_aside END,
         status = CASE WHEN $10 THEN $11 ELSE status END, side = CASE WHEN $10 THEN $12 ELSE side END,
         snoozed_until = CASE WHEN $10 THEN $13 ELSE snoozed_until END, answer_by = CASE WHEN $10 THEN $14 ELSE answer_by END,
         target_ms = CASE WHEN $10 THEN $15 ELSE target_ms END, waiting_since = CASE WHEN $10 THEN $16 ELSE waiting_since END,
         settles_at = CASE WHEN $10 THEN $17 ELSE settles_at END, unconfirmed = CASE WHEN $10 THEN $18 ELSE unconfirmed END,
         fold = CASE WHEN $10 THEN $19::jsonb ELSE fold END
       WHERE brand_id = $1 AND id = $2`,
      [
        conversation.brand_id,
        conversation.id,
        utterance?.seq ?? 0,
        utterance === undefined ? 0 : 1,
        speaks ? wordsOf(utterance.words) : null,
        speaks ? utterance.by : null,
        speaks ? utterance.at : null,
        setAside !== undefined,
        setAside ?? null,
        standing !== undefined,
        standing?.status ?? null,
        standing?.side ?? null,
        at(standing?.snoozedUntil),
        at(standing?.answerBy),
        standing?.targetMs ?? null,
        at(standing?.waitingSince),
        at(standing?.settlesAt),
        standing?.unconfirmed ?? null,
        result === undefined ? null : JSON.stringify(result.state),
      ],
    );
    if (utterance !== undefined && !speaks) await this.recallWordsIfDeleted(conversation);
  }

  /** After an edit or a deletion: the newest words that are still there. */
  async recallWords({ brand_id, id }: ConversationRecord): Promise<void> {
    const last = await this.database.one<{ text: string; direction: string }>(
      `SELECT text, direction FROM message
       WHERE brand_id = $1 AND conversation_id = $2 AND direction <> 'note' AND deleted_at IS NULL
       ORDER BY occurred_at DESC, arrival DESC LIMIT 1`,
      [brand_id, id],
    );
    await this.database.run(
      'UPDATE conversation SET last_words = $3, last_words_by = $4 WHERE brand_id = $1 AND id = $2',
      [brand_id, id, wordsOf(last?.text ?? ''), last?.direction === 'out' ? 'brand' : 'person'],
    );
  }

  /** A message that comes late is the last one after all when what was said after it has been taken back. */
  private async recallWordsIfDeleted(conversation: ConversationRecord): Promise<void> {
    const deleted = await this.database.one(
      'SELECT 1 FROM message WHERE brand_id = $1 AND conversation_id = $2 AND deleted_at IS NOT NULL LIMIT 1',
      [conversation.brand_id, conversation.id],
    );
    if (deleted !== undefined) await this.recallWords(conversation);
  }

  private async settleMsOf(conversation: ConversationRecord): Promise<Partial<Record<Medium, number>>> {
    const row = await this.database.one<{ settle_ms: Partial<Record<Medium, number>> }>(
      'SELECT settle_ms FROM channel WHERE brand_id = $1 AND id = $2',
      [conversation.brand_id, conversation.channel_id],
    );
    return row?.settle_ms ?? {};
  }
}

/** One line for the queue's row. */
export function wordsOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > WORDS ? `${line.slice(0, WORDS - 1)}…` : line;
}
