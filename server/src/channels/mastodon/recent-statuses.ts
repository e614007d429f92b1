import { z } from 'zod';
import type { PollSession } from '../core/connector.js';
import type { AccountAccess } from './account-of-channel.js';
import { type Frame, idSchema, type Status } from './entities.js';
import { readPayload } from './exact-json.js';
import type { MastodonApi } from './mastodon-api.client.js';
import { isGone } from './refusal.js';

export const RECENT = 'recent';

/** `[id, edited_at, when it was taken in (ms)]` */
type Entry = [string, string | null, number];

/** People mend and take back what they have just said; what is older is told by the stream, or by nobody. */
const WATCHED_MS = 48 * 3_600_000;
const MOST = 200;
/** As many as Mastodon 4.3 gives at once. */
const TOGETHER = 20;
/** One by one, so many in a round. */
const SINGLY = 20;

const listSchema = z.array(z.looseObject({ id: idSchema, edited_at: z.string().nullish() }));
const oneSchema = z.looseObject({ id: idSchema, edited_at: z.string().nullish() });

/**
 * What people said lately, to be looked at again: instances tell nobody of an edit but those who follow its author
 * (protocols.md §7 "Edits").
 */
export class RecentStatuses {
  private entries: Entry[] = [];
  private together = true;
  private next = 0;

  private constructor(
    private readonly api: MastodonApi,
    private readonly access: AccountAccess,
    private readonly session: PollSession,
    private readonly now: () => number,
  ) {}

  static async of(
    api: MastodonApi,
    access: AccountAccess,
    session: PollSession,
    now: () => number,
  ): Promise<RecentStatuses> {
    const recent = new RecentStatuses(api, access, session, now);
    recent.entries = (await session.cursor<Entry[]>(RECENT)) ?? [];
    return recent;
  }

  /** With these besides: to be stored together with them, and committed then. */
  with(statuses: readonly Pick<Status, 'id' | 'edited_at'>[]): {
    cursor: Record<string, unknown>;
    commit: () => void;
  } {
    if (statuses.length === 0) return { cursor: {}, commit: () => undefined };
    const now = this.now();
    const added = statuses.map(({ id, edited_at }): Entry => [id, edited_at ?? null, now]);
    const ids = new Set(added.map(([id]) => id));
    const entries = [...this.entries.filter(([id]) => !ids.has(id)), ...added]
      .filter(([, , at]) => at > now - WATCHED_MS)
      .slice(-MOST);
    return {
      cursor: { [RECENT]: entries },
      commit: () => {
        this.entries = entries;
      },
    };
  }

  /** What the stream has told of needs no second telling. */
  told(frames: readonly Frame[]): { cursor: Record<string, unknown>; commit: () => void } {
    const gone = new Set<unknown>();
    const edits = new Map<string, string | null>();
    for (const { event, payload } of frames) {
      const content = readPayload(payload);
      if (event === 'delete') gone.add(idSchema.safeParse(content).data);
      const status = event === 'status.update' ? oneSchema.safeParse(content).data : undefined;
      if (status !== undefined) edits.set(status.id, status.edited_at ?? null);
    }
    const entries = this.entries
      .filter(([id]) => !gone.has(id))
      .map(([id, edited, at]): Entry => [id, edits.get(id) ?? edited, at]);
    const commit = () => {
      this.entries = entries;
    };
    return { cursor: { [RECENT]: entries }, commit };
  }

  /** Looks at them again, and stores what was changed or taken back. @throws MastodonApiError, OutboundError */
  async look(): Promise<void> {
    const due = this.entries.filter(([, , at]) => at > this.now() - WATCHED_MS);
    if (due.length === 0) return;
    const changed: unknown[] = [];
    const gone: string[] = [];
    for (const { id, status } of await this.ask(due)) {
      const known = due.find((entry) => entry[0] === id);
      if (status === null) gone.push(id);
      else if ((status.edited_at ?? null) !== (known?.[1] ?? null)) changed.push(status);
    }
    if (changed.length === 0 && gone.length === 0) return;
    const edits = new Map(
      changed.map((one) => [(one as { id: string }).id, (one as Status).edited_at ?? null]),
    );
    const entries = due
      .filter(([id]) => !gone.includes(id))
      .map(([id, edited, at]): Entry => [id, edits.get(id) ?? edited, at]);
    const frames = gone.map((id) => ({ event: 'delete', payload: id }));
    await this.session.accept([{ body: Buffer.from(JSON.stringify({ changed, frames })), meta: {} }], {
      [RECENT]: entries,
    });
    this.entries = entries;
  }

  private async ask(
    due: readonly Entry[],
  ): Promise<{ id: string; status: z.output<typeof oneSchema> | null }[]> {
    if (!this.together) return this.oneByOne(this.turnOf(due));
    const found: { id: string; status: z.output<typeof oneSchema> | null }[] = [];
    for (let at = 0; at < due.length; at += TOGETHER) {
      const ids = due.slice(at, at + TOGETHER).map(([id]) => id);
      const query = ids.map((id) => `id[]=${encodeURIComponent(id)}`).join('&');
      try {
        const { data } = await this.api.call(
          this.access,
          { path: `/api/v1/statuses?${query}`, signal: this.session.signal },
          listSchema,
        );
        found.push(...data.map((status) => ({ id: status.id, status })));
        const missing = ids.filter((id) => !data.some((status) => status.id === id));
        found.push(...(await this.oneByOne(missing)));
      } catch (error) {
        // Before 4.3.
        if (!isGone(error)) throw error;
        this.together = false;
        return this.oneByOne(this.turnOf(due));
      }
    }
    return found;
  }

  private async oneByOne(ids: readonly string[]) {
    const found: { id: string; status: z.output<typeof oneSchema> | null }[] = [];
    for (const id of ids) {
      try {
        const path = `/api/v1/statuses/${encodeURIComponent(id)}`;
        const { data } = await this.api.call(this.access, { path, signal: this.session.signal }, oneSchema);
        found.push({ id, status: data });
      } catch (error) {
        if (!isGone(error)) throw error;
        found.push({ id, status: null });
      }
    }
    return found;
  }

  /** Those whose turn it is, where they are asked for one by one. */
  private turnOf(due: readonly Entry[]): string[] {
    const from = this.next >= due.length ? 0 : this.next;
    this.next = from + SINGLY;
    return due.slice(from, from + SINGLY).map(([id]) => id);
  }
}
