import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { connectChat, VisitorBrowser } from '../../server/test/builders/visitor.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { RealBrowser } from './browser.js';
import { furnish, openScreens, screens, walkTo } from './screens.js';
import { settle } from './settle.js';

/** One pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
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
    // Two words: initials that could be read as one.
    await owner.patch('/api/v1/profile', { name: 'Ada Lovelace' });
    await more();
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
  });

  /** What some dialogs need: a picture, a second message of a mail, a colleague. */
  async function more(): Promise<void> {
    const email = 'colin@example.test';
    const { link } = await owner.post<{ link: string }>('/api/v1/invitations', { email, role: 'agent' });
    const token = new URL(link).searchParams.get('token');
    const colin = { name: 'Colin', password: 'another horse battery' };
    await parley.client().post(`/api/v1/invitations/by-token/${token}/accept`, colin);
    const { chat = '', mail = '' } = await screens(owner);
    const idOf = (path: string) => path.split('/').at(-1);
    const form = new FormData();
    form.append('file', new Blob([PICTURE], { type: 'image/png' }), 'cat.png');
    const { body } = await owner.request<{ id: string }>('POST', '/api/v1/attachments', { body: form });
    for (const [path, attachments] of [
      [chat, [body.id]],
      [mail, []],
    ] as const) {
      await owner.post(`/api/v1/conversations/${idOf(path)}/messages`, {
        clientId: `more-${idOf(path)}`,
        kind: 'note',
        body: 'Mehr davon.',
        attachments,
      });
    }
    // As a mail stands: found by what it refers to, not by a thread of the platform.
    await parley.query('UPDATE conversation SET external_id = NULL WHERE id = $1', [idOf(mail)]);
  }

  /** Somebody writes in a live chat. @returns the id of their conversation */
  async function visitorsConversation(): Promise<string> {
    const visitor = await VisitorBrowser.visiting(await connectChat(owner));
    await visitor.say('Is anybody there?');
    return eventually('their conversation', async () => {
      const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
      return items.find(({ lastWords }) => lastWords === 'Is anybody there?')?.id;
    });
  }

  /**
   * What axe finds wrong on the page in both themes, as `rule: elements`. A theme is nothing but colours, so the
   * second one is asked about those alone. The frames of mails hold what others wrote.
   */
  async function violations(page: Page): Promise<string[]> {
    // Not through a tag: the console's policy would refuse it, as it should.
    await page.evaluate(axe);
    const wrong: string[] = [];
    for (const [colorScheme, rules] of [
      ['dark', '["color-contrast", "link-in-text-block"]'],
      ['light', 'undefined'],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, colorScheme);
      await page.waitForFunction(() => document.getAnimations().length === 0);
      const { violations: found } = (await page.evaluate(
        `axe.run({ exclude: [["iframe.mail-frame"]] }, { resultTypes: ["violations"], runOnly: ${rules}, rules: { "label-content-name-mismatch": { enabled: true } } })`,
      )) as AxeResults;
      wrong.push(
        ...found.map(
          ({ id, nodes }) =>
            `${id} (${colorScheme}): ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
        ),
      );
    }
    return wrong;
  }

  it.each(['wide', 'phone'] as const)(
    'finds nothing on any screen, %s',
    async (size) => {
      const found: Record<string, string[]> = {};
      const look = async (page: Page, name: string) => {
        const wrong = await violations(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (overflow > 0) wrong.push(`wider than the window by ${overflow} px`);
        if (wrong.length > 0) found[name] = wrong;
      };
      const options = { viewport: sizes[size], reducedMotion: 'reduce' } as const;
      const member = await browser.visit(parley.baseUrl, { ...options, as: owner });
      await member.page.goto('/');
      await settle(member.page);
      for (const [name, path] of Object.entries(await screens(owner))) {
        await walkTo(member.page, path);
        await look(member.page, name);
      }
      await member.context.close();
      const stranger = await browser.visit(parley.baseUrl, options);
      for (const [name, path] of Object.entries(openScreens)) {
        await stranger.page.goto(path);
        await settle(stranger.page);
        await look(stranger.page, name);
      }
      await stranger.context.close();
      expect(found).toEqual({});
    },
    180_000,
  );

  /** What axe finds wrong with a page as it stands, and whether a dialog ends below the window. */
  async function faultsNow(page: Page): Promise<string[]> {
    const wrong = await violations(page);
    const below = await page.evaluate(() => {
      const ends = [...document.querySelectorAll('dialog[open]')].map(
        (one) => one.getBoundingClientRect().bottom,
      );
      return Math.max(0, ...ends) - window.innerHeight;
    });
    return below > 0 ? [...wrong, `ends ${below} px below the window`] : wrong;
  }

  it('finds nothing in what opens over a screen', async () => {
    const { page, context } = await browser.visit(parley.baseUrl, { viewport: sizes.wide, as: owner });
    const found: Record<string, string[]> = {};
    const look = async (name: string) => {
      const wrong = await faultsNow(page);
      if (wrong.length > 0) found[name] = wrong;
    };
    const { chat = '', mail = '', person = '', post = '' } = await screens(owner);
    const over = page
      .locator('dialog[open], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]')
      .first();
    /** Opens something over a screen, looks at it, and lets it go again. */
    const opened = async (name: string, path: string, open: () => Promise<unknown>) => {
      await walkTo(page, path);
      await open();
      await over.waitFor();
      await settle(page);
      await look(name);
      for (let tries = 0; tries < 3 && (await over.isVisible()); tries += 1)
        await page.keyboard.press('Escape');
      await over.waitFor({ state: 'hidden' });
    };
    const byCommand = async (words: string) => {
      await page.keyboard.press('Control+k');
      const palette = page.getByRole('dialog', { name: 'Command palette' });
      await palette.getByRole('combobox').fill(words);
      await palette.getByRole('option').first().click();
      await palette.waitFor({ state: 'detached' });
    };
    await page.goto('/');
    await settle(page);
    for (const keys of ['?', 'Control+k', 'a', 't', 's', 'g n']) {
      await opened(keys, chat, async () => {
        for (const key of keys.split(' ')) await page.keyboard.press(key);
      });
    }
    await opened('split', mail, () => byCommand('Split this conversation'));
    await opened('close with a reason', mail, () => byCommand('Close with a reason'));
    await opened('send later', chat, async () => {
      await page.getByRole('textbox', { name: /^Reply to/ }).fill('Bis morgen!');
      await page.keyboard.press('Control+Shift+L');
    });
    await opened('emoji', chat, async () => {
      await page
        .getByRole('region', { name: 'Reply' })
        .getByRole('button', { name: 'Emoji', exact: true })
        .click();
      await page.getByRole('gridcell').first().waitFor();
    });
    await opened('mention', chat, async () => {
      await page.keyboard.press('n');
      await page.keyboard.type(' @');
    });
    await opened('lightbox', chat, () => page.getByRole('button', { name: /cat\.png/ }).click());
    await opened('answer each', post, async () => {
      for (const key of ['j', 'x', 'r']) await page.keyboard.press(key);
    });
    await opened('hide by words', post, () => byCommand('Set aside by words'));
    await opened('new alert', '/now/alerts', () => page.getByRole('button', { name: 'New alert' }).click());
    await opened('period', '/reports', () => page.getByRole('button', { name: /^Period/ }).click());
    await opened('recompute', '/reports', async () => {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: 'Recompute a period' }).click();
      await page.getByRole('dialog', { name: 'Recompute a period' }).waitFor();
    });
    await opened('save view', '/inbox/ours?medium=email', () =>
      page.getByRole('button', { name: 'Save as a view …' }).click(),
    );
    await opened('block', `/inbox/ours/${await visitorsConversation()}`, () =>
      byCommand('Block this person'),
    );
    await opened('merge', person, async () => {
      await byCommand('Merge with another person');
      await page.getByRole('combobox', { name: 'Find a person' }).fill('Ben');
      await page.getByRole('listbox', { name: 'Find a person' }).getByRole('option', { name: /Ben/ }).click();
      await page.getByRole('dialog', { name: 'Merge into one person' }).getByText('1 conversation').waitFor();
    });
    await walkTo(page, '/inbox/ours');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByRole('region', { name: 'Selected conversations' }).waitFor();
    await look('chosen ones');
    expect(found).toEqual({});
    await context.close();
  }, 120_000);
});
