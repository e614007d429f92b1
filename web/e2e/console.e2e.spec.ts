import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Parley } from '../../server/test/harness/app.js';
import { RealBrowser } from './browser.js';
import { furnish } from './screens.js';

describe('the console', () => {
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

  it('opens without a fault, under its strict policy, and asks nobody outside', async () => {
    const { page, faults, outside } = await browser.visit(parley.baseUrl);
    const answer = await page.goto('/');
    expect(answer?.status()).toBe(200);
    expect(answer?.headers()['content-security-policy']).toContain("script-src 'self'");
    await page.locator('#root > *').first().waitFor();
    expect(await page.title()).toContain('Parley');
    expect(faults.filter((fault) => !/status of 401/.test(fault))).toEqual([]);
    expect(outside).toEqual([]);
  });

  it('is walked through by keys alone: views from anywhere, rows by Tab, what was found from the field', async () => {
    const owner = await parley.signedIn();
    await furnish(owner);
    const { page } = await browser.visit(parley.baseUrl, { as: owner });
    await page.goto('/settings/profile');
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.waitForURL('**/inbox/theirs');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.waitForURL('**/inbox/ours');
    const rows = page.getByRole('list', { name: 'Ours' }).getByRole('link');
    await rows.first().waitFor();
    await page.getByRole('button', { name: 'Filter', exact: true }).focus();
    // Over the choice of all, mine and unassigned, to the first row.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await rows.first().evaluate((row) => row.matches(':focus'))).toBe(true);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/inbox\/ours\/[0-9a-f-]{36}$/);

    await page.keyboard.press('/');
    await page.getByRole('searchbox', { name: 'Search' }).fill('Paket');
    await page.getByRole('list', { name: 'Results' }).getByRole('link').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/search\/[0-9a-f-]{36}\?q=Paket$/);
    await page.frameLocator('iframe.mail-frame').getByText('Paket 4471').waitFor();
    await page.getByRole('img', { name: 'Unread' }).waitFor({ state: 'detached' });

    await page.goto('/people');
    await page.getByRole('list', { name: 'People' }).getByRole('link').first().waitFor();
    await page.keyboard.press('j');
    await page.waitForURL(/\/people\/[0-9a-f-]{36}$/);
  });
});
