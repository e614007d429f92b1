import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type undoneWordHitsSchema,
  type undoWordHitsSchema,
  wordHitsUndone,
  wordRuleLook,
} from '@parley/shared/word-rules.js';
import { wordFinder } from '@parley/shared/word-rules.parse.js';
import type { z } from 'zod';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { MESSAGE_RECEIVED, MESSAGE_REWORDED } from '../../conversations/conversations.events.js';
import { ConversationEntries } from '../../conversations/entries/conversation-entries.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors/app-error.js';
import { DomainEvents } from '../../platform/events/events.js';
import type { CallerSeat, Member } from '../../platform/http/caller.js';
import { decodeCursor, pageOfRows } from '../../platform/http/cursor.js';
import { Tasks } from '../../platform/queue/tasks.js';
import { Moderation } from '../moderation/moderation.service.js';
import { MODERATION_FAILED } from '../outbound.events.js';
import { type HitRow, type LookingRule, WordRulesRepository } from './word-rules.repository.js';
import { WordRules } from './word-rules.service.js';
import { HIDE_BY_WORDS, LOOK_BACK_FOR_WORDS } from './word-rules.tasks.js';

/** Why a conversation is set aside by a rule. */
export const BY_WORDS = 'words';

/**
 * What rules find is hidden on its platform; where the platform cannot hide, its conversation is set aside, as long as nobody
 * else speaks in it. Found in the transaction that takes the comment in, done by a task: nothing found is lost.
 */
