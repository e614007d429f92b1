import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { Page } from 'playwright-core';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import type { Dovecot } from '../../server/test/harness/dovecot.js';
import { eventually } from '../../server/test/harness/eventually.js';
import type { Visitor } from './browser.js';
import { MailHouse } from './mail-house.js';
import { aMail, messageIdOf, onlyMail, PATIENCE } from './mails.js';

const BRAND = { address: 'support@brand.test', password: 'mailbox-secret' };
const PERSON = { address: 'nora@person.test', password: 'noras-secret' };
const PARTNER = { address: 'depot@partner.test', password: 'depots-secret' };

describe('words that leave first', () => {
  let house: MailHouse;
  let dovecot: Dovecot;
  let owner: ApiClient;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    house = await MailHouse.open(BRAND, [PERSON, PARTNER]);
    ({ dovecot, owner, visitor, page } = house);
  });
  afterAll(async () => {
    await house?.close();
  });

  it('reach the mailbox of someone who never wrote, and stand in a conversation of theirs', async () => {
    await page.goto('/inbox/ours');
    await page.getByText('Everyone has an answer').waitFor();
    await page.keyboard.press('c');
    const form = page.getByRole('dialog', { name: 'Write to someone' });
    await form.getByLabel('Subject').fill('Your lamp is ready');
    await form.getByLabel('Text').fill('Dear Nora,\n\nit can be fetched from Monday on.');
    await form.getByLabel('To', { exact: true }).fill(PERSON.address);
    await form.getByLabel('To', { exact: true }).press('Control+Enter');
    await form.waitFor({ state: 'detached' });
    await page.waitForURL(/\/inbox\/theirs\/[0-9a-f-]{36}$/);
    await page.getByRole('log').getByText('it can be fetched from Monday on.').waitFor();

    const arrived = await onlyMail(dovecot, PERSON.address);
    const raw = arrived.raw.toString();
    expect(raw).toMatch(/^Subject: Your lamp is ready/im);
    expect(raw).toMatch(/^From: .*<support@brand\.test>/im);
    expect(raw).toContain('it can be fetched from Monday on.');
    expect(raw).not.toMatch(/^In-Reply-To:/im);
    await page.getByRole('img', { name: /^Sent/ }).waitFor();
    expect(messageIdOf(await onlyMail(dovecot, BRAND.address, 'Sent'))).toBe(messageIdOf(arrived));
  });

  it('and the answer comes into the same conversation, which is then ours', async () => {
    const url = page.url();
    const sent = await onlyMail(dovecot, PERSON.address);
    await dovecot.deliver(
      BRAND.address,
      aMail({
        from: `Nora Person <${PERSON.address}>`,
        to: BRAND.address,
        id: 'answer@person.test',
        subject: 'Re: Your lamp is ready',
        inReplyTo: messageIdOf(sent),
        text: 'I will come on Tuesday.',
      }),
    );
    await page.getByRole('log').getByText('I will come on Tuesday.').waitFor();
    expect(page.url()).toBe(url);
    await page.goto('/inbox/ours');
    await page.getByRole('list', { name: 'Ours' }).getByRole('listitem').filter({ hasText: 'Nora' }).click();
    await page.getByRole('log').getByText('I will come on Tuesday.').waitFor();
    expect(page.url()).toContain(new URL(url).pathname.split('/').at(-1));
  });

  it('passes a mail on; taken back in another tab it is still one that passes on', async () => {
    await setUndo(owner, 30_000);
    await page.reload();
    const region = page.getByRole('region', { name: 'Reply' });
    await region.getByRole('button', { name: /^How to answer/ }).click();
    await page.getByRole('menuitemradio', { name: 'Forward' }).click();
    await region.getByLabel('To', { exact: true }).fill(PARTNER.address);
    await region
      .getByRole('textbox', { name: 'Say something to go with it …' })
      .fill('Please keep it apart.');
    await region.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByRole('log').getByText('Please keep it apart.').waitFor();

    const other = await visitor.context.newPage();
    await other.goto(page.url());
    await other.getByRole('log').getByText('Forwarded').waitFor();
    await other.getByRole('log').getByRole('button', { name: 'Undo' }).click();
    const field = other.getByRole('textbox', { name: 'Say something to go with it …' });
    await eventually(
      'the words in the box',
      async () => (await field.textContent()) === 'Please keep it apart.',
    );
    await other.getByText(PARTNER.address).first().waitFor();

    // What was begun survives a reload as what it is.
    await other.getByText('Draft saved').waitFor();
    await other.reload();
    await eventually('the draft', async () => (await field.textContent()) === 'Please keep it apart.');
    await setUndo(owner, 0);
    await other.reload();
    await eventually('the draft', async () => (await field.textContent()) === 'Please keep it apart.');
    await other
      .getByRole('region', { name: 'Reply' })
      .getByRole('button', { name: 'Send', exact: true })
      .click();
    const raw = (await onlyMail(dovecot, PARTNER.address)).raw.toString();
    expect(raw).toMatch(/^Subject: Fwd: Your lamp is ready/im);
    expect(raw).toContain('Please keep it apart.');
    expect(raw).toContain('I will come on Tuesday.');
    expect(house.smtp.to(PARTNER.address)).toHaveLength(1);
    await other.close();
  });

  it('keeps unread what was marked as unread', async () => {
    await page.goto('/inbox/ours');
    const row = page.getByRole('list', { name: 'Ours' }).getByRole('listitem').filter({ hasText: 'Nora' });
    await row.click();
    await page.getByRole('log').getByText('I will come on Tuesday.').waitFor();
    await eventually('it to be read', async () => (await nora(owner))?.unread === false, PATIENCE);
    const noted = page.waitForResponse((answer) => answer.url().endsWith('/unread') && answer.ok());
    await page.keyboard.press('Shift+U');
    await row.getByRole('img', { name: 'Unread' }).waitFor();
    await page.waitForURL('**/inbox/ours');
    await noted;
    await page.reload();
    await row.getByRole('img', { name: 'Unread' }).waitFor();
    expect((await nora(owner))?.unread).toBe(true);
  });

  it('asked nobody outside, and nothing broke in the page', () => {
    expect(visitor.outside).toEqual([]);
    expect(visitor.faults).toEqual([]);
  });
});

const setUndo = (owner: ApiClient, undoMs: number) => owner.patch('/api/v1/profile', { undoMs });

async function nora(owner: ApiClient): Promise<ConversationRow | undefined> {
  const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
  return items.find(({ person }) => person.name.includes('Nora'));
}
