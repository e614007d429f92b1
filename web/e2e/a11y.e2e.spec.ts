import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { RealBrowser } from './browser.js';
import { furnish, openScreens, screens } from './screens.js';
import { settle } from './settle.js';

const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } };

describe('axe', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let owner: ApiClient;
  let axe: string;

  beforeAll(async () => {
    parley = await Parley.start({ mode: 'embedded' });
    browser = await RealBrowser.start();
    owner = await parley.signedIn();
    await furnish(owner);
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
  });

  /** What axe finds wrong on the page, as `rule: elements`. The frames of mails hold what others wrote. */
  async function violations(page: Page): Promise<string[]> {
    // Not through a tag: the console's policy would refuse it, as it should.
    await page.evaluate(axe);
    const { violations: found } = (await page.evaluate(
      'axe.run({ exclude: [["iframe.mail-frame"]] }, { resultTypes: ["violations"] })',
    )) as AxeResults;
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }

  describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
    it.each(['wide', 'phone'] as const)(
      'finds nothing on any screen, %s',
      async (size) => {
        const found: Record<string, string[]> = {};
        const look = async (page: Page, all: Record<string, string>) => {
          for (const [name, path] of Object.entries(all)) {
            await page.goto(path);
            await settle(page);
            const wrong = await violations(page);
            const overflow = await page.evaluate(
              () => document.documentElement.scrollWidth - window.innerWidth,
            );
            if (overflow > 0) wrong.push(`wider than the window by ${overflow} px`);
            if (wrong.length > 0) found[name] = wrong;
          }
        };
        const options = { viewport: sizes[size], colorScheme, reducedMotion: 'reduce' } as const;
        const member = await browser.visit(parley.baseUrl, { ...options, as: owner });
        await look(member.page, await screens(owner));
        await member.context.close();
        const stranger = await browser.visit(parley.baseUrl, options);
        await look(stranger.page, openScreens);
        await stranger.context.close();
        expect(found).toEqual({});
      },
      180_000,
    );
  });

  it.each(['light', 'dark'] as const)(
    'finds nothing in what opens over a screen, %s',
    async (colorScheme) => {
      const { page, context } = await browser.visit(parley.baseUrl, {
        viewport: sizes.wide,
        colorScheme,
        reducedMotion: 'reduce',
        as: owner,
      });
      const found: Record<string, string[]> = {};
      const look = async (name: string) => {
        const wrong = await violations(page);
        const below = await page.evaluate(
          () =>
            Math.max(
              0,
              ...[...document.querySelectorAll('dialog[open]')].map(
                (one) => one.getBoundingClientRect().bottom,
              ),
            ) - window.innerHeight,
        );
        if (below > 0) wrong.push(`ends ${below} px below the window`);
        if (wrong.length > 0) found[name] = wrong;
      };
      const { chat = '' } = await screens(owner);
      await page.goto(chat);
      await settle(page);
      const over = page.locator('dialog[open], [role=dialog], [role=menu], [role=listbox]').first();
      for (const keys of ['?', 'Control+k', 'a', 't', 's', 'g n']) {
        for (const key of keys.split(' ')) await page.keyboard.press(key);
        await over.waitFor();
        await look(keys);
        await page.keyboard.press('Escape');
        await over.waitFor({ state: 'hidden' });
      }
      await page.goto('/inbox/ours');
      await settle(page);
      await page.keyboard.press('j');
      await page.keyboard.press('x');
      await page.getByRole('region', { name: 'Selected conversations' }).waitFor();
      await look('chosen ones');
      expect(found).toEqual({});
      await context.close();
    },
    90_000,
  );
});
