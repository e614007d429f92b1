import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { PostComment, PostSummary } from '@parley/shared/posts.js';
import type { Page } from 'playwright-core';
import { apiMessage } from '../../server/test/builders/api-events.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
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
});
