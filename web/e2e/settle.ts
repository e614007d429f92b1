import type { Page, Request } from 'playwright-core';

const PATIENCE_MS = 45_000;

/** Of each page: requests on their way, and how many there have ever been. */
const watched = new WeakMap<Page, { open: Set<Request>; begun: number }>();

/** Counts what a page asks for, from now on; a socket is no request. */
export function watchRequests(page: Page): void {
  const seen = { open: new Set<Request>(), begun: 0 };
  watched.set(page, seen);
  page.on('request', (request) => {
    seen.open.add(request);
    seen.begun += 1;
  });
  const end = (request: Request) => void seen.open.delete(request);
  page.on('requestfinished', end);
  page.on('requestfailed', end);
}

/**
 * Waits until the page has drawn what it asked for: nothing is loading, no request is on its way, and it has been
 * idle twice without asking for more.
 */
export async function settle(page: Page): Promise<void> {
  await page.locator('#root > *').first().waitFor();
  const seen = watched.get(page);
  if (seen === undefined) throw new Error('This page is not watched: open it with RealBrowser.');
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    await page.waitForFunction(
      () =>
        !document.querySelector(
          '.skeleton, .app-starting, .qlist-loading, .cpane-loading, [aria-busy="true"]',
        ),
    );
    const before = seen.begun;
    await page.evaluate(async () => {
      await document.fonts.ready;
      for (let n = 0; n < 2; n += 1) {
        await new Promise<void>((resolve) => {
          const whenIdle = () => requestIdleCallback(() => resolve(), { timeout: 2_000 });
          requestAnimationFrame(whenIdle);
          // A headless browser on a busy machine at times draws no frame, and is never idle, after its window has changed its size.
          setTimeout(whenIdle, 1_000);
        });
      }
    });
    if (seen.open.size === 0 && seen.begun === before) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const open = [...seen.open].map((request) => request.url());
  throw new Error(`The page did not come to rest; on their way: ${open.join(', ')}`);
}
