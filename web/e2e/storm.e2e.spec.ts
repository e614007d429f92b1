import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { PostComment, PostSummary } from '@parley/shared/posts.js';
import type { Page, WebSocketRoute } from 'playwright-core';
import { apiMessage } from '../../server/test/builders/api-events.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { MastodonPlatform } from '../../server/test/platforms/mastodon.js';
import { WordPressSite } from '../../server/test/platforms/wordpress.js';
import { RealBrowser } from './browser.js';

const post = { id: 'spring', title: 'Spring harvest', text: 'Apricot and honey.' };
const SECONDS = 4;
const PER_SECOND = 100;

/** A post under which comments pour in. */
describe('a storm of comments', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let owner: ApiClient;
  let sender: ApiSender;
  let page: Page;
  let faults: string[];
  let id: string;
  beforeAll(async () => {
    parley = await Parley.start({ mode: 'embedded' });
    browser = await RealBrowser.start();
    owner = await parley.signedIn();
    sender = await ApiSender.connect(owner, { webhookUrl: 'http://127.0.0.1:9/nobody' });
    await sender.deliver({
      events: ['Anna', 'Ben', 'Carla'].map((person) => comment(person, 'When is it back?')),
    });
    await eventually('three comments', async () => ((await comments('newest')).length === 3 ? true : null));
    id = (await posts())[0]?.id ?? '';
    ({ page, faults } = await browser.visit(parley.baseUrl, { as: owner }));
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
  });

  const comment = (person: string, text: string) =>
    apiMessage({
      conversation: `c-${person}`,
      medium: 'comment',
      person,
      message: { text, visibility: 'public' },
      post,
    });
  const posts = async () => (await owner.get<{ items: PostSummary[] }>('/api/v1/posts')).items;
  const comments = async (sort: string) => {
    const [first] = await posts();
    if (!first) return [];
    return (await owner.get<{ items: PostComment[] }>(`/api/v1/posts/${first.id}/comments?sort=${sort}`))
      .items;
  };
  const list = () => page.getByRole('list', { name: 'Comments under the post' });
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  beforeEach(async () => {
    await page.goto(`/posts/${id}`);
    await list().getByRole('link').first().waitFor();
  });

  it('each of the chosen gets a reply with their own name, seen before it is sent, and taken back by z', async () => {
    await press('j', 'x', 'Shift+J', 'r');
    const dialog = page.getByRole('dialog');
    await page.getByRole('dialog', { name: 'Answer 2 comments' }).waitFor();
    // Whoever types at once goes on behind the greeting.
    await page.keyboard.type('on Friday.');
    await dialog.getByText('Hi Anna, on Friday.').waitFor();
    await dialog.getByLabel('Your words').fill('Dear {{person.firstName}}, on Friday.');
    await dialog.getByText('Dear Anna, on Friday.').waitFor();
    await dialog.getByText('Dear Ben, on Friday.').waitFor();
    // Ben writes while the replies are being read: his is refused, with what he wrote; Anna's goes.
    await sender.deliver({ events: [comment('Ben', 'Never mind!')] });
    await eventually('what Ben wrote', async () =>
      (await comments('newest')).some(({ conversation }) => conversation.lastWords === 'Never mind!')
        ? true
        : null,
    );
    await dialog.getByRole('button', { name: 'Reply publicly to 2' }).click();
    await dialog.getByText('Ben or a colleague has written meanwhile').waitFor();
    await dialog.getByText('Never mind!').waitFor();
    await dialog.getByRole('button', { name: 'Try again, publicly' }).click();
    await dialog.waitFor({ state: 'detached' });
    await press('z');
    await eventually('both taken back', async () => {
      const waiting = (await comments('waiting')).map(({ conversation }) => conversation.person.name);
      return waiting.includes('Anna') && waiting.includes('Ben') ? true : null;
    });
    expect(faults).toEqual([]);
  });

  it('at a hundred comments a second nothing is lost, doubled, or moved under the hand', async () => {
    await page.goto(`/posts/${id}?sort=newest`);
    await list().getByRole('link').first().waitFor();
    const before = await list().getByRole('link').first().getAttribute('data-row');
    await page.evaluate(() => {
      const seen = window as unknown as { gaps: number[] };
      seen.gaps = [];
      let last = performance.now();
      const frame = (now: number) => {
        if (now - last > 50) seen.gaps.push(Math.round(now - last));
        last = now;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    const began = performance.now();
    for (let second = 0; second < SECONDS; second += 1) {
      const events = Array.from({ length: PER_SECOND }, (_, n) =>
        comment(`storm-${second * PER_SECOND + n}`, `Words ${second * PER_SECOND + n}`),
      );
      for (let at = 0; at < PER_SECOND; at += 10) await sender.deliver({ events: events.slice(at, at + 10) });
      const rest = began + (second + 1) * 1_000 - performance.now();
      if (rest > 0) await page.waitForTimeout(rest);
    }
    const total = SECONDS * PER_SECOND;
    const fresh = page.locator('[data-fresh]');
    await page.waitForFunction((count) => document.querySelector(`[data-fresh="${count}"]`), total);
    const took = performance.now() - began;
    // Nothing has moved: what stood first stands first until the new ones are asked for.
    expect(await list().getByRole('link').first().getAttribute('data-row')).toBe(before);
    const long = await page.evaluate(() => (window as unknown as { gaps: number[] }).gaps);
    await fresh.click();
    await fresh.waitFor({ state: 'detached' });
    const seen = await page.evaluate(async (wanted) => {
      const scroller = document.querySelector('.storm-scroll');
      const found = new Map<string, string>();
      const times: Record<string, number> = {};
      const end = performance.now() + 30_000;
      while (scroller && performance.now() < end) {
        for (const row of document.querySelectorAll<HTMLElement>('.storm-item [data-row]'))
          found.set(row.dataset.row ?? '', row.querySelector('.comment-text')?.textContent ?? '');
        const shown = [...document.querySelectorAll<HTMLElement>('.storm-item [data-row]')].map(
          (row) => row.dataset.row ?? '',
        );
        for (const one of new Set(shown))
          times[one] = Math.max(times[one] ?? 0, shown.filter((other) => other === one).length);
        if (found.size >= wanted) break;
        scroller.scrollTop += scroller.clientHeight / 2;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return { texts: [...found.values()], most: Math.max(...Object.values(times)) };
    }, total + 3);
    const storm = seen.texts.filter((text) => /^Words \d+$/.test(text));
    expect(new Set(storm).size).toBe(total);
    expect(storm).toHaveLength(total);
    expect(seen.most).toBe(1);
    expect(await owner.get<PostSummary>(`/api/v1/posts/${id}`)).toMatchObject({
      counts: { comments: total + 3 },
    });
    const sum = long.reduce((one, other) => one + other, 0);
    console.info(
      `${total} comments in ${Math.round(took)} ms on the screen; frames over 50 ms: ${long.length}, longest ${Math.max(0, ...long)} ms, together ${sum} ms`,
    );
    expect(faults).toEqual([]);
  });

  it('what came while the line was lost is there once it is back, and nothing has moved', async () => {
    const lines: WebSocketRoute[] = [];
    let cut = false;
    await page.routeWebSocket(/\/realtime\//, (line) => {
      if (cut) return void line.close();
      line.connectToServer();
      lines.push(line);
    });
    await page.route('**/realtime/**', (route) => route.abort());
    await page.goto(`/posts/${id}?sort=newest`);
    const first = list().getByRole('link').first();
    await first.waitFor();
    const before = await first.getAttribute('data-row');
    const words = await first.locator('.comment-text').textContent();
    await sender.deliver({ events: [comment('Dora', 'Before it was lost')] });
    await page.locator('[data-fresh="1"]').waitFor();

    cut = true;
    for (const line of lines) await line.close();
    await page.getByRole('status').filter({ hasText: 'No connection.' }).waitFor();
    const later = ['Emil', 'Frida'].map((person) => comment(person, `${person} meanwhile`));
    await sender.deliver({ events: later });
    await eventually(
      'what came meanwhile',
      async () => (await comments('newest'))[1]?.conversation.person.name === 'Emil',
    );
    expect(await page.locator('[data-fresh]').getAttribute('data-fresh')).toBe('1');

    cut = false;
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await page.locator('[data-fresh="3"]').waitFor();
    expect([
      await first.getAttribute('data-row'),
      await first.locator('.comment-text').textContent(),
    ]).toEqual([before, words]);
    await page.locator('[data-fresh]').click();
    for (const text of ['Before it was lost', 'Emil meanwhile', 'Frida meanwhile'])
      expect(await list().getByText(text).count()).toBe(1);
    // And it hears again what is pushed.
    await sender.deliver({ events: [comment('Gustav', 'Back again?')] });
    await page.locator('[data-fresh="1"]').waitFor();
  });
});

/** What is done in the console to a message, and what comes of it on its platform. */
describe('moderation from the console', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let site: WordPressSite;
  let instance: MastodonPlatform;
  let owner: ApiClient;
  let page: Page;
  let faults: string[];
  beforeAll(async () => {
    [site, instance, parley, browser] = await Promise.all([
      WordPressSite.start(),
      MastodonPlatform.start(),
      Parley.start({ mode: 'embedded' }),
      RealBrowser.start(),
    ]);
    owner = await parley.signedIn();
    ({ page, faults } = await browser.visit(parley.baseUrl, { as: owner }));
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
    await Promise.all([site?.stop(), instance?.stop()]);
  });

  /** The fakes have no pictures. */
  const unexpected = () => faults.filter((fault) => !/status of 502/.test(fault));
  const connect = async (kind: string, settings: Record<string, string>) => {
    const { channel } = await owner.post<{ channel: { id: string } }>('/api/v1/channels', {
      kind,
      name: kind,
      settings,
    });
    return () => owner.request('POST', `/api/v1/channels/${channel.id}/check`);
  };
  /** Opens the conversation in which this was said last. */
  const open = async (words: string) => {
    const row = await eventually(`"${words}"`, async () => {
      const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
      return items.find(({ lastWords }) => lastWords === words);
    });
    await page.goto(`/inbox/ours/${row.id}`);
    await message(words).waitFor();
  };
  const message = (words: string) => page.getByRole('article').filter({ hasText: words });
  const choose = async (words: string, action: string) => {
    await message(words).hover();
    await message(words).getByRole('button', { name: 'More about this message' }).click();
    await page.getByRole('menuitem', { name: action, exact: true }).click();
  };

  it('approves a comment on WordPress, marks it as spam, takes that back by z; a refusal puts it back and says why', async () => {
    const look = await connect('wordpress', {
      siteUrl: site.url,
      login: 'password',
      username: site.user.login,
      password: site.user.applicationPassword,
    });
    const comment = site.says({ content: 'Do you roast decaf?', status: 'hold' });
    const lost = site.says({
      content: 'Is it open?',
      name: 'Jan Example',
      email: 'jan@example.net',
      status: 'hold',
    });
    await look();
    const stands = (status: string) =>
      eventually(`the comment to be ${status}`, () => site.comment(comment.id).status === status);

    await open(comment.content);
    const waits = message(comment.content).getByText('Waits for approval');
    const spam = message(comment.content).getByText('Spam', { exact: true });
    await waits.waitFor();
    await choose(comment.content, 'Approve');
    await waits.waitFor({ state: 'detached' });
    await stands('approved');
    await choose(comment.content, 'Mark as spam');
    await spam.waitFor();
    await stands('spam');
    await page.keyboard.press('z');
    await spam.waitFor({ state: 'detached' });
    await stands('approved');

    await open(lost.content);
    site.comments.delete(lost.id);
    await choose(lost.content, 'Approve');
    await message(lost.content).getByText('“Approve” did not work.').waitFor();
    await message(lost.content).getByText('This comment is not there any more.').waitFor();
    // Not approved: as it was, or, where the next look at the platform was as quick, gone.
    await message(lost.content)
      .getByText(/^(Waits for approval|Removed)$/)
      .waitFor();
    expect(unexpected()).toEqual([]);
  });

  it('likes on Mastodon by a key, and takes it back by z', async () => {
    await connect('mastodon', { instance: instance.url, login: 'token', accessToken: instance.token });
    await eventually('the stream', () => instance.openStreams === 1);
    const said = instance.says({ text: '@shop these teapots!' });
    await open(said.text);
    const ours = message(said.text).getByTitle('We like it');
    await page.keyboard.press('l');
    await ours.waitFor();
    await eventually('our like', () => said.likedByUs);
    await page.keyboard.press('z');
    await ours.waitFor({ state: 'detached' });
    await eventually('no like', () => !said.likedByUs);
    expect(said.likes).toBe(0);
    expect(unexpected()).toEqual([]);
  });
});
