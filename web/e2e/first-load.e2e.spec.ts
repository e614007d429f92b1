import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Response } from 'playwright-core';
import { Parley } from '../../server/test/harness/app.js';
import { RealBrowser } from './browser.js';
import { furnish } from './screens.js';

/** The goal of the first load: gzipped JavaScript before the queue shows, in bytes. */
const BUDGET = 250 * 1_000;

let parley: Parley;
let browser: RealBrowser;
beforeAll(async () => {
  parley = await Parley.start({ mode: 'embedded' });
  browser = await RealBrowser.start();
});
afterAll(async () => {
  await browser?.stop();
  await parley?.remove();
});

it('before there is a channel, every page that would be empty leads to the first one', async () => {
  const { page } = await browser.visit(parley.baseUrl, { as: await parley.signedIn() });
  for (const path of ['/inbox/ours', '/now', '/reports']) {
    await page.goto(path);
    await page.locator('main').getByText('No channel is connected yet').waitFor();
    await page.locator('main').getByRole('link', { name: 'Connect a channel' }).click();
    await page.waitForURL(/\/channels$/);
  }
});

it('the queue shows before 250 kB of JavaScript have come', async () => {
  const owner = await parley.signedIn();
  await furnish(owner);
  const { page } = await browser.visit(parley.baseUrl, { as: owner });
  const scripts = new Map<string, Promise<Buffer>>();
  const note = (response: Response) => {
    if (response.request().resourceType() === 'script') scripts.set(response.url(), response.body());
  };
  page.on('response', note);
  await page.goto('/');
  await page.locator('[data-row]').first().waitFor();
  // What comes later is not part of it, nor waited for.
  page.off('response', note);
  const sizes = await Promise.all(
    [...scripts].map(async ([url, body]) => [new URL(url).pathname, gzipSync(await body).length] as const),
  );
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  console.log(`First load: ${Math.round(total / 1_000)} kB gzipped JavaScript in ${sizes.length} files`);
  expect(sizes.length).toBeGreaterThan(0);
  expect(total).toBeLessThanOrEqual(BUDGET);
});
