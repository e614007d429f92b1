import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { de } from '../src/console/locales/de.js';
import { en } from '../src/console/locales/en.js';
import { RealBrowser } from './browser.js';
import { furnish, openScreens, screens, walkTo } from './screens.js';
import { settle } from './settle.js';

interface Tree {
  [key: string]: string | Tree;
}
const texts = (tree: Tree): string[] =>
  Object.values(tree).flatMap((value) => (typeof value === 'string' ? [value] : texts(value)));

const german = new Set(texts(de));
/** English texts that no German text equals; those with a gap cannot be told apart from what fills it. */
const english = new Set(texts(en).filter((text) => !german.has(text) && !text.includes('{{')));

describe('German', () => {
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

  it('is chosen in the profile and leaves no English anywhere', async () => {
    const { page } = await browser.visit(parley.baseUrl, { as: owner });
    await page.goto('/settings/profile');
    await page.getByLabel(en.settings.language).selectOption('de');
    await page.getByRole('heading', { name: de.settings.sections.profile }).waitFor();
    await settle(page);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');

    const left: Record<string, string[]> = {};
    for (const [name, path] of Object.entries(await screens(owner))) {
      await walkTo(page, path);
      const found = (await words(page)).filter((text) => english.has(text));
      if (found.length > 0) left[name] = found;
    }
    expect(left).toEqual({});

    // German words are longer: on a phone the button that sends still ends within its box.
    await page.setViewportSize({ width: 360, height: 740 });
    await walkTo(page, (await screens(owner)).comment ?? '');
    const send = page.getByRole('button', { name: de.composer.sendAs.public });
    await send.waitFor();
    expect(await send.evaluate(endsWithin, '.composer-box')).toBe(true);
  }, 120_000);

  it('is spoken to a German member from the first word on, whatever the browser speaks', async () => {
    const { page, context } = await browser.visit(parley.baseUrl, { as: owner });
    await context.addInitScript(rememberWords);
    await page.goto('/reports');
    await page.getByRole('heading', { name: de.app.reports }).waitFor();
    await settle(page);
    const said = await page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    expect(said).toContain(de.app.reports);
    expect(said.filter((text) => english.has(text))).toEqual([]);
  });

  it('comes by itself to a German browser', async () => {
    const { page } = await browser.visit(parley.baseUrl, { locale: 'de-DE' });
    const left: Record<string, string[]> = {};
    for (const [name, path] of Object.entries(openScreens)) {
      await page.goto(path);
      await settle(page);
      const found = (await words(page)).filter((text) => english.has(text));
      if (found.length > 0) left[name] = found;
    }
    expect(left).toEqual({});
  });
});

/** Runs in the page before anything else: keeps every text that has ever stood in it. */
function rememberWords(): void {
  const said: string[] = [];
  Object.assign(globalThis, { said });
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes)
      for (const node of [target, ...addedNodes]) {
        const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) said.push(walker.currentNode.textContent?.trim() ?? '');
        if (node.nodeType === Node.TEXT_NODE) said.push(node.textContent?.trim() ?? '');
      }
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

/** Runs in the page: whether all that stands beside it, too, ends where the box around it does. */
function endsWithin(element: Element, box: string): boolean {
  const beside = element.parentElement?.getBoundingClientRect();
  const around = element.closest(box)?.getBoundingClientRect();
  return beside !== undefined && around !== undefined && beside.right <= around.right;
}

/** Everything a page says: its texts, and what only some are told. */
const words = (page: import('playwright-core').Page): Promise<string[]> =>
  page.evaluate(() => {
    const said = new Set<string>([document.title.replace(/ · .*$/, '')]);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) said.add(walker.currentNode.textContent?.trim() ?? '');
    for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]'))
      for (const name of ['aria-label', 'title', 'placeholder']) said.add(element.getAttribute(name) ?? '');
    said.delete('');
    return [...said];
  });
