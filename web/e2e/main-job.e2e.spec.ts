import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import type { Parley } from '../../server/test/harness/app.js';
import { describeModes } from '../../server/test/harness/describe-modes.js';
import { Dovecot } from '../../server/test/harness/dovecot.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { Smtp } from '../../server/test/harness/smtp.js';
import { RealBrowser, type Visitor } from './browser.js';
import { aMail, messageIdOf, PATIENCE } from './mails.js';

const BRAND = { address: 'support@brand.test', password: 'mailbox-secret' };
const PERSON = { address: 'anna@person.test', password: 'annas-secret' };
const OWNER = { email: 'olga@brand.test', password: 'a good long password', name: 'Olga Owner' };
const COLLEAGUE = { email: 'colin@brand.test', password: 'another long password', name: 'Colin Colleague' };

/** The whole path a brand walks with its first mail, clicked as a person would click it. */
describeModes('the main job', (start) => {
  let parley: Parley;
  let dovecot: Dovecot;
  let smtp: Smtp;
  let browser: RealBrowser;
  let olga: Visitor;
  let colin: Visitor;
  /** Where Anna's conversation stands. */
  let conversation: string;

  beforeAll(async () => {
    dovecot = await Dovecot.start({ users: [BRAND, PERSON] });
    smtp = await Smtp.start({
      users: { [BRAND.address]: BRAND.password },
      deliver: (recipient, mail) => dovecot.deliver(recipient, mail.raw),
    });
    parley = await start({ owner: false });
    browser = await RealBrowser.start();
  });
  afterAll(async () => {
    await browser?.stop();
    await smtp?.stop();
    await dovecot?.remove();
  });

  it('sets Parley up through the one-time link', async () => {
    const link = /https?:\S+\/setup\?token=\S+/.exec(parley.log)?.[0];
    olga = await browser.visit(parley.baseUrl);
    await olga.page.goto(link ?? '');
    await olga.page.getByLabel('Brand').fill('Brand Ltd');
    await olga.page.getByLabel('Your name').fill(OWNER.name);
    await olga.page.getByLabel('Email').fill(OWNER.email);
    await olga.page.getByRole('textbox', { name: 'Password' }).fill(OWNER.password);
    await olga.page.getByRole('button', { name: 'Create and open the inbox' }).click();
    await olga.page.waitForURL('**/inbox/ours');
  });

  it('connects the mailbox, after testing it', async () => {
    const { page } = olga;
    await page.goto('/channels/connect/email');
    await page.getByLabel('Email address').fill(BRAND.address);
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill('wrong');
    await page.getByText('Advanced', { exact: true }).click();
    await page.getByLabel('IMAP server').fill(dovecot.host);
    await page.getByLabel('IMAP port').fill(String(dovecot.port));
    await page.getByLabel('IMAP encryption').selectOption('none');
    await page.getByLabel('SMTP server').fill(smtp.host);
    await page.getByLabel('SMTP port').fill(String(smtp.port));
    await page.getByLabel('SMTP encryption').selectOption('none');
    await page.getByRole('button', { name: 'Test connection' }).click();
    const result = page.getByRole('status').filter({ hasText: 'Not everything works yet.' });
    for (const protocol of ['IMAP', 'SMTP']) {
      await result
        .getByText(`${protocol} at ${dovecot.host} does not accept the user name or password`)
        .waitFor();
    }
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(BRAND.password);
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('Everything works.').waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.waitForURL(/\/channels\/[0-9a-f-]{36}$/);
    // Long enough to take an answer back on a slow machine.
    await undoWindow(page, 30);
  });

  it('shows a mail in the queue without a reload, and two people see each other at it', async () => {
    await olga.page.goto('/inbox/ours');
    await olga.page.getByText('Everyone has an answer').waitFor();
    await dovecot.deliver(
      BRAND.address,
      mail({
        id: 'first@person.test',
        subject: 'Is the blue one in stock?',
        text: 'Hello,\n\nis the blue one in stock?\n\nAnna',
      }),
    );
    await row(olga.page).click();
    await olga.page.getByText('is the blue one in stock?').first().waitFor();
    colin = await invite(parley, browser);
    await colin.page.goto('/inbox/ours');
    await row(colin.page)
      .getByRole('img', { name: /Olga Owner is looking/ })
      .waitFor();
    await row(colin.page).click();
    await row(olga.page)
      .getByRole('img', { name: /Colin Colleague is looking/ })
      .waitFor();
  });

  it('takes an answer back, and warns of what was written since', async () => {
    await reply(olga.page).fill('Yes, it is.');
    await olga.page.getByRole('button', { name: 'Send', exact: true }).click();
    await olga.page.getByRole('button', { name: 'Undo' }).first().click();
    await holds(reply(olga.page), 'Yes, it is.');

    // Kept on the server: it is there again after a look elsewhere.
    conversation = olga.page.url();
    await undoWindow(olga.page, 5);
    await olga.page.goto(conversation);
    await holds(reply(olga.page), 'Yes, it is.');

    // Colin has begun to write; meanwhile Olga's answer leaves.
    await reply(colin.page).fill('It is sold out.');
    await row(olga.page)
      .getByRole('img', { name: /Colin Colleague is writing/ })
      .waitFor();
    await reply(olga.page).fill('Yes, it is. Shall we put one aside?');
    await olga.page.getByRole('button', { name: 'Send', exact: true }).click();
    const [sent] = await eventually(
      'the mail at the person’s server',
      () => {
        const received = smtp.to(PERSON.address);
        return received.length > 0 && received;
      },
      PATIENCE,
    );
    const headers = sent?.raw.toString() ?? '';
    expect(headers).toMatch(/^In-Reply-To: <first@person\.test>/im);
    expect(headers).toMatch(/^References: .*<first@person\.test>/im);
    expect(headers).toMatch(/^From: .*Olga Owner.*<support@brand\.test>/im);
    expect(headers).toMatch(/^Subject: Re: Is the blue one in stock\?/im);

    await colin.page.getByRole('button', { name: 'Send', exact: true }).click();
    const warning = colin.page.getByRole('alertdialog');
    await warning.getByText('Shall we put one aside?').waitFor();
    await warning.getByRole('button', { name: 'Back to writing' }).click();
    await holds(reply(colin.page), 'It is sold out.');
    expect(smtp.to(PERSON.address)).toHaveLength(1);
  });

  it('finds the answer in the person’s mailbox and in Sent; their reply reopens the turn', async () => {
    const [arrived] = await eventually(
      'the answer in the mailbox',
      async () => {
        const mails = await dovecot.mails(PERSON.address);
        return mails.length > 0 && mails;
      },
      PATIENCE,
    );
    const messageId = messageIdOf(arrived);
    expect(messageId).toMatch(/^<\S+@brand\.test>$/);
    const [copy] = await eventually(
      'the copy in Sent',
      async () => {
        const copies = await dovecot.mails(BRAND.address, 'Sent');
        return copies.length > 0 && copies;
      },
      PATIENCE,
    );
    expect(messageIdOf(copy)).toBe(messageId);
    await olga.page.goto('/inbox/ours');
    await olga.page.getByText('Everyone has an answer').waitFor();
    await dovecot.deliver(
      BRAND.address,
      mail({
        id: 'second@person.test',
        subject: 'Re: Is the blue one in stock?',
        inReplyTo: messageId,
        text: 'Yes please!\n\nOn Monday Olga wrote:\n> Yes, it is. Shall we put one aside?',
      }),
    );
    await row(olga.page).click();
    const log = olga.page.getByRole('log');
    await log.getByText('Yes please!').waitFor();
    // The same conversation, with the quote folded away.
    expect(olga.page.url()).toBe(conversation);
    await log.getByText('Shall we put one aside?').first().waitFor();
    expect(await log.getByText('On Monday Olga wrote').count()).toBe(0);
  });

  it('answers and closes in one go', async () => {
    await reply(olga.page).fill('Done, it waits for you.');
    await reply(olga.page).press('Control+Shift+Enter');
    await eventually('the second answer', () => smtp.to(PERSON.address).length === 2, PATIENCE);
    await olga.page.goto('/inbox/closed');
    await row(olga.page).waitFor();
    await olga.page.goto('/inbox/ours');
    await olga.page.getByText('Everyone has an answer').waitFor();
  });

  it('asked nobody outside, and nothing broke in the pages', () => {
    for (const { outside, faults } of [olga, colin]) {
      expect(outside).toEqual([]);
      // Asked who they are before they are somebody (401); the answer refused as stale (409).
      expect(faults.filter((fault) => !/status of (401|409)/.test(fault))).toEqual([]);
    }
  });
});

