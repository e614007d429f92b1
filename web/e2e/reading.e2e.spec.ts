import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { Page } from 'playwright-core';
import { apiMessage } from '../../server/test/builders/api-events.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { RealBrowser, type Visitor } from './browser.js';

const LONG = Array.from({ length: 80 }, (_, line) => `Line ${line + 1} of a long story.`).join('\n');

describe('reading a conversation', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let owner: ApiClient;
  let visitor: Visitor;
  let page: Page;
  let shop: ApiSender;
  let id: string;
  const log = () => page.getByRole('log');
  const say = (text: string) =>
    shop.deliver({
      events: [apiMessage({ conversation: 'chat', medium: 'dm', person: 'Ben', message: { text } })],
    });

  beforeAll(async () => {
    parley = await Parley.start({ mode: 'embedded' });
    browser = await RealBrowser.start();
    owner = await parley.signedIn();
    shop = await ApiSender.connect(owner, { webhookUrl: 'http://127.0.0.1:9/nobody' });
    await say('Hello, I have a story.');
    id = await eventually('the conversation', async () => {
      const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
      return items[0]?.id;
    });
    visitor = await browser.visit(parley.baseUrl, { as: owner });
    ({ page } = visitor);
    await page.goto(`/inbox/ours/${id}`);
    await log().getByText('I have a story').waitFor();
    await eventually('it to be read', async () => {
      const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
      return items[0]?.unread === false;
    });
    await page.goto('/inbox/theirs');
    await say(LONG);
    for (let count = 1; count <= 16; count++) await say(`And ${count}.`);
    await eventually('all of it', async () => {
      const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
      return items[0]?.lastWords === 'And 16.';
    });
    await page.goto(`/inbox/ours/${id}`);
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
  });

  it('begins at what is new, with long messages folded, and the newest one press away', async () => {
    const line = log().getByText('New since you looked');
    await line.waitFor();
    const inSight = (text: string) =>
      log()
        .getByText(text, { exact: true })
        .evaluate((element) => {
          const pane = element.closest('[role="log"]')?.getBoundingClientRect();
          const { top, bottom } = element.getBoundingClientRect();
          return pane !== undefined && top >= pane.top && bottom <= pane.bottom;
        });
    await eventually('the line in sight', () => inSight('New since you looked'));
    const whole = log().getByRole('button', { name: 'Show the whole message' });
    await whole.waitFor();
    const height = () =>
      log()
        .getByText('Line 80 of a long story.')
        .evaluate((element) => element.closest('article')?.getBoundingClientRect().height ?? 0);
    const folded = await height();
    await whole.click();
    await log().getByRole('button', { name: 'Show less' }).waitFor();
    expect(await height()).toBeGreaterThan(folded * 2);
    await log().getByRole('button', { name: 'Show less' }).click();
    await whole.waitFor();

    await log().evaluate((element) => element.scrollTo(0, 0));
    await page.getByRole('button', { name: 'To the newest message' }).click();
    await eventually('the newest in sight', () => inSight('And 16.'));
    expect(visitor.faults).toEqual([]);
  });
});
