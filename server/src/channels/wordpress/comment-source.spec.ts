import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../../test/harness/eventually.js';
import { WordPressSite } from '../../../test/platforms/wordpress.js';
import { AddressGuard } from '../../platform/outbound-http/address-guard.js';
import { AddressPolicy } from '../../platform/outbound-http/address-policy.js';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import type { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel, PolledDelivery, PollSession } from '../core/connector.js';
import type { InboundEvent, MessageEvent } from '../core/inbound-event.js';
import { parseReadings } from './comment.parse.js';
import { CommentSource } from './comment-source.js';
import { SiteApi } from './site.client.js';
import { ourSideOf } from './wordpress.settings.js';

let site: WordPressSite;
let source: CommentSource;
let over: AbortController;
beforeEach(async () => {
  site = await WordPressSite.start();
  source = new CommentSource(
    new SiteApi(new OutboundHttp(new AddressGuard(new AddressPolicy(['127.0.0.0/8'])))),
  );
  over = new AbortController();
});
afterEach(async () => {
  over.abort();
  await site.stop();
});

const credentials = () => ({
  settings: { apiUrl: site.apiUrl, userId: '7', username: 'blog-team', postAuthorsAreUs: true },
  secrets: { password: site.user.applicationPassword },
});
const CONNECTED = new Date();

/** A channel of this site, as the house keeps it: cursors, and the events of what was stored. */
class House {
  readonly cursors = new Map<string, unknown>();
  readonly events: InboundEvent[] = [];
  readonly missing: (readonly string[])[] = [];
  readonly progress: { done: number; total: number | null; finished: boolean }[] = [];
  wanted: { since: Date; queueSince: Date | null; done: number } | null = null;
  caughtUps = 0;
  accepts = 0;
  failAccept: number | null = null;
  /** Happens between an answer of the site and the next question. */
  onAccept: (() => void) | undefined;
  /** Somebody asks for a look. */
  wake = () => {};

  async begin(): Promise<this> {
    const signal = new AbortController().signal;
    const found = await source.begin({ ...credentials(), known: [...this.cursors.keys()], signal });
    for (const [name, value] of Object.entries(found)) this.cursors.set(name, value);
    return this;
  }

  start() {
    const abort = new AbortController();
    over.signal.addEventListener('abort', () => abort.abort());
    const session = {
      signal: abort.signal,
      channel: { ...credentials(), connectedAt: CONNECTED } as unknown as ConnectedChannel,
      cursor: async (name: string) => structuredClone(this.cursors.get(name) ?? null),
      accept: (deliveries: PolledDelivery[], cursors: Record<string, unknown>) =>
        this.accept(deliveries, cursors),
      caughtUp: async () => {
        this.caughtUps += 1;
      },
      tell: { missingPermissions: async (names: readonly string[]) => void this.missing.push(names) },
      backfill: async () => this.wanted,
      backfillProgress: async (progress: { done: number; total: number | null; finished: boolean }) => {
        this.progress.push(progress);
        if (progress.finished) this.wanted = null;
      },
      onNudge: (look: () => void) => {
        this.wake = look;
      },
    } as unknown as PollSession;
    const done = source.poll(session);
    done.catch(() => {});
    return {
      done,
      end: async () => {
        abort.abort();
        await done;
      },
    };
  }

  private async accept(deliveries: PolledDelivery[], cursors: Record<string, unknown>): Promise<void> {
    this.accepts += 1;
    if (this.failAccept === this.accepts) throw new Error('the database is away');
    for (const { body } of deliveries) {
      const json = JSON.parse(body?.toString() ?? '') as unknown;
      const us = ourSideOf(credentials().settings);
      this.events.push(...parseReadings(json, { account: 'site', us, readAt: 0 }));
    }
    for (const [name, value] of Object.entries(cursors)) this.cursors.set(name, structuredClone(value));
    this.onAccept?.();
  }

  /** One look from beginning to end, as somebody asks for it. */
  async look(): Promise<void> {
    const before = this.caughtUps;
    this.wake();
    await eventually('the look', () => this.caughtUps > before, { timeoutMs: 20_000 });
  }

  get messages(): MessageEvent[] {
    return this.events.filter((event) => event.type === 'message');
  }
  /** Each once, whatever came twice. */
  get ids(): string[] {
    return [...new Set(this.messages.map(({ externalId }) => externalId))];
  }
}

const begun = async () => {
  const house = await new House().begin();
  const session = house.start();
  await eventually('the first look', () => house.caughtUps > 0, { timeoutMs: 20_000 });
  return { house, ...session };
};
const seconds = (count: number) => new Date(Math.floor(Date.now() / 1_000 + count) * 1_000);
const fault = (work: Promise<unknown>) => work.catch((error: ChannelError) => error);

