import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Member } from '@parley/shared/brands.js';
import type { ConversationRow } from '@parley/shared/conversations.js';
import { apiMessage } from '../../server/test/builders/api-events.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import { StrictReceiver } from '../../server/test/fakes/strict-receiver.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { RealBrowser, type Visitor } from './browser.js';

const ADA = { email: 'ada@brand.test', password: 'correct horse battery', name: 'Ada Örtel' };

describe('later, and news', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let receiver: StrictReceiver;
  let shop: ApiSender;
  let owner: ApiClient;
  let olga: Visitor;
  let ada: Visitor;

  const asks = async (person: string, text: string) => {
    await shop.deliver({
      events: [apiMessage({ conversation: person, medium: 'chat', person, message: { text } })],
    });
    return eventually(`${person} to stand in the inbox`, async () => {
      const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
      return items.find((row) => row.person.name === person && row.lastWords === text)?.id;
    });
  };
  const write = async ({ page }: Visitor, text: string) => {
    await page.getByRole('textbox', { name: /^Reply to/ }).fill(text);
  };

  beforeAll(async () => {
    receiver = await StrictReceiver.start();
    parley = await Parley.start({ mode: 'embedded' });
    owner = await parley.signedIn();
    shop = await ApiSender.connect(owner, { webhookUrl: receiver.url });
    const { link } = await owner.post<{ link: string }>('/api/v1/invitations', {
      email: ADA.email,
      role: 'agent',
    });
    const token = new URL(link).searchParams.get('token');
    await parley
      .client()
      .post(`/api/v1/invitations/by-token/${token}/accept`, { name: ADA.name, password: ADA.password });
    browser = await RealBrowser.start();
    olga = await browser.visit(parley.baseUrl, { as: owner });
    ada = await browser.visit(parley.baseUrl, { as: await parley.signedIn(ADA.email, ADA.password) });
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
    await receiver?.stop();
  });

  it('is said in words, listed, changed, and cancelled with its text back in the reply box', async () => {
    const id = await asks('Anna', 'Wann kommt es?');
    const { page } = olga;
    await page.goto(`/inbox/ours/${id}`);
    await write(olga, 'It comes tomorrow.');
    await page.keyboard.press('Control+Shift+L');
    const dialog = page.getByRole('dialog', { name: 'Send later' });
    await dialog.getByLabel('When should it leave?').fill('nonsense');
    await dialog.getByText('No time is known by these words').waitFor();
    await dialog.getByLabel('When should it leave?').fill('übermorgen 9 Uhr');
    await dialog.getByRole('button', { name: 'Schedule' }).click();
    const card = page.getByRole('article', { name: 'Scheduled reply to Anna' });
    await card.getByText('Cancelled if Anna writes first').waitFor();
    await card.getByText(/Leaves .*9:00/).waitFor();
    expect(await page.getByRole('textbox', { name: /^Reply to/ }).inputValue()).toBe('');

    // Seen by a colleague, who may not change its words.
    await ada.page.goto(`/inbox/ours/${id}`);
    const theirs = ada.page.getByRole('article', { name: 'Scheduled reply to Anna' });
    await theirs.getByText('It comes tomorrow.').waitFor();
    expect(await theirs.getByRole('button', { name: 'Edit' }).count()).toBe(0);

    await card.getByRole('button', { name: 'Edit' }).click();
    const editing = page.getByRole('dialog', { name: 'Scheduled reply to Anna' });
    await editing.getByLabel('Words').fill('It comes on Thursday.');
    await editing.getByRole('button', { name: 'Save' }).click();
    await theirs.getByText('It comes on Thursday.').waitFor();

    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await page.waitForURL('**/scheduled');
    await page.getByRole('heading', { name: 'Scheduled', level: 1 }).waitFor();
    await page.getByRole('article', { name: 'Scheduled reply to Anna' }).getByText('Thursday').waitFor();
    await page.getByRole('link', { name: 'Anna' }).click();
    await card.getByRole('button', { name: 'Cancel it' }).click();
    await card.waitFor({ state: 'detached' });
    await theirs.waitFor({ state: 'detached' });
    await eventually('the words to be back', async () => {
      const value = await page.getByRole('textbox', { name: /^Reply to/ }).inputValue();
      return value === 'It comes on Thursday.';
    });

    await page.keyboard.press('Control+Shift+L');
    await dialog.getByRole('button', { name: /In an hour/ }).click();
    await card.getByRole('button', { name: 'Send now' }).click();
    await eventually('the reply to arrive', () => receiver.arrivals.length === 1);
    expect(receiver.arrivals.map(({ text }) => text)).toEqual(['It comes on Thursday.']);
  });

  it('is cancelled when the person writes first: the writer is told wherever they are, and keeps the words', async () => {
    const id = await asks('Ben', 'Hallo?');
    const { page } = olga;
    await page.goto(`/inbox/ours/${id}`);
    await write(olga, 'Tomorrow then.');
    await page.keyboard.press('Control+Shift+L');
    await page.getByRole('button', { name: /Tomorrow morning/ }).click();
    await page.getByRole('article', { name: 'Scheduled reply to Ben' }).waitFor();
    await page.goto('/settings/profile');
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    await asks('Ben', 'Hat sich erledigt');
    const bell = page.getByRole('button', { name: /Notifications, 1 unread/ });
    await bell.waitFor();
    await bell.click();
    await page
      .getByRole('dialog', { name: 'Notifications' })
      .getByRole('button', { name: /Ben wrote first/ })
      .click();
    await page.waitForURL(`**/inbox/ours/${id}`);
    await page.getByText('wrote before this left').waitFor();
    await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Use the words' }).click();
    await eventually('the words to be back', async () => {
      const value = await page.getByRole('textbox', { name: /^Reply to/ }).inputValue();
      return value === 'Tomorrow then.';
    });
    expect(receiver.arrivals).toHaveLength(1);
  });

  it('rings at a colleague who is mentioned, and in all of their windows it is read once', async () => {
    const id = await asks('Carla', 'Schön!');
    const { page } = olga;
    await ada.page.goto('/inbox/theirs');
    const second = await ada.context.newPage();
    await second.goto('/people');
    await page.goto(`/inbox/ours/${id}`);
    await page.getByRole('textbox', { name: /^Reply to/ }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('Please look, @');
    await page.keyboard.type('ört');
    await page.keyboard.press('Enter');
    await page.keyboard.type('thanks');
    await page.keyboard.press('Control+Enter');
    for (const window of [ada.page, second]) {
      await window.getByRole('button', { name: /Notifications, 1 unread/ }).waitFor();
    }
    await ada.page.keyboard.press('g');
    await ada.page.keyboard.press('n');
    const panel = ada.page.getByRole('dialog', { name: 'Notifications' });
    await panel.getByText('mentioned you in the conversation with Carla').waitFor();
    await panel.getByText('Please look, @Ada Örtel thanks').click();
    await ada.page.waitForURL(`**/inbox/ours/${id}`);
    for (const window of [ada.page, second]) {
      await window.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    }
    const members = await owner.get<Member[]>('/api/v1/members');
    const adaId = members.find(({ email }) => email === ADA.email)?.id;
    // What she does not want, she is not told.
    await ada.page.goto('/settings/profile');
    await ada.page.getByText('somebody assigns a conversation to me').click();
    await eventually('the wish to be kept', async () => {
      const { unwanted } = await (await parley.signedIn(ADA.email, ADA.password)).get<{ unwanted: string[] }>(
        '/api/v1/notifications/settings',
      );
      return unwanted.includes('assigned');
    });
    await owner.post(`/api/v1/conversations/${id}/assign`, { memberId: adaId });
    await owner.post(`/api/v1/conversations/${id}/messages`, {
      clientId: randomUUID(),
      kind: 'note',
      body: '@Ada Örtel again',
      mentions: [adaId],
    });
    await ada.page.getByRole('button', { name: /Notifications, 1 unread/ }).waitFor();
    expect([...olga.faults, ...ada.faults]).toEqual([]);
  });
});
