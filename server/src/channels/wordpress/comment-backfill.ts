import type { PollSession } from '../core/connector.js';
import type { Readings } from './comment.js';
import { compareIds, KNOWN, type KnownComments } from './known-comments.js';
import type { Page, SiteReader } from './site-reader.js';
import { oneSecondBefore, siteTime } from './site-time.js';
import type { ThreadRoots } from './thread-roots.js';

const CURSOR = 'backfill';

interface BackfillPlace {
  /** The run it belongs to. */
  since: string;
  /** By the site's clock. */
  after: string;
  page: number;
  done: number;
  total: number | null;
}

interface Surroundings {
  known: KnownComments;
  roots: ThreadRoots;
  /** The newest id when the site was connected: what came since is not history. */
  floor: string;
  offsetMinutes: number;
}

/** Brings history, oldest first, a page at a time. */
export class CommentBackfill {
  constructor(
    private readonly session: PollSession,
    private readonly reader: SiteReader,
    private readonly around: Surroundings,
  ) {}

  /** @returns whether there is more to do */
  async step(): Promise<boolean> {
    const { session, around } = this;
    const wanted = await session.backfill();
    if (wanted === null) return false;
    const place = await this.placeIn(wanted.since);
    const read = await this.reader.historyPage(place.after, place.page);
    const old = read.given.filter(
      ({ comment }) => comment === undefined || compareIds(comment.id, around.floor) <= 0,
    );
    const { readings, ancestors } = await around.roots.place(old);
    around.known.noteAll([...ancestors, ...readings]);
    const backfill = { queueSince: wanted.queueSince?.toISOString() ?? null };
    const found: Readings = { readAt: Date.now(), readings, ancestors, gone: [], backfill };
    const total = place.total ?? read.total;
    const done = Math.min(place.done + read.given.length, total);
    const finished = place.page >= read.pages;
    await session.accept(old.length === 0 ? [] : [{ body: Buffer.from(JSON.stringify(found)), meta: {} }], {
      [CURSOR]: finished ? null : { ...next(place, read), done, total },
      [KNOWN]: around.known.stored(),
    });
    await session.backfillProgress({ done: finished ? total : done, total, finished });
    return !finished;
  }

  private async placeIn(since: Date): Promise<BackfillPlace> {
    const run = since.toISOString();
    const stored = await this.session.cursor<BackfillPlace>(CURSOR);
    if (stored?.since === run) return stored;
    const after = oneSecondBefore(siteTime(since, this.around.offsetMinutes));
    return { since: run, after, page: 1, done: 0, total: null };
  }
}

/** As `SiteReader.since` goes on. */
function next(place: BackfillPlace, { given }: Page): BackfillPlace {
  const last = given.at(-1)?.comment?.date;
  const after = last == null ? undefined : oneSecondBefore(last);
  if (after !== undefined && after > place.after) return { ...place, after, page: 1 };
  return { ...place, page: place.page + 1 };
}
