import type { Page } from 'playwright-core';

/** Waits until the page has drawn what it asked for: nothing is loading and no request is on its way. */
export async function settle(page: Page): Promise<void> {
  await page.locator('#root > *').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(
    () =>
      !document.querySelector('.skeleton, .app-starting, .qlist-loading, .cpane-loading, [aria-busy="true"]'),
  );
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}
