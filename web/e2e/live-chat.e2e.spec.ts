import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AxeResults } from 'axe-core';
import { SignJWT } from 'jose';
import type { Page } from 'playwright-core';
import { type Chat, connectChat } from '../../server/test/builders/visitor.js';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { RealBrowser, type Visitor } from './browser.js';
import { ChatPanel } from './chat-panel.js';
import { ordinaryPage, scriptTag, Websites } from './websites.js';

const COLLEAGUE = { email: 'colin@brand.test', password: 'another long password', name: 'Colin Colleague' };

describe('live chat', () => {
  let parley: Parley;
  let owner: ApiClient;
  let chat: Chat;
  let sites: Websites;
  let shop: string;
  let browser: RealBrowser;
  let agent: Visitor;

  beforeAll(async () => {
    [parley, browser, sites] = await Promise.all([
      Parley.start({ mode: 'embedded' }),
      RealBrowser.start(),
      Websites.start(),
    ]);
    owner = await parley.signedIn();
    await owner.patch('/api/v1/profile', { name: 'Olga Owner', undoMs: 0 });
    chat = await connectChat(owner, { origins: [sites.origin], greetingEn: 'Good to see you!' });
    shop = sites.put('/shop', ordinaryPage(scriptTag(chat)));
    agent = await browser.visit(parley.baseUrl, { as: owner, viewport: { width: 1280, height: 800 } });
    await agent.page.goto('/inbox/ours');
  });
  afterAll(async () => {
    await browser?.stop();
    await sites?.stop();
    await parley?.remove();
  });

  async function visitor(options = {}): Promise<Visitor & { panel: ChatPanel }> {
    const visit = await browser.visit(sites.origin, options);
    await visit.page.goto(shop);
    return { ...visit, panel: new ChatPanel(visit.page) };
  }
  const row = (words: string) => agent.page.locator('[data-row]').filter({ hasText: words });
  /** Opens the conversation and waits until what was said stands there: a reply before that would be stale. */
  const take = async (words: string, first = words) => {
    await row(first).first().click();
    await agent.page.getByRole('log').getByText(words).first().waitFor();
  };
  const composer = (page: Page) =>
    page.getByRole('region', { name: 'Reply' }).getByRole('textbox', { name: /^Reply to/ });
  const answer = async (page: Page, text: string) => {
    await composer(page).fill(text);
    await page.getByRole('button', { name: 'Send', exact: true }).click();
  };

  it('a visitor writes at once and is answered by a human with a name; both see the other write', async () => {
    const { page, panel, context, faults } = await visitor();
    await panel.launcher.waitFor();
    await panel.open();
    await panel.dialog.getByText('Good to see you!').waitFor();
    await panel.say('Is the blue one in stock?');
    await panel.message('Is the blue one in stock?').waitFor();
    await panel.log.getByText('Sent', { exact: true }).waitFor();
    await take('Is the blue one in stock?');
    await panel.log.getByText('Seen', { exact: true }).waitFor();

    await panel.field.pressSequentially('In size');
    await agent.page.getByText(/is typing/).waitFor();
    await composer(agent.page).pressSequentially('Yes');
    await agent.page.getByText(/still writing/).waitFor();
    await panel.log.getByText('Olga Owner is writing').waitFor();
    await panel.field.fill('');
    await answer(agent.page, 'Yes, in all sizes.');
    await panel.message('Yes, in all sizes.').waitFor();
    await panel.dialog.getByRole('heading', { name: 'Olga Owner' }).waitFor();
    expect(await panel.log.getByText('Olga Owner is writing').count()).toBe(0);
    expect(faults).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    await context.close();
  });

  it('offline: what is written waits, says so, and arrives once and in order', async () => {
    const { panel, context } = await visitor();
    await panel.open();
    await panel.say('one');
    await row('one').waitFor();
    await context.setOffline(true);
    await panel.dialog.getByText('You are offline.').waitFor();
    for (const text of ['two', 'three', 'four']) await panel.say(text);
    await panel.log.getByText('Will be sent when you are back online').waitFor();
    await context.setOffline(false);
    await row('four').click();
    const log = agent.page.getByRole('log');
    await log.getByText('four', { exact: true }).waitFor();
    await panel.log.getByText('Seen', { exact: true }).waitFor();
    expect(await panel.texts()).toEqual(['one', 'two', 'three', 'four']);
    await context.close();
  });

  it('a reload loses neither what was not sent nor what was not finished', async () => {
    const { page, panel, context } = await visitor();
    await panel.open();
    await context.route('**/hooks/livechat/*/messages', (route) => route.abort());
    await panel.say('first words');
    await panel.say('second words');
    await panel.field.fill('unfinished thought');
    await page.reload();
    // The panel was open: it is again.
    await panel.dialog.waitFor();
    expect(await panel.texts()).toEqual(['first words', 'second words']);
    expect(await panel.field.inputValue()).toBe('unfinished thought');
    await context.unroute('**/hooks/livechat/*/messages');
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await row('second words').waitFor();
    await eventually(
      'both in the thread',
      async () => (await panel.log.getByText('Sent', { exact: true }).count()) === 1,
    );
    await page.reload();
    await panel.message('second words').waitFor();
    expect(await panel.texts()).toEqual(['first words', 'second words']);
    await context.close();
  });

  it('a request whose answer is lost is the same message when it is sent again', async () => {
    const { panel, context } = await visitor();
    await panel.open();
    let lost = 0;
    await context.route('**/hooks/livechat/*/messages', async (route) => {
      if (lost++ > 0) return route.fallback();
      // Once more by the network, and again by the page, unless it sees it in the conversation first.
      await route.fetch();
      await route.fetch();
      await route.abort();
    });
    await panel.say('only once');
    const sent = panel.log.getByText('Sent', { exact: true });
    await eventually('the second try, or its arrival', async () => lost >= 2 || (await sent.count()) > 0);
    await panel.say('and then this');
    await take('and then this');
    const log = agent.page.getByRole('log');
    await log.getByText('and then this', { exact: true }).waitFor();
    expect(await log.getByText('only once', { exact: true }).count()).toBe(1);
    expect(await panel.texts()).toEqual(['only once', 'and then this']);
    await context.close();
  });

  it('two tabs show the same, and what is read in one is read in the other', async () => {
    const { page, panel, context } = await visitor();
    await panel.open();
    await panel.say('from the first tab');
    await take('from the first tab');
    await panel.log.getByText('Seen', { exact: true }).waitFor();
    const second = await context.newPage();
    await second.goto(shop);
    const other = new ChatPanel(second);
    await other.open();
    await other.message('from the first tab').waitFor();
    await other.say('from the second tab');
    await panel.message('from the second tab').waitFor();
    await other.dialog.getByRole('button', { name: 'Close chat' }).click();
    await panel.dialog.getByRole('button', { name: 'Close chat' }).click();
    await answer(agent.page, 'I see both.');
    await second.getByRole('button', { name: 'Open chat, 1 new message' }).waitFor();
    await page.bringToFront();
    await page.getByRole('button', { name: 'Open chat, 1 new message' }).click();
    await panel.message('I see both.').waitFor();
    await second.getByRole('button', { name: 'Open chat', exact: true }).waitFor();
    expect(await panel.texts()).toEqual(['from the first tab', 'from the second tab', 'I see both.']);
    await context.close();
  });

  it('names both of two who answer', async () => {
    const { link } = await owner.post<{ link: string }>('/api/v1/invitations', {
      email: COLLEAGUE.email,
      role: 'agent',
    });
    const { panel, context } = await visitor();
    await panel.open();
    await panel.say('who is there?');
    await take('who is there?');
    await answer(agent.page, 'Olga here.');
    await panel.message('Olga here.').waitFor();
    const colin = await browser.visit(parley.baseUrl, { viewport: { width: 1280, height: 800 } });
    await colin.page.goto(link);
    await colin.page.getByLabel('Your name').fill(COLLEAGUE.name);
    await colin.page.getByRole('textbox', { name: /password/i }).fill(COLLEAGUE.password);
    await colin.page.getByRole('button', { name: 'Join' }).click();
    await colin.page.waitForURL('**/inbox/ours');
    const client = await parley.signedIn(COLLEAGUE.email, COLLEAGUE.password);
    await client.patch('/api/v1/profile', { undoMs: 0 });
    await colin.page.goto(agent.page.url());
    await answer(colin.page, 'And Colin, too.');
    await panel.message('And Colin, too.').waitFor();
    await panel.dialog.getByRole('heading', { name: 'Colin Colleague and Olga Owner' }).waitFor();
    await colin.context.close();
    await context.close();
  });

  it('brings files both ways', async () => {
    const { page, panel, context } = await visitor();
    await panel.open();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      panel.dialog.getByRole('button', { name: 'Attach a file' }).click(),
    ]);
    await chooser.setFiles([{ name: 'receipt.txt', mimeType: 'text/plain', buffer: Buffer.from('paid') }]);
    await panel.dialog.getByText('receipt.txt').waitFor();
    // Pasted, as a picture from the clipboard is.
    await panel.field.evaluate((field, base64) => {
      const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], 'photo.png', { type: 'image/png' }));
      field.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    }, PIXEL);
    await panel.dialog.getByText('photo.png').waitFor();
    await panel.field.fill('two files');
    await panel.dialog.getByRole('button', { name: 'Send' }).click();
    await panel.log.getByRole('img', { name: 'photo.png' }).waitFor();
    await take('two files');
    const log = agent.page.getByRole('log');
    await log.getByText('receipt.txt').first().waitFor();
    const brought = agent.page.waitForResponse((response) => response.url().endsWith('/attachments'));
    await agent.page
      .getByRole('region', { name: 'Reply' })
      .locator('input[type=file]')
      .first()
      .setInputFiles([{ name: 'answer.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') }]);
    await brought;
    await answer(agent.page, 'Here you are.');
    const picture = panel.log.getByRole('img', { name: 'answer.png' });
    await picture.waitFor();
    await eventually('the picture is drawn', () =>
      picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0),
    );
    await context.close();
  });

  it('a signed identity is one person on two devices, and nobody else at the same machine', async () => {
    const sign = (sub: string, secret = chat.secret) =>
      new SignJWT({ sub, name: 'Anna Person' })
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(new TextEncoder().encode(secret));
    const anna = sites.put('/anna', ordinaryPage(scriptTag(chat, `data-identity="${await sign('anna-1')}"`)));
    const ben = sites.put('/ben', ordinaryPage(scriptTag(chat, `data-identity="${await sign('ben-2')}"`)));
    const forged = sites.put(
      '/forged',
      ordinaryPage(
        scriptTag(chat, `data-identity="${await sign('anna-1', 'not the secret of this channel')}"`),
      ),
    );
    const phone = await browser.visit(sites.origin, {});
    await phone.page.goto(anna);
    const onPhone = new ChatPanel(phone.page);
    await onPhone.open();
    await onPhone.say('written on the phone');
    await row('Anna Person').first().waitFor();
    await onPhone.log.getByText('Sent', { exact: true }).waitFor();

    const laptop = await browser.visit(sites.origin, {});
    const onLaptop = new ChatPanel(laptop.page);
    await laptop.page.goto(anna);
    await onLaptop.open();
    await onLaptop.message('written on the phone').waitFor();
    await onLaptop.say('written on the laptop');
    await onPhone.message('written on the laptop').waitFor();

    for (const page of [ben, shop]) {
      await laptop.page.goto(page);
      await onLaptop.dialog.waitFor();
      await onLaptop.field.waitFor();
      expect(await onLaptop.texts()).toEqual([]);
    }
    await laptop.page.goto(forged);
    await onLaptop.dialog.getByText('The chat is not available here.').waitFor();
    expect(await onLaptop.texts()).toEqual([]);
    await phone.context.close();
    await laptop.context.close();
  });

  it('tells a blocked visitor kindly, and the colleague that they tried', async () => {
    const { panel, context } = await visitor();
    await panel.open();
    await panel.say('rude words');
    await take('rude words');
    await agent.page.getByRole('log').getByText('Shoes', { exact: true }).waitFor();
    await agent.page.getByRole('button', { name: 'More', exact: true }).first().click();
    await agent.page.getByRole('menuitem', { name: 'Block this person …' }).click();
    await agent.page.getByRole('dialog').getByLabel('Reason').fill('insults');
    await agent.page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
    await agent.page
      .getByText(/Olga Owner blocked .* insults/)
      .first()
      .waitFor();
    await panel.dialog.getByText('You cannot write here any more.').waitFor();
    expect(await panel.field.count()).toBe(0);
    await agent.page.getByRole('button', { name: 'More', exact: true }).first().click();
    await agent.page.getByRole('menuitem', { name: 'Let this person write again' }).click();
    await panel.field.waitFor();
    await panel.say('sorry');
    await agent.page.getByRole('log').getByText('sorry', { exact: true }).waitFor();

    await agent.page.getByRole('button', { name: 'More', exact: true }).first().click();
    await agent.page.getByRole('menuitem', { name: 'Close with a reason …' }).click();
    await agent.page.getByRole('dialog').getByLabel('Reason').fill('settled by phone');
    await agent.page.getByRole('dialog').locator('button[type=submit]').click();
    await agent.page.getByText('Olga Owner closed this: settled by phone').waitFor();
    await panel.dialog.getByText('This conversation was closed. Write again at any time.').waitFor();
    await context.close();
  });

  it('by keyboard alone: open, write, read, close; the focus comes back', async () => {
    const { page, panel, context } = await visitor();
    await panel.launcher.waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Open chat');
    await page.keyboard.press('Enter');
    await panel.dialog.waitFor();
    expect(await focused(page)).toBe('Write a message…');
    await page.keyboard.type('typed');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('in two lines');
    await page.keyboard.press('Enter');
    await panel.log.getByText('Sent', { exact: true }).waitFor();
    expect(await panel.texts()).toEqual(['typed\nin two lines']);
    await take('in two lines', 'typed');
    await answer(agent.page, 'Heard by a screen reader.');
    await page
      .locator('parley-chat')
      .getByRole('status')
      .filter({ hasText: 'Olga Owner says: Heard by a screen reader.' })
      .waitFor({ state: 'attached' });
    await page.keyboard.press('Escape');
    await panel.dialog.waitFor({ state: 'detached' });
    await eventually('the focus on the launcher', async () => (await focused(page)) === 'Open chat');
    await context.close();
  });

  it.each([
    ['on a desk', { width: 1280, height: 800 }, false],
    ['on a phone', { width: 360, height: 740 }, true],
  ] as const)('axe finds nothing in it, %s', async (_place, viewport, phone) => {
    const found: Record<string, string[]> = {};
    for (const theme of ['light', 'dark'] as const) {
      const { page, panel, context } = await visitor({
        viewport,
        colorScheme: theme,
        hasTouch: phone,
        reducedMotion: 'reduce',
      });
      const look = async (state: string) => {
        const wrong = await violations(page);
        if (wrong.length > 0) found[`${state}, ${theme}`] = wrong;
      };
      await page.evaluate(`document.documentElement.style.colorScheme = '${theme}'`);
      await panel.launcher.waitFor();
      await look('closed');
      await panel.open();
      await look('greeting');
      await panel.field.fill('https://example.org is broken');
      await panel.dialog.getByRole('button', { name: 'Send' }).click();
      await panel.log.getByText('Sent', { exact: true }).waitFor();
      await look('written');
      await context.setOffline(true);
      await panel.field.fill('are you there?');
      await panel.dialog.getByRole('button', { name: 'Send' }).click();
      await panel.dialog.getByText('You are offline.').waitFor();
      await look('offline');
      if (phone) {
        const box = await panel.dialog.boundingBox();
        expect(box).toEqual({ x: 0, y: 0, ...viewport });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
      }
      await context.close();
    }
    expect(found).toEqual({});
  });

  it('is connected in one step, and shown live as it will be', async () => {
    const { page } = agent;
    await page.goto('/channels/connect/livechat');
    const frame = page.frameLocator('iframe[title="Preview of the chat"]');
    await page.getByLabel('Name', { exact: false }).first().fill('Second shop');
    await page.getByLabel('Websites it may stand on').fill(sites.origin);
    await page.getByRole('textbox', { name: 'Colour', exact: true }).fill('#7a1fa2');
    await page.getByLabel('Greeting in English').fill('Ask us anything.');
    await frame.getByText('Ask us anything.').waitFor();
    // A frame out of sight is not drawn.
    await page.locator('iframe').scrollIntoViewIfNeeded();
    const launcher = frame.getByRole('button', { name: 'Close chat' }).last();
    await eventually(
      'the colour in the preview',
      async () =>
        (await launcher.evaluate((one) => getComputedStyle(one).backgroundColor)) === 'rgb(122, 31, 162)',
    );
    await page.getByRole('radio', { name: 'Conversation' }).click();
    await frame.getByText('Hi! Yes, in all sizes.').waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    const tag = page.getByRole('textbox', { name: 'Script tag' });
    await tag.waitFor();
    expect(await page.getByRole('textbox', { name: 'Signing secret' }).inputValue()).not.toBe('');
    const second = sites.put('/second', ordinaryPage(await tag.inputValue()));
    const shopper = await browser.visit(sites.origin);
    await shopper.page.goto(second);
    const panel = new ChatPanel(shopper.page);
    await panel.open();
    await panel.dialog.getByText('Ask us anything.').waitFor();
    await shopper.context.close();

    await page.getByRole('link', { name: 'To the channel' }).click();
    await page.getByText('What the tag may say besides').click();
    await page.getByText('With a Content Security Policy').click();
    expect(await violations(page, '{ include: [[".page"]], exclude: [["iframe"]] }')).toEqual([]);
    await page.getByLabel('Greeting in English').fill('Changed, not saved.');
    await frame.getByText('Changed, not saved.').waitFor();
    expect(agent.faults.filter((fault) => !/status of 409/.test(fault))).toEqual([]);
    expect(agent.outside).toEqual([]);
  });

  it('is not there on a website that is not the brand’s', async () => {
    const { page, context } = await browser.visit(sites.otherOrigin);
    const warned = page.waitForEvent('console', (message) => message.text().startsWith('Parley'));
    await page.goto(`${sites.otherOrigin}/shop`);
    expect((await warned).text()).toContain(sites.otherOrigin);
    expect(await page.locator('parley-chat').getByRole('button').count()).toBe(0);
    await context.close();
  });
});

/** What the element with the focus is called, within the widget. */
const focused = (page: Page) =>
  page.evaluate(() =>
    document.querySelector('parley-chat')?.shadowRoot?.activeElement?.getAttribute('aria-label'),
  );

async function violations(page: Page, where = '"parley-chat"'): Promise<string[]> {
  await page.evaluate(axe);
  const { violations: found } = (await page.evaluate(
    `axe.run(${where}, { resultTypes: ["violations"] })`,
  )) as AxeResults;
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
