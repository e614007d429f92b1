import { Injectable } from '@nestjs/common';
import type { CreateWordRule, WordHit, WordRuleInput, WordRuleView } from '@parley/shared/word-rules.js';
import { wordRuleLook } from '@parley/shared/word-rules.js';
import { wordFinder } from '@parley/shared/word-rules.parse.js';
import { Audit } from '../../auth/audit.service.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { PostsService } from '../../conversations/posts/posts.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import type { CallerSeat, Member } from '../../platform/http/caller.js';
import { decodeCursor, pageOfRows } from '../../platform/http/cursor.js';
import { Tasks } from '../../platform/queue/tasks.js';
import { type HitRow, type WordRule, WordRulesRepository } from './word-rules.repository.js';
import { LOOK_BACK_FOR_WORDS } from './word-rules.tasks.js';

/** So many of what a preview finds are shown. */
const SAMPLE = 20;

/** Words that keep comments out of sight: made, looked at first, switched off, and all of it audited. */
@Injectable()
export class WordRules {
  constructor(
    private readonly database: Database,
    private readonly rules: WordRulesRepository,
    private readonly posts: PostsService,
    private readonly access: ChannelAccess,
    private readonly audit: Audit,
    private readonly tasks: Tasks,
    private readonly clock: Clock,
  ) {}

  /** Those that may be seen: of a restricted channel only by who sees it. @throws AppError not_found for the post */
  async list({ seat }: Member, postId: string | undefined): Promise<WordRuleView[]> {
    const place =
      postId === undefined
        ? undefined
        : { postId, channelId: (await this.posts.require(seat, postId)).channelId };
    const channels = await this.access.visibleChannelIds(seat);
    const rules = (await this.rules.list(seat.brandId, place)).filter((rule) => seenBy(rule, channels));
    const counts = await this.rules.counts(
      seat.brandId,
      rules.map(({ id }) => id),
    );
    return rules.map((rule) => present(rule, counts.get(rule.id)));
  }

  /** What a rule would find among the newest comments, before it is made. */
  async preview({ seat }: Member, input: WordRuleInput) {
    await this.requirePlace(seat, input);
    const channels = await this.access.visibleChannelIds(seat);
    const said = await this.rules.said(seat.brandId, input, channels, wordRuleLook);
    const find = wordFinder(input.words, input.wholeWords);
    const hits = said.flatMap((comment) => {
      const word = find(comment.text);
      return word === null
        ? []
        : [{ messageId: comment.id, name: comment.name ?? '', text: comment.text, word }];
    });
    return { looked: said.length, hits: hits.length, sample: hits.slice(0, SAMPLE) };
  }

  /** @throws AppError forbidden for all of a channel or brand without the right to manage the workflow */
  async create(caller: Member, { existing, ...input }: CreateWordRule): Promise<WordRuleView> {
    const { seat } = caller;
    await this.requirePlace(seat, input);
    this.requireRight(caller, input.postId ?? null);
    return this.database.transaction(async () => {
      const id = await this.rules.insert(seat.brandId, seat.memberId, input, this.clock.now());
      await this.note(caller, 'word_rule.created', { ruleId: id, ...input, existing });
      if (existing)
        await this.tasks.add(LOOK_BACK_FOR_WORDS, { brandId: seat.brandId, subjectId: id, data: {} });
      return present(await this.require(seat, id), undefined);
    });
  }

  /** Off, it looks at nothing any more; what it did stays. @throws AppError not_found, forbidden */
  async setActive(caller: Member, id: string, active: boolean): Promise<WordRuleView> {
    const { seat } = caller;
    const rule = await this.require(seat, id);
    this.requireRight(caller, rule.post_id);
    await this.database.transaction(async () => {
      await this.rules.change(seat.brandId, id, { active, removed: false }, this.clock.now());
      await this.note(caller, active ? 'word_rule.switched_on' : 'word_rule.switched_off', { ruleId: id });
    });
    return present(await this.require(seat, id), (await this.rules.counts(seat.brandId, [id])).get(id));
  }

  /** @throws AppError not_found, forbidden */
  async remove(caller: Member, id: string): Promise<void> {
    const { seat } = caller;
    const rule = await this.require(seat, id);
    this.requireRight(caller, rule.post_id);
    await this.database.transaction(async () => {
      await this.rules.change(seat.brandId, id, { active: false, removed: true }, this.clock.now());
      await this.note(caller, 'word_rule.removed', { ruleId: id, words: rule.words });
    });
  }

  /** What it did, the newest first. @throws AppError not_found */
  async hits(seat: CallerSeat, id: string, query: { cursor?: string | undefined; limit: number }) {
    await this.require(seat, id);
    const channels = await this.access.visibleChannelIds(seat);
    const found = await this.rules.hits(seat.brandId, id, channels, {
      after: decodeCursor(query.cursor),
      limit: query.limit + 1,
    });
    return pageOfRows(found, query.limit, (row) => ({ id: row.id, at: row.at }), presentHit);
  }

  /** @throws AppError not_found: of a channel one may not see, it does not exist */
  async require(seat: CallerSeat, id: string): Promise<WordRule> {
    const rule = await this.rules.find(seat.brandId, id);
    if (rule === undefined || !seenBy(rule, await this.access.visibleChannelIds(seat)))
      throw notFound('The rule');
    return rule;
  }

  note({ seat, userId, ip }: Member, action: string, details: Record<string, unknown>): Promise<void> {
    return this.audit.write({ brandId: seat.brandId, action, actorUserId: userId, ip, details });
  }

  private async requirePlace(seat: CallerSeat, { channelId, postId }: WordRuleInput): Promise<void> {
    if (channelId !== undefined && postId !== undefined)
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['postId'], message: 'Name the channel or the post, not both.' }],
      });
    if (channelId !== undefined) await this.access.requireVisible(seat, channelId);
    if (postId !== undefined) await this.posts.require(seat, postId);
  }

  private requireRight({ permissions }: Member, postId: string | null): void {
    if (postId === null && !permissions.has('workflow.manage'))
      throw new AppError('forbidden', 'Rules for a whole channel or brand are made by managers.');
  }
}

const seenBy = (rule: WordRule, channels: readonly string[] | 'all'): boolean => {
  const channelId = rule.channel_id ?? rule.post_channel_id;
  return channels === 'all' || channelId === null || channels.includes(channelId);
};

const present = (rule: WordRule, counts: { hits: number; failed: number } | undefined): WordRuleView => ({
  id: rule.id,
  words: rule.words,
  wholeWords: rule.whole_words,
  channelId: rule.channel_id,
  postId: rule.post_id,
  active: rule.active,
  createdBy: rule.created_by_name,
  byOwner: rule.created_by_role === 'owner',
  createdAt: rule.created_at.toISOString(),
  hits: counts?.hits ?? 0,
  failed: counts?.failed ?? 0,
});

const presentHit = (row: HitRow): WordHit => ({
  id: row.id,
  messageId: row.message_id,
  conversationId: row.conversation_id,
  name: row.name ?? '',
  text: row.text,
  word: row.word,
  state: row.state,
  reason: row.reason,
  at: row.at.toISOString(),
});
