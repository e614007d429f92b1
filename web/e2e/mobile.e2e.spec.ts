import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { apiMessage } from '../../server/test/builders/api-events.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { RealBrowser } from './browser.js';
import { furnish, openScreens, screens } from './screens.js';
import { settle } from './settle.js';

/** What a thumb hits without looking, in px. */
const TOUCH = 44;

describe('on a phone', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let owner: ApiClient;
  beforeAll(async () => {
    parley = await Parley.start({ mode: 'embedded' });
    browser = await RealBrowser.start();
    owner = await parley.signedIn();
    await furnish(owner);
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
  });

  /** A phone 360 px wide, held in one hand. */
  const phone = async (): Promise<{ page: Page; context: BrowserContext }> => {
    const visitor = await browser.visit(parley.baseUrl, {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
      reducedMotion: 'reduce',
      as: owner,
    });
    return visitor;
  };

  it('nothing is wider than the screen, and everything is large enough for a thumb', async () => {
    const { page, context } = await phone();
    const found: Record<string, string[]> = {};
    for (const [name, path] of Object.entries({ ...(await screens(owner)), ...openScreens })) {
      await page.goto(path);
      await settle(page);
      const wrong = await page.evaluate(faults, TOUCH);
      if (wrong.length > 0) found[name] = wrong;
    }
    expect(found).toEqual({});
    await context.close();
  });

  it('the places stand beside each other, and so does what is done with many', async () => {
    const { page, context } = await phone();
    for (const locale of ['de', 'en']) {
      await owner.patch('/api/v1/profile', { locale });
      await page.goto('/inbox/ours');
      await settle(page);
      expect(await page.evaluate(overlaps, '.rail-link, .rail-account')).toEqual([]);
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await page.locator('.bulk').waitFor();
      expect(await page.evaluate(overlaps, '.bulk-acts > *')).toEqual([]);
    }
    await page.locator('.rail-account').tap();
    await page.getByRole('menuitem', { name: 'Settings' }).tap();
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    await context.close();
  });

  it('pages follow each other as the gesture for back expects, and the list is where it was left', async () => {
    const shop = await ApiSender.connect(owner, { webhookUrl: 'http://127.0.0.1:9/nobody' });
    await shop.deliver({
      events: Array.from({ length: 40 }, (_, number) =>
        apiMessage({
          conversation: `m${number}`,
          person: `Person ${number}`,
          message: { text: `Frage ${number}` },
        }),
      ),
    });
    const { page, context } = await phone();
    await page.goto('/inbox/theirs');
    await page.getByRole('link', { name: 'Inbox', exact: true }).tap();
    const list = page.getByRole('list', { name: 'Ours' });
    await list.getByRole('link').first().waitFor();
    // The way along the bottom is a thumb's reach away, and gives its room to a conversation.
    const rail = page.getByRole('navigation', { name: 'Main' });
    expect((await rail.boundingBox())?.y).toBeGreaterThan(740 * 0.85);

    const row = list.getByRole('link', { name: /Person 20/ });
    await page.locator('.qlist-scroll').evaluate((scroller) => scroller.scrollTo(0, 1_200));
    await row.waitFor();
    const top = await page.locator('.qlist-scroll').evaluate((scroller) => scroller.scrollTop);
    await row.tap();
    await page.getByRole('textbox', { name: /^Reply to Person 20/ }).waitFor();
    expect(await rail.isVisible()).toBe(false);

    await page.getByRole('button', { name: 'Back to the list' }).tap();
    await row.waitFor();
    expect(await page.locator('.qlist-scroll').evaluate((scroller) => scroller.scrollTop)).toBe(top);
    // Where the hand was, the keyboard is, too.
    expect(await row.evaluate((link) => link.matches('.is-cursor'))).toBe(true);
    await row.tap();
    await page.getByRole('textbox', { name: /^Reply to Person 20/ }).waitFor();
    await page.goBack();
    await row.waitFor();
    // Twice in and twice out: nothing was left in the way.
    await page.goBack();
    await page.waitForURL('**/inbox/theirs');
    await context.close();
  });
});

/** Runs in the page: what of the selected, with the words in it, reaches over its neighbour or out of sight. */
function overlaps(selector: string): string[] {
  const wrong: string[] = [];
  let last = 0;
  for (const element of document.querySelectorAll(selector)) {
    const boxes = [element, ...element.querySelectorAll('.rail-label')].map((one) =>
      one.getBoundingClientRect(),
    );
    const shown = boxes.filter(({ width }) => width > 0);
    if (shown.length === 0) continue;
    const left = Math.min(...shown.map((box) => box.left));
    const right = Math.max(...shown.map((box) => box.right));
    if (left < last - 0.5 || right > window.innerWidth)
      wrong.push(`${element.className}: ${left} to ${right} after ${last}`);
    last = right;
  }
  return wrong;
}

/** Runs in the page: what is too wide, and what a thumb would miss. */
function faults(touch: number): string[] {
  const wrong: string[] = [];
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over > 0) wrong.push(`wider than the window by ${over} px`);
  const targets = 'a, button, summary, select, textarea, input:not([type="hidden"], [type="color"])';
  // Nothing behind an open dialog can be hit.
  const top = [...document.querySelectorAll<HTMLElement>('dialog:modal')].at(-1) ?? document;
  for (const target of top.querySelectorAll<HTMLElement>(targets)) {
    if (
      !target.checkVisibility({ visibilityProperty: true }) ||
      target.closest('.visually-hidden, .skip-link')
    )
      continue;
    // Links in running text, and what stands in lines that others wrote.
    if (target.matches('a') && getComputedStyle(target).display === 'inline') continue;
    // A label is hit as well as what it belongs to.
    const hit = target.closest<HTMLElement>('label') ?? target;
    hit.scrollIntoView({ block: 'center', inline: 'center' });
    const box = hit.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const x = box.left + box.width / 2;
    const y = box.top + box.height / 2;
    const reaches = (dx: number, dy: number) => {
      const [px, py] = [x + dx, y + dy];
      if (px < 0 || py < 0 || px >= window.innerWidth || py >= window.innerHeight) return true;
      const there = document.elementFromPoint(px, py);
      // What belongs to a neighbour is not missed, only hit wrongly if one aims badly.
      return there !== null && (hit.contains(there) || there.closest(targets) !== null);
    };
    const half = touch / 2 - 1;
    const missed = [
      [0, -half],
      [0, half],
      [-half, 0],
      [half, 0],
    ].filter(([dx = 0, dy = 0]) => !reaches(dx, dy));
    if (missed.length === 0) continue;
    const name = target.getAttribute('aria-label') ?? target.textContent?.trim() ?? '';
    wrong.push(
      `${target.className || target.tagName} "${name.slice(0, 30)}" ${Math.round(box.width)}x${Math.round(box.height)}`,
    );
  }
  return [...new Set(wrong)];
}
