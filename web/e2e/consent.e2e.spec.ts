import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChannelDetail } from '@parley/shared/channels.js';
import type { Page } from 'playwright-core';
import type { ApiClient } from '../../server/test/harness/api-client.js';
import { Parley } from '../../server/test/harness/app.js';
import { Dovecot } from '../../server/test/harness/dovecot.js';
import { Smtp } from '../../server/test/harness/smtp.js';
import { TokenServer } from '../../server/test/harness/token-server.js';
import { RealBrowser, type Visitor } from './browser.js';
import { ConsentPage } from './consent-page.js';
import { aMail, onlyMail } from './mails.js';

const BRAND = { address: 'sales@brand.test', password: 'not-used-by-anyone' };
const PERSON = { address: 'ben@person.test', password: 'bens-secret' };
const SCOPE = 'mail.read';

/** Connecting a mailbox where nobody types a password: through the provider's page, and back. */
describe('a mailbox connected by consent', () => {
  let parley: Parley;
  let tokens: TokenServer;
  let provider: ConsentPage;
  let dovecot: Dovecot;
  let smtp: Smtp;
  let browser: RealBrowser;
  let owner: ApiClient;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    tokens = await TokenServer.start();
    dovecot = await Dovecot.start({ users: [BRAND, PERSON], tokens });
    smtp = await Smtp.start({ tokens, deliver: (recipient, mail) => dovecot.deliver(recipient, mail.raw) });
    parley = await Parley.start({ mode: 'embedded' });
    provider = await ConsentPage.start(tokens, {
      redirectUris: [`${parley.baseUrl}/api/v1/channel-kinds/consent/callback`],
      scopes: [SCOPE],
    });
    owner = await parley.signedIn();
    browser = await RealBrowser.start();
    visitor = await browser.visit(parley.baseUrl, { as: owner });
    page = visitor.page;
  });
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
    await provider?.stop();
    await smtp?.stop();
    await dovecot?.remove();
    await tokens?.stop();
  });

  /** The connect form, up to the button that leads to the provider. */
  async function fillIn(scope: string): Promise<void> {
    await page.goto('/channels/connect/email');
    await page.getByLabel('Email address').fill(BRAND.address);
    await page.getByLabel('Sign in with').selectOption('oauth2');
    await page.getByLabel('Authorization address').fill(provider.url);
    await page.getByLabel('Token address').fill(`${tokens.url}/token`);
    await page.getByLabel('Client ID').fill(tokens.clientId);
    await page.getByLabel('Client secret').fill(tokens.clientSecret);
    await page.getByLabel('Scope').fill(scope);
    await page.getByText('Advanced', { exact: true }).click();
    await page.getByLabel('IMAP server').fill(dovecot.host);
    await page.getByLabel('IMAP port').fill(String(dovecot.port));
    await page.getByLabel('IMAP encryption').selectOption('none');
    await page.getByLabel('SMTP server').fill(smtp.host);
    await page.getByLabel('SMTP port').fill(String(smtp.port));
    await page.getByLabel('SMTP encryption').selectOption('none');
    await page.getByRole('button', { name: 'Continue to sign-in' }).click();
  }

  it('comes back without a channel when the provider refuses, or the person does', async () => {
    await fillIn('everything');
    await page.waitForURL('**/channels?consent=channel_failed');
    await page.getByText('Nothing was connected.').waitFor();
    await fillIn(SCOPE);
    await page.getByRole('heading', { name: `Sign in as ${BRAND.address}` }).waitFor();
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.waitForURL('**/channels?consent=channel_failed');
    await page.getByText('Nothing was connected.').waitFor();
    expect(provider.refused).toEqual(['invalid_scope', 'access_denied']);
    expect(await owner.get('/api/v1/channels')).toEqual([]);
  });

  it('is connected once the person allows it, and only for the browser that began', async () => {
    await fillIn(SCOPE);
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/channels\/[0-9a-f-]{36}$/);
    await page.getByRole('heading', { name: BRAND.address }).waitFor();
    await page.getByText('Connected', { exact: true }).waitFor();
    const id = page.url().split('/').at(-1);
    const channel = await owner.get<ChannelDetail>(`/api/v1/channels/${id}`);
    expect(JSON.stringify(channel)).not.toMatch(/access-|refresh-/);
    // Going back over the provider's answer connects nothing twice.
    await page.goto('/api/v1/channel-kinds/consent/callback?code=code-1&state=guessed');
    await page.waitForURL('**/channels?consent=expired');
    expect(await owner.get<unknown[]>('/api/v1/channels')).toHaveLength(1);
  });

  it('takes mail in and sends answers with the token', async () => {
    await page.goto('/inbox/ours');
    await page.getByText('Everyone has an answer').waitFor();
    await dovecot.deliver(
      BRAND.address,
      aMail({
        from: `Ben Person <${PERSON.address}>`,
        to: BRAND.address,
        id: 'offer@person.test',
        subject: 'An offer, please',
        text: 'For twelve chairs.',
      }),
    );
    await page.getByRole('list', { name: 'Ours' }).getByRole('listitem').filter({ hasText: 'Ben' }).click();
    await page.getByRole('log').getByText('For twelve chairs.').waitFor();
    tokens.expire(BRAND.address);
    await page.getByRole('textbox', { name: /^Reply to/ }).fill('Here it is.');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('log').getByText('Here it is.').waitFor();
    expect((await onlyMail(dovecot, PERSON.address)).raw.toString()).toMatch(
      /^Subject: Re: An offer, please/im,
    );
    expect(smtp.to(PERSON.address)).toMatchObject([{ user: BRAND.address }]);
    expect(tokens.refreshes).toBeGreaterThan(0);
    await onlyMail(dovecot, BRAND.address, 'Sent');
  });

  it('says when consent was withdrawn, and signs in again from there', async () => {
    tokens.revoke(BRAND.address);
    await page.getByRole('textbox', { name: /^Reply to/ }).fill('And one more thing.');
    await page.keyboard.press('Control+Enter');
    await page.getByText(/Replies wait until it works again/).waitFor();
    await page.goto('/channels');
    await page.getByText('Needs attention').waitFor();
    await page.getByRole('link', { name: /sales@brand\.test/ }).click();
    await page.getByRole('button', { name: 'Sign in again' }).click();
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/channels\/[0-9a-f-]{36}$/);
    await page.getByText('Connected', { exact: true }).waitFor();
    // What waited has left by itself.
    await page.goto('/inbox/theirs');
    await page.getByRole('list', { name: 'Theirs' }).getByRole('listitem').filter({ hasText: 'Ben' }).click();
    await page.getByRole('log').getByText('And one more thing.').waitFor();
    await page.getByRole('img', { name: /^Sent/ }).nth(1).waitFor();
    expect(smtp.to(PERSON.address)).toHaveLength(2);
  });

  it('broke nothing in the page', () => {
    expect(visitor.faults.filter((fault) => !/status of 4\d\d/.test(fault))).toEqual([]);
  });
});
