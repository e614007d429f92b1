import { z } from 'zod';
import type { PollSession } from '../core/connector.js';
import type { AccountAccess } from './account-of-channel.js';
import { isNewerId } from './chain.js';
import { idSchema, type Status } from './entities.js';
import type { Found, FoundMeta } from './found.js';
import type { MastodonApi } from './mastodon-api.client.js';
import { readStatus } from './pieces.parse.js';
import type { RecentStatuses } from './recent-statuses.js';
import type { ThreadContexts } from './thread-context.js';

export const NOTIFICATIONS = 'notifications';
export const OWN = 'own';

/** As far as a timeline has been read: what follows is new. */
export interface TimelineCursor {
  id: string;
}

const PAGE = 40;
const pageSchema = z.array(z.looseObject({ id: idSchema }));

/** Which timeline, and what its entries are. */
export type Timeline = typeof NOTIFICATIONS | typeof OWN;

/** Everything since the cursor, in the order in which it happened: each page is stored together with the cursor behind it. */
export class ForwardReader {
  constructor(
    private readonly api: MastodonApi,
    private readonly access: AccountAccess,
    private readonly session: PollSession,
    private readonly threads: ThreadContexts,
    private readonly recent: RecentStatuses,
  ) {}

  /** @returns how many entries were new. @throws MastodonApiError, OutboundError, what the session throws */
  async read(timeline: Timeline): Promise<number> {
    let from = (await this.session.cursor<TimelineCursor>(timeline))?.id ?? (await this.begin(timeline));
    let count = 0;
    for (;;) {
      // min_id pages forward from there (https://docs.joinmastodon.org/api/guidelines/#pagination).
      const entries = await this.page(timeline, `min_id=${encodeURIComponent(from)}`);
      if (entries.length === 0) return count;
      from = newestOf(entries, from);
      const found = timeline === OWN ? { own: entries } : { notifications: entries };
      await this.store(found, { history: false }, { [timeline]: { id: from } });
      count += entries.length;
    }
  }

  /** Older entries, newest first. @param maxId those before it; null from the newest on */
  older(timeline: Timeline, maxId: string | null): Promise<unknown[]> {
    return this.page(timeline, maxId === null ? '' : `max_id=${encodeURIComponent(maxId)}`);
  }

  /** With the threads they stand in. */
  async store(found: Found, meta: FoundMeta, cursors: Record<string, unknown>): Promise<void> {
    const statuses = [...(found.own ?? []), ...(found.notifications ?? []).filter(bringsWords).map(statusIn)]
      .map(readStatus)
      .filter((status): status is Status => status !== undefined);
    const threads: Found['threads'] = {};
    for (const status of statuses) {
      const before = await this.threads.before(status);
      if (before.length > 0) threads[status.id] = before;
    }
    // What was said long ago is not mended any more.
    const fresh = meta.history === true ? [] : statuses;
    const recent = this.recent.with(fresh.filter(({ account }) => account.id !== this.access.accountId));
    await this.session.accept(
      [{ body: Buffer.from(JSON.stringify({ ...found, threads })), meta: { ...meta } }],
      {
        ...cursors,
        ...recent.cursor,
      },
    );
    recent.commit();
  }

  /** The channel was connected when its instance could not be asked: it begins here. */
  private async begin(timeline: Timeline): Promise<string> {
    const id = newestOf(await this.page(timeline, 'limit=1'), '0');
    await this.session.accept([], { [timeline]: { id } });
    return id;
  }

  private async page(timeline: Timeline, query: string): Promise<z.output<typeof pageSchema>> {
    const path = pathOf(timeline, this.access.accountId, query);
    const { data } = await this.api.call(this.access, { path, signal: this.session.signal }, pageSchema);
    return data;
  }
}

/** Also what the person filtered away: whoever writes to a brand is heard. */
function pathOf(timeline: Timeline, accountId: string, query: string): string {
  const more = query.includes('limit=')
    ? query
    : [`limit=${PAGE}`, query].filter((part) => part !== '').join('&');
  return timeline === NOTIFICATIONS
    ? `/api/v1/notifications?${more}&include_filtered=true`
    : `/api/v1/accounts/${encodeURIComponent(accountId)}/statuses?${more}&exclude_reblogs=true`;
}

/** Where both timelines end now, as cursors. @throws MastodonApiError, OutboundError */
export async function endsOf(
  api: MastodonApi,
  access: AccountAccess,
  known: readonly string[],
  signal: AbortSignal,
): Promise<Record<string, TimelineCursor>> {
  const ends: Record<string, TimelineCursor> = {};
  for (const timeline of [NOTIFICATIONS, OWN] as const) {
    if (known.includes(timeline)) continue;
    const path = pathOf(timeline, access.accountId, 'limit=1');
    ends[timeline] = { id: newestOf((await api.call(access, { path, signal }, pageSchema)).data, '0') };
  }
  return ends;
}

const newestOf = (entries: readonly { id: string }[], from: string): string =>
  entries.reduce((newest, { id }) => (isNewerId(id, newest) ? id : newest), from);

const bringsWords = (notification: unknown): boolean => {
  const { type } = (notification ?? {}) as { type?: unknown };
  return type === 'mention' || type === 'quote';
};

const statusIn = (notification: unknown): unknown => (notification as { status?: unknown }).status;
