import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { Page } from 'playwright-core';
import { apiMessage } from '../../server/test/builders/api-events.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import { StrictReceiver } from '../../server/test/fakes/strict-receiver.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { RealBrowser, type Visitor } from './browser.js';

/** The main job without a mouse, and without eyes. */
describe('by hand', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let receiver: StrictReceiver;
  let shop: ApiSender;
  let owner: ApiClient;
  let olga: Visitor;
  beforeAll(async () => {
    receiver = await StrictReceiver.start();
    parley = await Parley.start({ mode: 'embedded' });
    owner = await parley.signedIn();
    await owner.patch('/api/v1/profile', { undoMs: 0 });
    shop = await ApiSender.connect(owner, { webhookUrl: receiver.url });
    await asks('Anna', 'Where is my parcel?');
    await asks('Ben', 'Do you have it in blue?');
    browser = await RealBrowser.start();
    olga = await browser.visit(parley.baseUrl, { as: owner, reducedMotion: 'reduce' });
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
    await receiver?.stop();
  });

  const rows = async (view: string) =>
    (await owner.get<{ items: ConversationRow[] }>(`/api/v1/conversations?view=${view}`)).items;
  const asks = async (person: string, text: string) => {
    await shop.deliver({
      events: [apiMessage({ conversation: person, medium: 'chat', person, message: { text } })],
    });
    await eventually(`${person} to stand in the queue`, async () =>
      (await rows('ours')).some((row) => row.person.name === person && row.lastWords === text),
    );
  };
  const closed = (person: string) =>
    eventually(`${person} to be closed`, async () =>
      (await rows('closed')).find((row) => row.person.name === person),
    );

  it('answers and closes by the keyboard alone', async () => {
    const { page } = olga;
    const { keyboard } = page;
    await page.goto('/inbox/ours');
    await page.getByRole('list', { name: 'Ours' }).getByRole('link', { name: /Anna/ }).waitFor();
    // The one who has waited longest first.
    await keyboard.press('j');
    await keyboard.press('Enter');
    await page.getByRole('log').getByText('Where is my parcel?').waitFor();
    await keyboard.press('r');
    await eventually('the reply to have the focus', async () => (await inFocus(page)) === 'Reply to Anna …');
    await keyboard.type('It comes today.');
    await keyboard.press('Control+Enter');
    await page.getByRole('log').getByText('It comes today.').waitFor();
    await keyboard.press('Escape');
    await keyboard.press('e');
    expect((await closed('Anna')).lastWords).toBe('It comes today.');
  });

  it('answers and closes by what a screen reader says, and is told what happened', async () => {
    const { page } = olga;
    await page.goto('/inbox/ours');
    const status = page.getByRole('status').and(page.locator('[aria-live="polite"]'));
    await page.getByRole('list', { name: 'Ours' }).getByRole('link', { name: /Ben/ }).press('Enter');
    await page.getByRole('heading', { name: 'Ben' }).first().waitFor();
    const log = page.getByRole('log', { name: 'Conversation' });
    await log.getByRole('article', { name: /Ben/ }).filter({ hasText: 'Do you have it in blue?' }).waitFor();
    const reply = page.getByRole('region', { name: 'Reply' });
    await reply.getByRole('textbox', { name: /^Reply to Ben/ }).fill('Yes, in two blues.');
    await reply.getByRole('button', { name: 'Send', exact: true }).press('Enter');
    await log.getByRole('article').filter({ hasText: 'Yes, in two blues.' }).waitFor();

    // What comes before the answer has left would be answered by it.
    await eventually('Ben to be answered', async () =>
      (await rows('theirs')).some((row) => row.person.name === 'Ben'),
    );

    // What comes in meanwhile is said by the log, which is a live region by its role.
    await asks('Ben', 'Lovely, thank you!');
    await log.getByRole('article', { name: /Ben/ }).filter({ hasText: 'Lovely, thank you!' }).waitFor();
    expect(await log.getAttribute('aria-live')).not.toBe('off');

    await page.getByRole('button', { name: 'Close', exact: true }).press('Enter');
    await status.filter({ hasText: 'Closed.' }).waitFor();
    await closed('Ben');
    expect(olga.faults).toEqual([]);
  });
});

/** What the element with the focus is called. */
const inFocus = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at?.getAttribute('aria-label') ?? at?.textContent;
  });
