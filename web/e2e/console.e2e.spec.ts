import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Parley } from '../../server/test/harness/app.js';
import { RealBrowser } from './browser.js';

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
});