@Injectable()
export class WordHits implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly rules: WordRulesRepository,
    private readonly service: WordRules,
    private readonly moderation: Moderation,
    private readonly entries: ConversationEntries,
    private readonly access: ChannelAccess,
    private readonly events: DomainEvents,
    private readonly tasks: Tasks,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(MESSAGE_RECEIVED, ({ brandId, messageId }) => this.look(brandId, messageId));
    this.events.inTransaction(MESSAGE_REWORDED, ({ brandId, messageId }) => this.look(brandId, messageId));
    this.events.inTransaction(MODERATION_FAILED, async ({ brandId, messageId, action, reason }) => {
      if (action === 'hide') await this.rules.refuse(brandId, messageId, reason.message);
    });
    this.tasks.handle(HIDE_BY_WORDS, async ({ brandId, subjectId }) => {
      if (subjectId !== null) await this.hide(brandId, subjectId);
      return 'done';
    });
    this.tasks.handle(LOOK_BACK_FOR_WORDS, async ({ brandId, subjectId }) => {
      if (subjectId !== null) await this.lookBack(brandId, subjectId);
      return 'done';
    });
  }

  private async look(brandId: string, messageId: string): Promise<void> {
    let found = false;
    for (const rule of await this.rules.lookingAt(brandId, messageId)) {
      const word = wordFinder(rule.words, rule.whole_words)(rule.text);
      if (word === null || !(await this.reaches(brandId, rule))) continue;
      const hit = { ruleId: rule.rule_id, messageId, word };
      if (await this.rules.note(brandId, hit, this.clock.now())) found = true;
    }
    if (found) await this.tasks.add(HIDE_BY_WORDS, { brandId, subjectId: messageId, data: {} });
  }

  private async reaches(brandId: string, { bounds, channel_id: channelId }: LookingRule): Promise<boolean> {
    return bounds === null || this.access.isVisible({ brandId, ...bounds }, channelId);
  }

  private async lookBack(brandId: string, ruleId: string): Promise<void> {
    const rule = await this.rules.find(brandId, ruleId);
    if (rule?.active !== true) return;
    const seat: CallerSeat = { brandId, memberId: rule.created_by, role: rule.created_by_role };
    const place = {
      ...(rule.channel_id === null ? {} : { channelId: rule.channel_id }),
      ...(rule.post_id === null ? {} : { postId: rule.post_id }),
    };
    const channels = await this.access.visibleChannelIds(seat);
    const find = wordFinder(rule.words, rule.whole_words);
    for (const { id: messageId, text } of await this.rules.said(brandId, place, channels, wordRuleLook)) {
      const word = find(text);
      if (word === null) continue;
      await this.database.transaction(async () => {
        if (await this.rules.note(brandId, { ruleId, messageId, word }, this.clock.now()))
          await this.tasks.add(HIDE_BY_WORDS, { brandId, subjectId: messageId, data: {} });
      });
    }
  }

  /** In the name of whoever made the rule. The first rule that found it acts; the others' entries say the same. */
  private async hide(brandId: string, messageId: string): Promise<void> {
    for (const hit of await this.rules.pending(brandId, messageId))
      await this.database.transaction(async () => {
        await this.entries.lock(brandId, hit.conversation_id);
        // It may have been taken back before its turn had come.
        if ((await this.rules.lockState(brandId, hit.id)) === 'pending') await this.act(brandId, hit);
      });
  }

  private async act(
    brandId: string,
    hit: HitRow & { created_by: string; rule_active: boolean },
  ): Promise<void> {
    const at = this.clock.now();
    if (!hit.rule_active) {
      await this.rules.settle(brandId, hit.id, { state: 'left', reason: 'The rule was switched off.', at });
      return;
    }
    const seat: CallerSeat = { brandId, memberId: hit.created_by, role: 'owner' };
    try {
      await this.moderation.ask(seat, hit.message_id, 'hide');
      await this.rules.settle(brandId, hit.id, { state: 'hidden', at });
    } catch (error) {
      // Its channel cannot hide; whatever else went wrong is tried again.
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'not_possible_now') await this.setAside(brandId, hit, at);
      else await this.rules.settle(brandId, hit.id, { state: 'failed', reason: error.message, at });
    }
  }

  private async setAside(brandId: string, hit: HitRow, at: Date): Promise<void> {
    await this.database.transaction(async () => {
      const conversation = await this.entries.lock(brandId, hit.conversation_id);
      if (!(await this.rules.speaksAlone(brandId, hit.message_id))) {
        const reason = 'Its channel cannot hide, and others speak in its thread.';
        return this.rules.settle(brandId, hit.id, { state: 'left', reason, at });
      }
      if (conversation.set_aside === null) await this.entries.advance(conversation, { setAside: BY_WORDS });
      await this.rules.settle(brandId, hit.id, { state: 'set_aside', at });
    });
  }

  /**
   * Brings back what a rule has put out of sight: some of it, or all, of which each call takes a part, the newest first.
   * @returns `nextCursor`: where the next call goes on; null when nothing is left
   * @throws AppError not_found
   */
  async undo(
    caller: Member,
    ruleId: string,
    { hitIds, cursor }: z.infer<typeof undoWordHitsSchema>,
  ): Promise<z.infer<typeof undoneWordHitsSchema>> {
    const { seat } = caller;
    await this.service.require(seat, ruleId);
    const channels = await this.access.visibleChannelIds(seat);
    let undone = 0;
    let failed = 0;
    const found = await this.rules.hits(seat.brandId, ruleId, channels, {
      after: decodeCursor(cursor),
      limit: wordHitsUndone + 1,
      ids: hitIds,
      standing: true,
    });
    const { items, nextCursor } = pageOfRows(
      found,
      wordHitsUndone,
      ({ id, at }) => ({ id, at }),
      (hit) => hit,
    );
    for (const hit of items) {
      try {
        await this.bringBack(seat, hit);
        undone += 1;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        failed += 1;
      }
    }
    await this.service.note(caller, 'word_rule.undone', { ruleId, undone, failed });
    return { undone, failed, nextCursor };
  }

  private bringBack(seat: CallerSeat, hit: HitRow): Promise<void> {
    const { brandId, memberId } = seat;
    return this.database.transaction(async () => {
      const conversation = await this.entries.lock(brandId, hit.conversation_id);
      const state = await this.rules.lockState(brandId, hit.id);
      if (state === 'hidden') await this.moderation.ask(seat, hit.message_id, 'unhide');
      if (state === 'set_aside' && conversation.set_aside === BY_WORDS)
        await this.entries.advance(conversation, { setAside: null });
      await this.rules.settle(brandId, hit.id, { state: 'undone', by: memberId, at: this.clock.now() });
    });
  }
}
