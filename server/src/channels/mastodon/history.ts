import type { PollSession } from '../core/connector.js';
import { isNewerId } from './chain.js';
import { type ForwardReader, NOTIFICATIONS, OWN, type Timeline } from './forward-reader.js';

const CURSOR = 'history';

/** How far back it has come. */
interface HistoryCursor {
  since: string;
  at: Partial<Record<Timeline, string>>;
  over: Timeline[];
}

/** What was said before the channel was connected, page by page, newest first; goes on where it was when it stopped. */
export class History {
  constructor(
    private readonly reader: ForwardReader,
    private readonly session: PollSession,
  ) {}

  /** @returns whether there is more to fetch. @throws MastodonApiError, OutboundError */
  async step(): Promise<boolean> {
    const wanted = await this.session.backfill();
    if (wanted === null) return false;
    const since = wanted.since.toISOString();
    const kept = await this.session.cursor<HistoryCursor>(CURSOR);
    const cursor: HistoryCursor = kept?.since === since ? kept : { since, at: {}, over: [] };
    // Answers first: what they answer is then never seen without them.
    const timeline = ([OWN, NOTIFICATIONS] as const).find((one) => !cursor.over.includes(one));
    if (timeline === undefined) {
      await this.session.accept([], { [CURSOR]: null });
      await this.session.backfillProgress({ done: wanted.done, total: wanted.done, finished: true });
      return false;
    }
    const page = (await this.reader.older(timeline, cursor.at[timeline] ?? null)) as {
      id: string;
      created_at?: unknown;
      type?: unknown;
    }[];
    const recent = page.filter(({ created_at }) => Date.parse(String(created_at)) >= wanted.since.getTime());
    const oldest = page.reduce<string | null>(
      (id, one) => (id === null || isNewerId(id, one.id) ? one.id : id),
      null,
    );
    const over = oldest === null || recent.length < page.length ? [...cursor.over, timeline] : cursor.over;
    const next = {
      ...cursor,
      over,
      at: { ...cursor.at, ...(oldest === null ? {} : { [timeline]: oldest }) },
    };
    // Signs and follows of former times are nothing to bring back.
    const words = recent.filter(({ type }) => timeline === OWN || type === 'mention' || type === 'quote');
    if (words.length === 0) await this.session.accept([], { [CURSOR]: next });
    else {
      const meta = { history: true, queueSince: wanted.queueSince?.toISOString() ?? null };
      const found = timeline === OWN ? { own: words } : { notifications: words };
      await this.reader.store(found, meta, { [CURSOR]: next });
    }
    const asked = timeline === NOTIFICATIONS ? words.length : 0;
    await this.session.backfillProgress({ done: wanted.done + asked, total: null, finished: false });
    return true;
  }
}
