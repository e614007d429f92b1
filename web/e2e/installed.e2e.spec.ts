import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Member } from '@parley/shared/brands.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { Page } from 'playwright-core';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { RealBrowser } from './browser.js';
import { Front } from './front.js';
import { furnish } from './screens.js';

interface AppManifest {
  id: string;
  lang: string;
  name: string;
  start_url: string;
  icons: { src: string; sizes: string; purpose: string }[];
  shortcuts: { name: string; url: string }[];
}

describe('the console as an app', () => {
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

  const kept = (page: Page) =>
    page.evaluate(async () => {
      const found: Record<string, string[]> = {};
      for (const name of await caches.keys()) {
        const requests = await (await caches.open(name)).keys();
        found[name] = requests.map((request) => new URL(request.url).pathname);
      }
      return found;
    });
  /** The service worker answers this page. */
  const isKept = (page: Page) =>
    page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');

  it.each([
    ['en-GB', 'en'],
    ['de-DE', 'de'],
  ])('can be installed, says Chromium (%s)', async (locale, lang) => {
    const { page, context } = await browser.visit(parley.baseUrl, { locale });
    await page.goto('/sign-in');
    await page.getByRole('heading').first().waitFor();
    const devtools = await context.newCDPSession(page);
    const { url, errors, data } = await devtools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data ?? '') as AppManifest;
    expect(manifest).toMatchObject({ id: '/', lang, name: 'Parley', start_url: '/inbox/ours' });
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    // The browser of this test keeps nothing beyond it, as a private window.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
    for (const { src, sizes } of manifest.icons) {
      const size = await page.evaluate(async (address) => {
        const { width, height } = await createImageBitmap(await (await fetch(address)).blob());
        return `${width}x${height}`;
      }, new URL(src, url).href);
      expect(size).toBe(sizes);
    }
    expect(manifest.shortcuts.map((shortcut) => shortcut.url)).toContain('/search');
    await context.close();
  });

  it('keeps the shell and nothing that anybody wrote, and opens without a line', async () => {
    const { page, context, faults } = await browser.visit(parley.baseUrl, { as: await parley.signedIn() });
    await page.goto('/');
    await page.locator('[data-row]').first().click();
    await page.getByRole('textbox', { name: /^Reply to/ }).fill('half a sentence');
    await isKept(page);
    await page.goto('/people');
    await page.getByRole('link', { name: /Anna/ }).first().waitFor();

    const caches = Object.entries(await kept(page));
    expect(caches).toHaveLength(1);
    const paths = caches[0]?.[1] ?? [];
    expect(paths.filter((path) => !/^\/(?:$|assets\/|icons\/|favicon\.svg$|manifest)/.test(path))).toEqual(
      [],
    );
    expect(paths).toEqual(expect.arrayContaining(['/', expect.stringMatching(/^\/assets\/people-screen/)]));

    const worker = await page.request.get('/sw.js');
    expect(worker.headers()['content-security-policy']).toContain("default-src 'none'");

    await context.setOffline(true);
    faults.length = 0;
    await page.goto('/inbox/ours');
    await page.getByRole('heading', { name: 'You are offline' }).waitFor();
    // The policy came along with the page that was kept.
    const refused = faults.filter((fault) => /Content Security Policy/.test(fault));
    expect(refused).toEqual([]);
    expect(await page.evaluate(() => fetch('data:,x').catch(() => 'refused'))).toBe('refused');
    await context.setOffline(false);
    await page.locator('[data-row]').first().waitFor();

    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in*');
    const left = await page.evaluate(() => ({ ...localStorage }));
    expect(JSON.stringify(left)).not.toContain('half a sentence');
    expect(Object.keys(left).filter((key) => key.startsWith('parley.draft'))).toEqual([]);
    expect(await page.evaluate(() => indexedDB.databases())).toEqual([]);
    await context.close();
  });

  it('has the service worker show what happens while nobody looks, and leads to it', async () => {
    const words = { email: 'ada@example.test', password: 'correct horse battery' };
    const { link } = await owner.post<{ link: string }>('/api/v1/invitations', {
      email: words.email,
      role: 'agent',
    });
    await parley
      .client()
      .post(`/api/v1/invitations/by-token/${new URL(link).searchParams.get('token')}/accept`, {
        name: 'Ada',
        password: words.password,
      });
    const ada = await parley.signedIn(words.email, words.password);
    const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
    const id = items.find(({ medium }) => medium === 'chat')?.id ?? '';
    const olga = (await owner.get<Member[]>('/api/v1/members')).find(({ role }) => role === 'owner');

    const { page, context, faults } = await browser.visit(parley.baseUrl, { as: owner });
    await context.grantPermissions(['notifications']);
    await page.addInitScript(() => {
      localStorage.setItem('parley.notifications', 'true');
      Object.defineProperty(document, 'hidden', { get: () => true });
      // As on a phone.
      const refused = () => {
        throw new TypeError('Illegal constructor');
      };
      window.Notification = Object.assign(refused, {
        permission: 'granted',
      }) as unknown as typeof Notification;
    });
    await page.goto('/people');
    await page.getByRole('list', { name: 'People' }).getByRole('link').first().waitFor();
    await isKept(page);
    await ada.post(`/api/v1/conversations/${id}/assign`, { memberId: olga?.id });

    const shown = () =>
      page.evaluate(async () => {
        const all = await (await navigator.serviceWorker.getRegistration())?.getNotifications();
        return all?.map(({ title, data }) => ({ title, data: data as unknown })) ?? [];
      });
    expect(
      await eventually('a notification', async () => {
        const all = await shown();
        return all.length > 0 ? all : null;
      }),
    ).toEqual([{ title: expect.stringContaining('Ben'), data: { conversationId: id, messageId: null } }]);
    const [worker] = context.serviceWorkers();
    // The hand of whoever chooses it; the browser of this test has no list of notifications to choose from.
    await worker?.evaluate(`(async () => {
      const [notification] = await registration.getNotifications();
      dispatchEvent(new NotificationEvent('notificationclick', { notification }));
    })()`);
    await page.waitForURL(`**/inbox/ours/${id}`);
    await eventually('it to be gone', async () => (await shown()).length === 0);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('says in plain words that it did not start', async () => {
    const { page, context } = await browser.visit(parley.baseUrl);
    await page.route('**/assets/index-*.js', (route) => route.abort());
    await page.goto('/sign-in');
    const words = page.getByText('Parley did not start.');
    expect(await words.isVisible()).toBe(false);
    await page.evaluate(() => {
      for (const waiting of document.getAnimations()) waiting.finish();
    });
    expect(await words.isVisible()).toBe(true);
    await page.unroute('**/assets/index-*.js');
    await page.getByRole('link', { name: 'Load again' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(await words.isVisible()).toBe(false);
    await context.close();
  });

  it('offers a newer version, takes it when asked, and clears up when it is switched off', async () => {
    const front = await Front.before(parley.baseUrl);
    const quiet = await Parley.start({ mode: 'embedded', env: { PARLEY_SERVICE_WORKER: '0' } });
    try {
      const { page, context } = await browser.visit(front.url, { as: owner });
      await page.goto('/');
      await page.locator('[data-row]').first().waitFor();
      await isKept(page);
      const [before] = Object.keys(await kept(page));

      front.worker = (source) => source.replace(/"version":"\w+"/, '"version":"next"');
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
      await page.getByText('A new version is there.').waitFor();
      expect(Object.keys(await kept(page))).toContain(before);
      const loadedAnew = page.waitForEvent('load');
      await page.getByRole('button', { name: 'Reload', exact: true }).click();
      await loadedAnew;
      await page.locator('[data-row]').first().waitFor();
      await eventually(
        'the older one to be removed',
        async () => (await page.evaluate(() => caches.keys())).join() === 'parley-shell-next',
      );
      expect(await page.getByText('A new version is there.').count()).toBe(0);

      front.worker = null;
      front.upstream = quiet.baseUrl;
      // A look that was under way already may have seen the older one: the browser looks again.
      await eventually('nothing to be kept', () =>
        page.evaluate(async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          await registration?.update();
          return (await caches.keys()).length === 0 && registration === undefined;
        }),
      );
      await context.close();
    } finally {
      await quiet.remove();
      await front.stop();
    }
  });
});
