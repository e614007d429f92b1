import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Snippet } from '@parley/shared/brands.js';
import type { Page } from 'playwright-core';
import { parseMail } from '../../server/src/channels/email/parse/parse-mail.parse.js';
import { keep } from '../../server/src/channels/email/parse/sample-mail.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { MailHouse } from './mail-house.js';
import { aMail, onlyMail } from './mails.js';
import { settle } from './settle.js';

const BRAND = { address: 'support@brand.test', password: 'mailbox-secret' };
const PERSON = { address: 'nora@person.test', password: 'noras-secret' };
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('writing a mail', () => {
  let house: MailHouse;
  let owner: ApiClient;
  let page: Page;
  const field = () => page.getByRole('textbox', { name: /^Reply to/ });
  const words = async () => (await field().textContent()) ?? '';
  const reply = () => page.getByRole('region', { name: 'Reply' });

  beforeAll(async () => {
    house = await MailHouse.open(BRAND, [PERSON]);
    ({ owner, page } = house);
    await owner.patch('/api/v1/profile', { undoMs: 0 });
    await owner.post<Snippet>('/api/v1/snippets', {
      name: 'Where it is',
      shortcut: 'track',
      body: '',
      html: '<p>Hello {{person.firstName|there}},</p><p>parcel <strong>{{number}}</strong> is on its way.</p>',
      shared: true,
    });
    await house.dovecot.deliver(
      BRAND.address,
      aMail({
        from: `Nora Person <${PERSON.address}>`,
        to: BRAND.address,
        id: 'first@person.test',
        subject: 'My parcel',
        text: 'Where is it?',
      }),
    );
    await page.goto('/inbox/ours');
    await page.getByRole('list', { name: 'Ours' }).getByRole('listitem').filter({ hasText: 'Nora' }).click();
    await page.getByRole('log').getByText('Where is it?').waitFor();
    await page.getByRole('toolbar', { name: 'Formatting' }).waitFor();
  });
  afterAll(() => house?.close());

  it('has the caret as soon as its key is pressed: the next letter is not lost', async () => {
    for (const [key, name] of [
      ['r', /^Reply to/],
      ['n', /colleagues/],
      ['r', /^Reply to/],
    ] as const) {
      const focused = await page.evaluate((pressed) => {
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
        const stroke = { key: pressed, bubbles: true, cancelable: true };
        document.body.dispatchEvent(new KeyboardEvent('keydown', stroke));
        return document.activeElement?.getAttribute('aria-label') ?? '';
      }, key);
      expect(focused).toMatch(name);
    }
  });

  it('puts in a snippet by /, filled in, and stops what is still to be filled in from leaving', async () => {
    await field().click();
    await page.keyboard.type('/tra');
    const option = page.getByRole('option', { name: /Where it is/ });
    await option.waitFor();
    expect(await field().getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
    await page.keyboard.press('Enter');
    expect(await words()).toMatch(/^Hello Nora,parcel {{number}} is on its way\.$/);
    expect(await field().locator('strong .blank, .blank strong').count()).toBeGreaterThan(0);

    await page.keyboard.press('Control+Enter');
    const dialog = page.getByRole('alertdialog', { name: 'Something is still to be filled in' });
    await dialog.getByText('number').waitFor();
    await dialog.getByRole('button', { name: 'Fill it in' }).click();
    await dialog.waitFor({ state: 'detached' });
    await eventually('it to be selected', () => page.evaluate(() => String(getSelection()) === '{{number}}'));
    await page.keyboard.type('4471');
    expect(await words()).toContain('parcel 4471 is on its way.');
  });

  it('puts in emoji by :, by name and from the picker, in the skin tone once chosen', async () => {
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' :rocke');
    await page
      .getByRole('option', { name: /rocket/ })
      .first()
      .waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type(' :tada:');
    expect(await words()).toContain('on its way. 🚀 🎉');

    await reply().getByRole('button', { name: 'Emoji', exact: true }).click();
    const search = page.getByRole('combobox', { name: 'Search emoji' });
    await page.getByRole('button', { name: /^Skin tone/ }).click();
    await search.fill('wave');
    await page.getByRole('gridcell', { name: 'waving hand' }).waitFor();
    await search.press('Enter');
    await eventually('the hand', async () => (await words()).includes('👋🏻'));
  });

  it('formats by key, by sign and by button, takes files dropped anywhere, and the mail says it in HTML and text', async () => {
    await field().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Enter');
    await page.keyboard.type('- one');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+i');
    await page.keyboard.type('two');
    await page
      .getByRole('toolbar', { name: 'Formatting' })
      .getByRole('button', { name: 'List', exact: true })
      .waitFor();

    // Dropped on the messages, far from the field.
    const files = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['terms'], 'terms.txt', { type: 'text/plain' }));
      return transfer;
    });
    await page.getByRole('log').dispatchEvent('dragover', { dataTransfer: files });
    await page.getByText('Drop files to attach them').waitFor();
    await page.getByRole('log').dispatchEvent('drop', { dataTransfer: files });
    await reply().getByRole('listitem').filter({ hasText: 'terms.txt' }).waitFor();

    // A picture pasted into the text stands in it.
    await field().evaluate(
      (element, bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], 'cat.png', { type: 'image/png' }));
        element.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }),
        );
      },
      [...PIXEL],
    );
    await field().getByRole('img', { name: 'cat.png' }).waitFor();

    await page.getByText('Draft saved').waitFor();
    await page.reload();
    await field().getByRole('img', { name: 'cat.png' }).waitFor();
    await field().click();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('img', { name: /^Sent/ }).waitFor();
    expect((await words()).trim()).toBe('');

    const mail = await parseMail((await onlyMail(house.dovecot, PERSON.address)).raw, keep);
    expect(mail.html).toContain('<strong>4471</strong>');
    expect(mail.html).toContain('<li>one</li><li><em>two</em>');
    expect(mail.text).toContain('Hello Nora,\nparcel 4471 is on its way. 🚀 🎉👋🏻\n- one\n- two');
    expect(mail.attachments.map(({ filename, inline }) => [filename, inline])).toEqual([
      ['cat.png', true],
      ['terms.txt', false],
    ]);
    const shown = page.getByRole('log');
    await shown.locator('strong', { hasText: '4471' }).waitFor();
    await shown.locator('li', { hasText: 'one' }).waitFor();
    await shown.getByRole('img', { name: 'cat.png' }).waitFor();
    await settle(page);
    expect(house.visitor.faults).toEqual([]);
  });
});
