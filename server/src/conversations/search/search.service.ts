import { Injectable } from '@nestjs/common';
import { parseSearchQuery } from '@parley/shared/search-query.parse.js';
import { BrandsService } from '../../brands/brands.service.js';
import { Clock } from '../../platform/clock/clock.js';
import type { Member } from '../../platform/http/caller.js';
import { decodeCursor, encodeCursor } from '../../platform/http/cursor.js';
import { QueueService } from '../queue/queue.service.js';
import { RowPresenter } from '../queue/row.presenter.js';
import { type Looker, RowRepository } from '../queue/row.repository.js';
import { type FoundMessage, SearchRepository } from './search.repository.js';
import { excerptOf, type Marks } from './search-excerpt.js';
import type { Place, SearchPlan } from './search-plan.js';
import { SearchPlanner } from './search-plan.service.js';

/** A conversation in which one message after another fits is passed over in steps that grow; then the page is short. */
const MOST_ROUNDS = 4;
const GROWTH = 4;

interface FoundPage {
  found: FoundMessage[];
  /** Where the next page goes on; null at the end. */
  next: Place | null;
}

const NOTHING: FoundPage = { found: [], next: null };

/**
 * Conversations by what is said in them, who speaks and what they are tagged with. Each stands at the newest message that
 * was found in it, and messages keep their place, so that pages neither repeat nor leave out anything.
 */
@Injectable()
export class SearchService {
  constructor(
    private readonly search: SearchRepository,
    private readonly planner: SearchPlanner,
    private readonly brands: BrandsService,
    private readonly clock: Clock,
    private readonly queue: QueueService,
    private readonly rows: RowRepository,
    private readonly presenter: RowPresenter,
  ) {}

  async find(caller: Member, { q, cursor, limit }: { q: string; cursor?: string; limit: number }) {
    const after = decodeCursor(cursor);
    const looker = await this.queue.lookerOf(caller);
    const { timezone } = await this.brands.get(looker.brandId);
    const query = parseSearchQuery(q, dayIn(timezone, this.clock.now()));
    const { marks, found, next } = await this.search.within(async () => {
      const plan = await this.planner.plan(looker, timezone, query);
      if (plan === null) return { marks: null, ...NOTHING };
      return { marks: plan.marks, ...(await this.page(plan, after, limit)) };
    });
    const items = marks === null ? [] : await this.present(looker, found, marks);
    return { items, nextCursor: next === null ? null : encodeCursor(next) };
  }

  private async page(plan: SearchPlan, after: Place | null, limit: number): Promise<FoundPage> {
    const found: FoundMessage[] = [];
    const known = new Set<string>();
    let place = after;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const size = (limit + 50) * GROWTH ** round;
      const messages = await this.search.messages(plan, { after: place, without: known, limit: size });
      const shown =
        after === null ? undefined : await this.search.shownBefore(plan, conversationsOf(messages), after);
      for (const message of messages) {
        if (known.has(message.conversationId)) continue;
        known.add(message.conversationId);
        if (shown?.has(message.conversationId)) continue;
        if (found.length === limit) return { found, next: found.at(-1) ?? null };
        found.push(message);
      }
      if (messages.length < size) return { found, next: null };
      place = messages.at(-1) ?? place;
    }
    return { found, next: place };
  }

  private async present(looker: Looker, found: readonly FoundMessage[], marks: Marks) {
    const [rows, texts] = await Promise.all([
      this.rows.byIds(
        looker,
        found.map(({ conversationId }) => conversationId),
      ),
      this.search.texts(
        looker.brandId,
        found.flatMap(({ id, asConversation }) => (asConversation ? [] : [id])),
      ),
    ]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return found.flatMap(({ id, conversationId, at, asConversation }) => {
      const row = byId.get(conversationId);
      const said = texts.get(id);
      // Deleted, or merged away, since it was indexed.
      if (row === undefined || (said === undefined && !asConversation)) return [];
      return [
        {
          conversation: this.presenter.present(row),
          excerpt: said === undefined ? row.last_words : excerptFrom(said, marks),
          messageId: said === undefined ? null : id,
          at: at.toISOString(),
        },
      ];
    });
  }
}

const conversationsOf = (messages: readonly FoundMessage[]): string[] => [
  ...new Set(messages.map(({ conversationId }) => conversationId)),
];

/** From what was written; from the subject where only that has the words. */
function excerptFrom({ text, subject }: { text: string; subject: string }, marks: Marks): string {
  const ofText = excerptOf(text, marks);
  if (ofText.found > 0) return ofText.excerpt;
  const ofSubject = excerptOf(subject, marks);
  return ofSubject.found > 0 ? ofSubject.excerpt : ofText.excerpt;
}

/** `YYYY-MM-DD`, as the calendar on a wall there says. */
const dayIn = (timezone: string, at: Date): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