const row = (page: Page) =>
  page
    .getByRole('list', { name: /Ours|Closed|Conversations/ })
    .getByRole('listitem')
    .filter({ hasText: 'Anna' });
const reply = (page: Page) =>
  page.getByRole('region', { name: 'Reply' }).getByRole('textbox', { name: /^Reply to/ });

/** The reply box, an editor of formatted text here, shows this text. */
const holds = (field: Locator, text: string) =>
  eventually(`“${text}” in the reply box`, async () => (await field.textContent()) === text, PATIENCE);

/** How long a reply can be taken back, chosen on the profile's page. */
async function undoWindow(page: Page, seconds: number): Promise<void> {
  await page.goto('/settings/profile');
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok());
  await page.getByLabel('Undo window').selectOption(String(seconds));
  await saved;
}

const mail = (given: { id: string; subject: string; text: string; inReplyTo?: string | undefined }) =>
  aMail({ from: `Anna Person <${PERSON.address}>`, to: BRAND.address, ...given });

/** A second member, through the invitation's own page. */
async function invite(parley: Parley, browser: RealBrowser): Promise<Visitor> {
  const owner = await parley.signedIn(OWNER.email, OWNER.password);
  const { link } = await owner.post<{ link: string }>('/api/v1/invitations', {
    email: COLLEAGUE.email,
    role: 'agent',
  });
  const visitor = await browser.visit(parley.baseUrl);
  await visitor.page.goto(link);
  await visitor.page.getByLabel('Your name').fill(COLLEAGUE.name);
  await visitor.page.getByRole('textbox', { name: /password/i }).fill(COLLEAGUE.password);
  await visitor.page.getByRole('button', { name: 'Join' }).click();
  await visitor.page.waitForURL('**/inbox/ours');
  return visitor;
}
