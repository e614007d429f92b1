import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { apiMessage } from '../../server/test/builders/api-events.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import { StrictReceiver } from '../../server/test/fakes/strict-receiver.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { RealBrowser, type Visitor } from './browser.js';

const RULE = 'more than 1 conversation is ours';

describe('who waits now', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let receiver: StrictReceiver;
  let shop: ApiSender;
  let owner: ApiClient;
  let olga: Visitor;

  const asks = (person: string, text: string) =>
    shop.deliver({
      events: [apiMessage({ conversation: person, medium: 'chat', person, message: { text } })],
    });
  const answer = async (person: string) => {
    const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
    const row = items.find((one) => one.person.name === person);
    await owner.post(`/api/v1/conversations/${row?.id}/messages`, {
      ...{ clientId: randomUUID(), body: 'Yes!', seenSeq: row?.utteranceSeq, holdMs: 0 },
    });
  };
  const figure = async (name: string) => {
    const face = olga.page.locator('.now-figure', { hasText: name }).locator('.now-number');
    return Number(await face.textContent());
  };

  beforeAll(async () => {
    receiver = await StrictReceiver.start();
    parley = await Parley.start({ mode: 'embedded' });
    owner = await parley.signedIn();
    shop = await ApiSender.connect(owner, { webhookUrl: receiver.url });
    browser = await RealBrowser.start();
    olga = await browser.visit(parley.baseUrl, { as: owner });
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
    await receiver?.stop();
  });

  it('stands on the board as it happens: somebody writes, too many wait, an alert, answers, all is quiet', async () => {
    const { page } = olga;
    await page.goto('/inbox/ours');
    await page.getByRole('link', { name: 'Now' }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await page.waitForURL('**/now');
    await page.getByText('Nobody waits', { exact: true }).waitFor();
    await page.getByText('1 of us here').waitFor();

    await page.getByRole('button', { name: 'Alerts' }).click();
    await page.getByText('No alerts yet').waitFor();
    await page.getByRole('button', { name: 'New alert' }).click();
    const form = page.getByRole('dialog', { name: 'New alert' });
    await form.getByLabel('Tell us when').selectOption('ours');
    await form.getByLabel('Limit').fill('1');
    await form.getByRole('button', { name: 'Save' }).click();
    await page.getByText(RULE, { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Back' }).click();

    await asks('Anna', 'Where is my parcel?');
    const longest = page.getByRole('region', { name: 'Waiting longest' });
    await longest.getByText('Where is my parcel?').waitFor();
    await eventually('one to be ours', async () => (await figure('Ours')) === 1);
    await page.getByRole('row', { name: /Shop/ }).getByText('Anna').waitFor();
    expect(await page.getByRole('list', { name: 'Alerts that are up' }).count()).toBe(0);

    await asks('Ben', 'Hello?');
    await longest.getByText('Ben').waitFor();
    expect(await longest.getByRole('listitem').allTextContents()).toEqual([
      expect.stringContaining('Anna'),
      expect.stringContaining('Ben'),
    ]);
    const raised = page.getByRole('list', { name: 'Alerts that are up' });
    await raised.getByText(`All channels: ${RULE}`).waitFor();
    // Read out once, and told wherever the member is.
    await page.getByRole('status').getByText(`Alert: All channels: ${RULE}`).waitFor();
    await page.getByRole('button', { name: /Notifications, 1 unread/ }).waitFor();

    // A figure leads to those it counts, and with the keyboard.
    await page.getByRole('link', { name: 'Shop, Ours: 2' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/inbox/ours?channelId=${shop.channelId}`);
    await page.getByRole('button', { name: 'Remove filter Channel: Shop' }).waitFor();
    await page.goto('/now');
    await page.getByRole('link', { name: '0 Overdue' }).click();
    await page.getByRole('button', { name: 'Remove filter Answer: Overdue' }).waitFor();
    expect(await page.locator('[data-row]').count()).toBe(0);
    await page.goto('/now');

    await answer('Anna');
    await longest.getByText('Anna').waitFor({ state: 'detached' });
    await answer('Ben');
    await page.getByText('Nobody waits', { exact: true }).waitFor();
    await raised.waitFor({ state: 'detached' });
    await page.getByText('2 answers today.').waitFor();
    await page.getByRole('button', { name: /Notifications, 2 unread/ }).waitFor();
    await page.goto('/now/alerts');
    await page.getByText(/measured: 2/).waitFor();
    expect(await page.getByText('still up').count()).toBe(0);
  });

  it('fills a screen on the wall, without names where they are nobody’s business', async () => {
    const { page } = olga;
    await asks('Carla', 'Anybody there?');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto('/now');
    await page.getByRole('button', { name: 'On the wall' }).click();
    const wall = page.getByRole('region', { name: 'Now' });
    await wall.getByText('Carla').waitFor();
    // Dark, whatever the member likes.
    expect(await wall.evaluate((element) => getComputedStyle(element).colorScheme)).toBe('dark');
    const overflow = await wall.evaluate((element) => element.scrollHeight - element.clientHeight);
    expect(overflow).toBeLessThanOrEqual(0);
    await wall.getByRole('button', { name: 'Hide names and words' }).click();
    await wall.getByText('Carla').waitFor({ state: 'detached' });
    expect(await wall.getByText('Anybody there?').count()).toBe(0);
    await answer('Carla');
    await wall.getByText('Nobody waits').waitFor();
    await wall.getByRole('button', { name: 'Leave the wall view' }).click();
    await wall.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Inbox' }).click();
    await page.waitForURL('**/inbox/**');
    expect(olga.faults).toEqual([]);
  });

  it('stays up on the wall by itself: a server that was away, a newer build, the end of its session', async () => {
    const { page } = olga;
    await asks('Dora', 'Still there?');
    await page.goto('/now?wall=1');
    const wall = page.getByRole('region', { name: 'Now' });
    await wall.getByText('1', { exact: true }).first().waitFor();
    await parley.kill('api');
    await wall.getByText(/no connection, as of/).waitFor();
    // What the server gives out when it is back begins with another file than this page did.
    const newer = '<div id="root"></div><script type="module" src="/assets/index-newer.js"></script>';
    await page.route('**/', (route) => route.fulfill({ contentType: 'text/html', body: newer }));
    const loadedAnew = page.waitForEvent('load');
    await parley.resume('api');
    await loadedAnew;
    await wall.waitFor();
    await page.unroute('**/');
    await asks('Emil', 'Anybody?');
    await wall.getByText('2', { exact: true }).first().waitFor();
    expect(await wall.getByText(/no connection/).count()).toBe(0);
    await owner.delete('/api/v1/session');
    await page.getByRole('heading', { name: 'This screen was signed out' }).waitFor();
    expect(new URL(page.url()).searchParams.get('from')).toBe('/now?wall=1');
  });
});
