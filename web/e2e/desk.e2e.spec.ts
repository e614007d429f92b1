import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ConversationDetail, ConversationRow } from '@parley/shared/conversations.js';
import type { SavedView } from '@parley/shared/views.js';
import type { Page } from 'playwright-core';
import { apiMessage } from '../../server/test/builders/api-events.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { keyList } from '../src/console/keys/key-list.js';
import { RealBrowser } from './browser.js';

/** Working through the queue: many at once, by keys, under names, and one that becomes two. */
describe('the desk', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let owner: ApiClient;
  let sender: ApiSender;
  let page: Page;
  let faults: string[];
  beforeAll(async () => {
    parley = await Parley.start({ mode: 'embedded' });
    browser = await RealBrowser.start();
    owner = await parley.signedIn();
    sender = await ApiSender.connect(owner, { webhookUrl: 'http://127.0.0.1:9/nobody' });
    // They have waited since before the channel was connected, and not all equally long.
    await parley.query(`UPDATE channel SET connected_at = now() - interval '1 day'`);
    const events = ['Anna', 'Ben', 'Carla', 'Dora', 'Emil'].map((person, n) =>
      apiMessage({
        conversation: person,
        medium: 'email',
        person,
        message: { text: `Words of ${person}` },
        at: new Date(Date.now() - (10 - n) * 60_000).toISOString(),
      }),
    );
    await sender.deliver({ events });
    await eventually('five conversations', async () => ((await rows()).length === 5 ? true : null));
    await owner.post('/api/v1/tags', { name: 'Parsley', color: '#0b6e79' });
    ({ page, faults } = await browser.visit(parley.baseUrl, { as: owner }));
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
  });
  beforeEach(async () => {
    await page.goto('/inbox/ours');
    await list().first().waitFor();
  });

  const rows = async (view = 'ours') =>
    (await owner.get<{ items: ConversationRow[] }>(`/api/v1/conversations?view=${view}`)).items;
  const names = async (view = 'ours') => (await rows(view)).map(({ person }) => person.name);
  const list = (name = 'Ours') => page.getByRole('list', { name }).getByRole('link');
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const inView = (view: string, expected: string[]) =>
    eventually(`${view}: ${expected}`, async () =>
      (await names(view)).sort().join() === [...expected].sort().join() ? true : null,
    );

  it('many are chosen by keys and mouse, closed at once, and taken back by z', async () => {
    await press('j', 'x', 'Shift+J');
    const bar = page.getByRole('region', { name: 'Selected conversations' });
    await bar.getByText('2 selected').waitFor();
    await list()
      .nth(3)
      .click({ modifiers: ['Shift'] });
    await bar.getByText('4 selected').waitFor();
    await page.getByRole('checkbox', { name: 'Select Ben' }).click({ force: true });
    await bar.getByText('3 selected').waitFor();
    await press('e');
    await page.getByText('3 conversations closed.').waitFor();
    await inView('closed', ['Anna', 'Carla', 'Dora']);
    expect(await list().allTextContents()).toHaveLength(2);
    await press('z');
    await page.getByText('Taken back.').waitFor();
    await inView('ours', ['Anna', 'Ben', 'Carla', 'Dora', 'Emil']);
    await inView('closed', []);
  });

  it('one that was written to meanwhile stays, and says so', async () => {
    const emil = (await rows()).find(({ person }) => person.name === 'Emil');
    await page.route('**/conversations/bulk', async (route) => {
      await sender.deliver({
        events: [
          apiMessage({
            conversation: 'Emil',
            medium: 'email',
            person: 'Emil',
            message: { text: 'And more' },
          }),
        ],
      });
      await eventually('more words', async () =>
        (await owner.get<ConversationDetail>(`/api/v1/conversations/${emil?.id}`)).utteranceSeq >
        (emil?.utteranceSeq ?? 0)
          ? true
          : null,
      );
      await route.continue();
    });
    await page.getByRole('checkbox', { name: 'Select Emil' }).click({ force: true });
    await page.getByRole('checkbox', { name: 'Select Dora' }).click({ force: true });
    await press('e');
    await page.getByText('1 of 2 was left as it is. Someone had written there in the meantime.').waitFor();
    await page.unroute('**/conversations/bulk');
    await list().filter({ hasText: 'Emil' }).waitFor();
    expect(await names('closed')).toEqual(['Dora']);
    await press('z');
    await inView('closed', []);
  });

  it('the palette does what the mouse can, finds it by a few letters, and asks to whom and until when', async () => {
    await press('j', 'Control+k');
    const palette = page.getByRole('dialog', { name: 'Command palette' });
    await palette.getByRole('combobox').fill('assme');
    await press('Enter');
    await page.getByText('conversation assigned.').waitFor();
    await press('Control+k');
    await palette.getByRole('combobox').fill('tag');
    await palette.getByRole('option', { name: /^Tags …/ }).click();
    await palette.getByRole('option', { name: 'Tag Parsley' }).click();
    await palette.getByRole('option', { name: 'Remove tag Parsley', selected: true }).waitFor();
    await press('Escape');
    await eventually('tagged and assigned', async () => {
      const first = (await rows())[0];
      return first?.tags[0]?.name === 'Parsley' && first.assignee ? true : null;
    });
    await press('Control+k');
    await palette.getByRole('combobox').fill('snooze in 3 days');
    await palette
      .getByRole('option', { name: /Snooze until/ })
      .first()
      .click();
    await inView('snoozed', ['Anna']);
    await press('z');
    await inView('snoozed', []);
    await press('Control+k');
    await palette.getByRole('combobox').fill('theme dark');
    await press('Enter');
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  });

  it('a time is typed as people say it', async () => {
    await press('j', 's');
    await page.getByRole('combobox', { name: 'Snooze' }).fill('morgen 9 Uhr');
    await page.getByRole('option').first().click();
    await inView('snoozed', ['Anna']);
    const [row] = await rows('snoozed');
    expect(Date.parse(row?.snoozedUntil ?? '')).toBeGreaterThan(Date.now());
    await press('z');
    await inView('snoozed', []);
  });

  it('a view is saved under a name, and led to by g 1, the list and its address', async () => {
    await page.goto('/inbox/ours?medium=email');
    await page.getByRole('button', { name: 'Save as a view …' }).click();
    await page.getByLabel('Name').fill('Letters');
    await page.getByLabel('For everyone in the brand').check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'View: Letters' }).waitFor();
    expect(page.url()).toMatch(/medium=email&saved=/);
    const [saved] = await owner.get<SavedView[]>('/api/v1/views');
    expect(saved).toMatchObject({ name: 'Letters', shared: true, filter: { view: 'ours', medium: 'email' } });
    const listed = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/views'));
    await page.goto('/settings/profile');
    await (await listed).finished();
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    await press('g', '1');
    await page.waitForURL(`**/inbox/ours?medium=email&saved=${saved?.id}`);
    await page.getByRole('button', { name: 'View: Letters' }).click();
    await page.getByRole('menuitem', { name: 'Edit this view …' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: 'View: Ours' }).waitFor();
    expect(await owner.get<SavedView[]>('/api/v1/views')).toEqual([]);
  });

  it('every key stands in the key list; none does anything while words are typed', async () => {
    // On a German keyboard the question mark is Shift and ß, the slash Shift and 7.
    await page.keyboard.down('Shift');
    await page.evaluate(() =>
      window.dispatchEvent(
        new KeyboardEvent('keydown', { key: '?', code: 'Minus', shiftKey: true, bubbles: true }),
      ),
    );
    await page.keyboard.up('Shift');
    const overlay = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await overlay.waitFor();
    const shown = await overlay
      .locator('[data-keys]')
      .evaluateAll((all) => all.map((row) => (row as HTMLElement).dataset.keys));
    expect(shown).toEqual(keyList.map(({ keys }) => keys));
    await press('Escape');
    await page.evaluate(() =>
      window.dispatchEvent(
        new KeyboardEvent('keydown', { key: '/', code: 'Digit7', shiftKey: true, bubbles: true }),
      ),
    );
    const field = page.getByRole('searchbox', { name: 'Search' });
    await field.waitFor();
    await field.pressSequentially('xjeustaz?');
    expect(await field.inputValue()).toBe('xjeustaz?');
    // What an input method is still composing is no command either.
    await page.goto('/inbox/ours');
    await list().first().waitFor();
    await page.evaluate(() =>
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', isComposing: true, bubbles: true })),
    );
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('one conversation becomes two at a message, and one again', async () => {
    const ben = (await rows()).find(({ person }) => person.name === 'Ben');
    await sender.deliver({
      events: [
        apiMessage({
          conversation: 'Ben',
          medium: 'email',
          person: 'Ben',
          message: { text: 'Another matter' },
        }),
      ],
    });
    await eventually('two messages', async () =>
      (await rows()).find(({ id }) => id === ben?.id)?.messageCount === 2 ? true : null,
    );
    // As a mail stands: found by what it refers to, not by a thread of the platform.
    await parley.query('UPDATE conversation SET external_id = NULL WHERE id = $1', [ben?.id]);
    await page.goto(`/inbox/ours/${ben?.id}`);
    const message = page.getByRole('article').filter({ hasText: 'Another matter' });
    await message.hover();
    await message.getByRole('button', { name: 'More about this message' }).click();
    await page.getByRole('menuitem', { name: 'Split from here …' }).click();
    await page.getByLabel('Subject of the new conversation').fill('Matter two');
    await page.getByRole('button', { name: 'Split off 1 message' }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(ben?.id ?? ''));
    await page.getByText('split this off from another conversation').waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    expect((await names()).filter((name) => name === 'Ben')).toHaveLength(2);
    await press('z');
    await page.waitForURL(`**/${ben?.id}`);
    await page.getByRole('article').nth(1).waitFor();
    expect((await names()).filter((name) => name === 'Ben')).toHaveLength(1);
    expect(faults.filter((fault) => !/status of 4\d\d/.test(fault))).toEqual([]);
  });
});
