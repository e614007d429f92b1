import { Injectable } from '@nestjs/common';
import type { Medium } from '@parley/shared/brands.js';
import { Database } from '../../platform/database/database.js';
import { notFound } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import { type ConversationRecord, ConversationRepository } from '../conversation.repository.js';
import { CONVERSATION_CHANGED, MESSAGE_CHANGED } from '../conversations.events.js';
import { notPutAway } from '../moderation/put-away.js';
import { TurnPolicies } from '../turn-policies.service.js';
import type { Entry } from '../turns/entry.js';
import { foldTurns } from '../turns/fold-turns.js';
import type { TurnPolicy } from '../turns/turn-policy.js';
import type { Advance, Move } from './advance.js';
import { type Advanced, comesLate, Folded, rowOfAdvanced, stepAll } from './advanced-conversation.js';
import { EntryRepository } from './entry.repository.js';
import { saidInShort, wordsOf } from './last-words.js';
import type { EntryAct } from './message-entry.js';
import { TurnRepository } from './turn.repository.js';

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

  /** The entry an act stands for, for `Advance.entry`. */
  ofAct(conversation: ConversationRecord, act: EntryAct): Promise<Entry | undefined> {
    return this.entries.ofAct(conversation.brand_id, act, conversation.medium);
  }

  /** Takes a change in: folds, writes turns and the conversation's row, announces it. */
  advance(conversation: ConversationRecord, change: Advance): Promise<void> {
    return this.advanceAll([{ conversation, change }]);
  }

  /** Several changes of one brand's conversations, as if one after the other; each conversation is written once. */
  async advanceAll(moves: readonly Move[]): Promise<void> {
    const [first] = moves;
    if (first === undefined) return;
    const brandId = first.conversation.brand_id;
    const changes = new Map<string, { conversation: ConversationRecord; changes: Advance[] }>();
    for (const { conversation, change } of moves) {
      if (conversation.brand_id !== brandId) throw new Error('changes of two brands at once');
      const known = changes.get(conversation.id);
      if (known === undefined) changes.set(conversation.id, { conversation, changes: [change] });
      else known.changes.push(change);
    }
    const advanced: Advanced[] = [];
    const policies = new Map<string, Promise<TurnPolicy>>();
    for (const one of changes.values()) {
      advanced.push({ ...one, folded: await this.fold(one.conversation, one.changes, policies) });
    }
    await this.saveTurns(brandId, advanced);
    await this.conversations.saveAll(brandId, advanced.map(rowOfAdvanced));
    for (const one of advanced) if (comesLate(one)) await this.recallWordsIfDeleted(one.conversation);
    for (const { conversation } of advanced) {
      await this.events.publish(CONVERSATION_CHANGED, { brandId, conversationId: conversation.id });
    }
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
    changes: readonly Advance[],
    policies: Map<string, Promise<TurnPolicy>>,
  ): Promise<Folded | undefined> {
    const entries = changes.flatMap(({ entry }) => entry ?? []);
    const refold = changes.some((change) => change.refold === true);
    if (entries.length === 0 && !refold) return undefined;
    const policy = await this.policyOf(conversation, changes, policies);
    const stepped = refold ? undefined : stepAll(conversation, entries, policy);
    if (stepped !== undefined) return stepped;
    const all = await this.entries.ofConversation(
      conversation.brand_id,
      conversation.id,
      conversation.medium,
    );
    const folded = new Folded();
    folded.take(foldTurns(all, policy));
    return folded;
  }

  private async policyOf(
    conversation: ConversationRecord,
    changes: readonly Advance[],
    policies: Map<string, Promise<TurnPolicy>>,
  ): Promise<TurnPolicy> {
    const known = policies.get(conversation.channel_id);
    if (known !== undefined) return known;
    const settleMs =
      changes.find((change) => change.settleMs !== undefined)?.settleMs ??
      (await this.settleMsOf(conversation));
    const policy = this.policies.policyFor(conversation.brand_id, settleMs);
    policies.set(conversation.channel_id, policy);
    return policy;
  }

  private async saveTurns(brandId: string, advanced: readonly Advanced[]): Promise<void> {
    for (const { conversation, folded } of advanced) {
      if (folded === undefined) continue;
      if (!folded.whole) await this.turns.removeTurns(conversation, [...folded.goneTurnKeys]);
      else if (conversation.fold !== null || conversation.message_count > 0) {
        await this.turns.removeAllBut(conversation, [...folded.turns.keys()], [...folded.episodes.keys()]);
      }
    }
    const of = <T>(pick: (folded: Folded) => Iterable<T>) =>
      advanced.flatMap(({ conversation, folded }) =>
        folded === undefined ? [] : [...pick(folded)].map((one) => ({ conversation, one })),
      );
    await this.turns.saveTurns(
      brandId,
      of((folded) => folded.turns.values()),
    );
    await this.turns.saveEpisodes(
      brandId,
      of((folded) => folded.episodes.values()),
    );
  }

  /** After an edit or a deletion: the newest words that are still there, and have left. */
  async recallWords({ brand_id, id }: ConversationRecord): Promise<void> {
    const last = await this.database.one<{
      text: string;
      warning: string | null;
      filenames: string[];
      direction: string;
    }>(
      `SELECT direction, text, warning, array(
         SELECT filename FROM attachment WHERE brand_id = $1 AND message_id = m.id ORDER BY position, id) AS filenames
       FROM message m
       WHERE brand_id = $1 AND conversation_id = $2 AND direction <> 'note' AND deleted_at IS NULL
         AND (state IS NULL OR state NOT IN ('held', 'cancelled'))
       ORDER BY (${notPutAway()}) DESC, occurred_at DESC, arrival DESC LIMIT 1`,
      [brand_id, id],
    );
    await this.database.run(
      'UPDATE conversation SET last_words = $3, last_words_by = $4 WHERE brand_id = $1 AND id = $2',
      [
        brand_id,
        id,
        last === undefined ? '' : wordsOf(saidInShort(last)),
        last?.direction === 'out' ? 'brand' : 'person',
      ],
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