describe('new comments', () => {
  it('come in; what was there before stays there', async () => {
    site.offsetMinutes = -480;
    site.says({ content: 'old', date: seconds(-3_600) });
    site.says({ content: 'old spam', date: seconds(-3_600), status: 'spam' });
    const { house } = await begun();
    const wanted = [site.says({ content: 'a' }), site.says({ content: 'b', status: 'hold' })];
    wanted.push(site.says({ content: 'c', status: 'spam' }));
    await house.look();
    await house.look();
    expect(house.messages.map(({ text, moderation }) => `${text} ${moderation}`)).toEqual([
      'a visible',
      'b pending',
      'c spam',
    ]);
    expect(house.ids).toEqual(wanted.map(({ id }) => String(id)));
    // Whole seconds: it may seem older than the connection it came after.
    expect(house.messages.every(({ history }) => history === false)).toBe(true);
  });

  it('of the same second are all found, page after page, though some are deleted meanwhile', async () => {
    const { house } = await begun();
    const date = seconds(-1);
    const many = Array.from({ length: 250 }, (_, index) =>
      site.says({ content: `n ${index}`, date: index < 150 ? date : seconds(index) }),
    );
    house.onAccept = () => {
      // The first of the list goes: everything behind it moves up by one.
      house.onAccept = undefined;
      site.comments.delete(many[0]?.id ?? 0);
    };
    await house.look();
    expect(house.ids).toHaveLength(250);
  });

  it('are found behind pages of comments that are not for us', async () => {
    const { house } = await begun();
    site.publishes({ id: 6, status: 'private' });
    for (let index = 0; index < 120; index += 1) site.says({ content: `${index}`, post: 6 });
    const seen = site.says({ content: 'public' });
    await house.look();
    expect(house.ids).toEqual([String(seen.id)]);
  });

  it('are found with dates of the past, and those of the future hide none', async () => {
    const { house } = await begun();
    site.says({ content: 'from the future', date: seconds(86_400 * 365) });
    await house.look();
    site.says({ content: 'now' });
    site.says({ content: 'imported', date: seconds(-86_400 * 30) });
    await house.look();
    const history = house.messages.map(({ text, history }) => `${text} ${history}`).sort();
    expect(history).toEqual(['from the future false', 'imported undefined', 'now false']);
  });

  it('that could not be stored are fetched again; none comes twice after a restart', async () => {
    const { house, done } = await begun();
    site.says({ content: 'a' });
    house.failAccept = house.accepts + 1;
    const failed = fault(done);
    house.wake();
    expect(await failed).toMatchObject({ message: 'the database is away' });
    expect(house.messages).toEqual([]);
    const again = house.start();
    await eventually('the comment', () => house.messages.length > 0);
    await again.end();
    site.says({ content: 'while nobody looked' });
    house.start();
    await eventually('both', () => house.ids.length === 2);
    await house.look();
    expect(house.messages).toHaveLength(2);
  });

  it('without a beginning noted when it was connected are told from history by then', async () => {
    site.says({ content: 'old', date: new Date(CONNECTED.getTime() - 60_000) });
    const house = new House();
    const fresh = site.says({ content: 'new', date: seconds(1) });
    house.start();
    await eventually('the first look', () => house.caughtUps > 0);
    expect(house.ids).toEqual([String(fresh.id)]);
  });
});

describe('threads', () => {
  it('begin at the topmost comment, however old: it comes along, as does whoever we answered', async () => {
    const root = site.says({ content: 'root', date: seconds(-86_400) });
    const middle = site.says({ content: 'middle', parent: root.id, date: seconds(-86_000), status: 'spam' });
    const { house } = await begun();
    site.says({ content: 'reply', parent: middle.id });
    const ours = site.says({ content: 'ours', parent: root.id, author: 7, email: site.user.email });
    site.says({ content: 'to ours', parent: ours.id });
    await house.look();
    const thread = `4/${root.id}`;
    for (const { conversation } of house.messages) expect(conversation.externalId).toBe(thread);
    const byText = new Map(house.messages.map((event) => [event.text, event]));
    expect([...byText.keys()].sort()).toEqual(['middle', 'ours', 'reply', 'root', 'to ours']);
    expect(byText.get('ours')).toMatchObject({ direction: 'out', others: [{ name: 'Ines Example' }] });
    expect(byText.get('to ours')).toMatchObject({ direction: 'in', inReplyTo: String(ours.id) });
  });

  it('whose parent is gone begin there', async () => {
    const { house } = await begun();
    site.says({ content: 'orphan', parent: 77 });
    await house.look();
    expect(house.messages).toMatchObject([{ conversation: { externalId: '4/77', under: ['77'] } }]);
  });
});

