import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { RealBrowser } from './browser.js';
import { furnish, screens } from './screens.js';
import { settle } from './settle.js';

/** What may move while a screen comes, by the browsers' own measure (cumulative layout shift). */
const SHIFT = 0.02;
/** Everything but who is signed in. */
const ANSWERS = /\/api\/v1\/(?!session\b)/;

describe('what stands where something is on its way, or does not come', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let all: Record<string, string>;
  let owner: ApiClient;
  beforeAll(async () => {
    parley = await Parley.start({ mode: 'embedded' });
    browser = await RealBrowser.start();
    owner = await parley.signedIn();
    await furnish(owner);
    all = await screens(owner);
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
  });

  const visit = (width: number) =>
    browser.visit(parley.baseUrl, {
      viewport: { width, height: width > 800 ? 900 : 740 },
      reducedMotion: 'reduce',
      as: owner,
    });

  it.each([1280, 360])('nothing moves when slow answers come, %d px wide', async (width) => {
    const { page, context } = await visit(width);
    await page.addInitScript(() => {
      const seen = { shift: 0, by: [] as string[] };
      Object.assign(window, { seen });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
          sources: { node?: Element }[];
        })[]) {
          if (entry.hadRecentInput) continue;
          seen.shift += entry.value;
          seen.by.push(...entry.sources.map(({ node }) => String(node?.className ?? node?.nodeName)));
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.route(ANSWERS, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await route.continue();
    });
    const moved: Record<string, string> = {};
    for (const [name, path] of Object.entries(all)) {
      await page.goto(path);
      await settle(page);
      const { shift, by } = await page.evaluate(
        () => (window as unknown as { seen: { shift: number; by: string[] } }).seen,
      );
      if (shift >= SHIFT) moved[name] = `${shift.toFixed(3)} by ${[...new Set(by)].join(', ')}`;
    }
    expect(moved).toEqual({});
    await context.close();
  });

  it('every screen says what failed and offers to try again, and then shows what was asked for', async () => {
    const { page, context } = await visit(1280);
    let failing = true;
    // What is pushed does not come either: the board of who waits would stand there without having been fetched.
    await page.routeWebSocket(/\/realtime\//, () => undefined);
    await page.route(ANSWERS, (route) =>
      failing && route.request().method() === 'GET'
        ? route.fulfill({ status: 409, json: { code: 'conflict', message: 'no' } })
        : route.continue(),
    );
    const silent: string[] = [];
    for (const [name, path] of Object.entries(all)) {
      if (name === 'nothing here') continue;
      failing = true;
      await page.goto(path);
      const failures = page.getByRole('main').getByRole('alert');
      const again = failures.getByRole('button', { name: 'Try again' });
      const said = await again
        .first()
        .waitFor({ timeout: 15_000 })
        .then(() => true)
        .catch(() => false);
      if (!said) {
        silent.push(name);
        continue;
      }
      failing = false;
      const over = page.locator('dialog[open]');
      for (let tries = 0; tries < 8 && (await again.count()) > 0; tries += 1) {
        const there = over.getByRole('button', { name: 'Try again' });
        if ((await over.count()) === 0) await again.first().click();
        else if ((await there.count()) > 0) await there.first().click();
        // What failed behind it is reached once it is closed.
        else await page.keyboard.press('Escape');
        await settle(page);
      }
      await failures.waitFor({ state: 'detached' });
    }
    expect(silent).toEqual([]);
    await context.close();
  });

  it('without a line a screen says so, keeps what it has, and catches up when there is one', async () => {
    const { page, context } = await visit(1280);
    await page.goto('/inbox/ours');
    await rowsShown(page);
    await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
    await context.setOffline(true);
    await page.getByRole('status').filter({ hasText: 'No connection.' }).waitFor();
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByText('The people could not be loaded').waitFor();
    await page.getByRole('link', { name: 'Inbox', exact: true }).click();
    await rowsShown(page);
    await context.setOffline(false);
    await page.getByText('Connected again').waitFor();
    await page.getByRole('link', { name: 'People' }).click();
    await page.getByRole('list', { name: 'People' }).getByRole('link').first().waitFor();
    await context.close();
  });
});

const rowsShown = (page: Page) => page.locator('[data-row]').first().waitFor();