describe('looking again', () => {
  it('finds edits, decisions and deletions, each once', async () => {
    const { house } = await begun();
    const [edited, approved, spammed, trashed, gone, still] = 'abcdef'
      .split('')
      .map((content) => site.says({ content, status: 'hold' }));
    await house.look();
    if (!edited || !approved || !spammed || !trashed || !gone || !still) throw new Error('not said');
    house.events.length = 0;
    edited.content = 'A!';
    approved.status = 'approved';
    spammed.status = 'spam';
    trashed.status = 'trash';
    site.comments.delete(gone.id);
    await house.look();
    await house.look();
    const told = house.events.map((event) => ({
      [`${event.type} ${'externalId' in event ? event.externalId : ''}`]:
        event.type === 'edit' ? event.text : event.type === 'moderation' ? event.state : null,
    }));
    expect(Object.assign({}, ...told)).toEqual({
      [`edit ${edited.id}`]: 'A!',
      [`moderation ${approved.id}`]: 'visible',
      [`moderation ${spammed.id}`]: 'spam',
      [`moderation ${trashed.id}`]: 'trashed',
      [`delete ${gone.id}`]: null,
    });
    expect(told).toHaveLength(5);
    edited.content = 'a';
    approved.status = 'hold';
    await house.look();
    const keys = house.events.map(({ key }) => key);
    expect(keys).toHaveLength(7);
    expect(new Set(keys).size).toBe(7);
  });

  it('takes nothing for gone that a list merely leaves out', async () => {
    const { house } = await begun();
    const comment = site.says({ content: 'a' });
    await house.look();
    site.publishes({ id: 4, status: 'private' });
    await house.look();
    expect(house.events.filter(({ type }) => type === 'delete')).toEqual([]);
    expect(house.ids).toEqual([String(comment.id)]);
  });
});

describe('history', () => {
  it('is brought from a date on, oldest first, with its progress; what came since is none', async () => {
    for (let index = 0; index < 230; index += 1) {
      site.says({ content: `h ${index}`, date: seconds(-86_400 * 20 + index * 3_600) });
    }
    const house = await new House().begin();
    site.says({ content: 'new' });
    house.wanted = {
      since: seconds(-86_400 * 20 + 10 * 3_600),
      queueSince: seconds(-86_400 * 20 + 200 * 3_600),
      done: 0,
    };
    house.start();
    await eventually('the end', () => house.progress.at(-1)?.finished === true, { timeoutMs: 20_000 });
    const history = house.messages.filter(({ history }) => history === true);
    expect(new Set(history.map(({ text }) => text)).size).toBe(220);
    expect(history.some(({ text }) => text === 'new')).toBe(false);
    expect(new Set(history.filter((one) => one.queueIfUnanswered).map(({ text }) => text)).size).toBe(30);
    const counts = house.progress.map(({ done }) => done);
    expect([...counts].sort((a, b) => a - b)).toEqual(counts);
    expect(house.progress.at(-1)).toMatchObject({ done: 221, total: 221 });
    expect(house.cursors.get('backfill')).toBeNull();
  });
});

describe('trouble', () => {
  it.each<[string, () => unknown, { kind: string; code: string }]>([
    [
      'a revoked password',
      () => (site.user.applicationPassword = 'new'),
      { kind: 'auth_expired', code: 'auth_expired' },
    ],
    ['a closed API', () => (site.blocksApi = true), { kind: 'rejected', code: 'no_api' }],
    ['a role taken away', () => (site.user.capabilities = {}), { kind: 'rejected', code: 'not_allowed' }],
  ])('%s ends the watch, with the reason', async (_what, spoil, expected) => {
    const house = await new House().begin();
    const session = house.start();
    await eventually('the first look', () => house.caughtUps > 0);
    // The password the channel has is the one from before.
    const failed = fault(session.done);
    spoil();
    house.wake();
    expect(await failed).toMatchObject(expected);
    expect(house.missing.at(-1)).toEqual(expected.code === 'not_allowed' ? ['moderate_comments'] : []);
  });

  it('a site that is away ends it, to be tried again', async () => {
    const house = await new House().begin();
    await site.stop();
    expect(await fault(house.start().done)).toMatchObject({ kind: 'retryable', code: 'unreachable' });
    site = await WordPressSite.start();
  });

  it('stops at once when its session ends', async () => {
    const { end } = await begun();
    await end();
  });
});
