import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Dovecot } from '../../server/test/harness/dovecot.js';
import { eventually } from '../../server/test/harness/eventually.js';
import type { Visitor } from './browser.js';
import { MailHouse } from './mail-house.js';
import { aMail, PATIENCE } from './mails.js';

const BRAND = { address: 'support@brand.test', password: 'mailbox-secret' };
/** A red dot, 1 × 1. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

/** Somebody's server that counts who looks at its pictures. */
class PictureServer {
  readonly asked: { path: string; headers: NodeJS.Dict<string | string[]> }[] = [];
  readonly #server: Server = createServer((request, response) => {
    this.asked.push({ path: request.url ?? '', headers: request.headers });
    response.writeHead(200, { 'content-type': 'image/png', 'set-cookie': 'seen=1' }).end(PICTURE);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

describe('remote pictures', () => {
  let house: MailHouse;
  let dovecot: Dovecot;
  let pictures: PictureServer;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    pictures = await new PictureServer().start();
    house = await MailHouse.open(BRAND);
    ({ dovecot, visitor, page } = house);
  });
  afterAll(async () => {
    await house?.close();
    await pictures?.stop();
  });

  it('are not fetched by anyone before somebody asks for them', async () => {
    await page.goto('/inbox/ours');
    await dovecot.deliver(
      BRAND.address,
      aMail({
        from: 'News Sender <news@person.test>',
        to: BRAND.address,
        id: 'pictures@person.test',
        subject: 'Look at this',
        text: '',
        html: `<p>See here:</p>
<img src="${pictures.url}/tracked.png?who=1&amp;what=2" width="40" height="30">
<table background="${pictures.url}/table.png"><tr><td style="background-image: url('${pictures.url}/cell.png')">cell</td></tr></table>
<style>p { background: url(${pictures.url}/sheet.png) }</style>`,
      }),
    );
    await page.getByRole('list', { name: 'Ours' }).getByRole('listitem').filter({ hasText: 'News' }).click();
    await page.getByText(/remote pictures? held back/).waitFor();
    await page.frameLocator('iframe.mail-frame').getByText('See here:').waitFor();
    // Nor by a search, the queue, or another look.
    await page.goto('/search?q=look');
    await page.getByText('Look at this').first().waitFor();
    await page.goBack();
    await page.getByText(/remote pictures? held back/).waitFor();
    await page.waitForLoadState('networkidle');
    expect(pictures.asked).toEqual([]);
  });

  it('are then fetched by the server, which tells the sender nothing about who looks', async () => {
    await page.getByRole('button', { name: 'Show pictures' }).click();
    const drawn = page.frameLocator('iframe.mail-frame').locator('img');
    await eventually(
      'the picture',
      () => drawn.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth === 1),
      PATIENCE,
    );
    const paths = new Set(pictures.asked.map(({ path }) => path));
    expect(paths).toContain('/tracked.png?who=1&what=2');
    for (const { headers } of pictures.asked) {
      expect(headers.cookie).toBeUndefined();
      expect(headers.referer).toBeUndefined();
      expect(headers['user-agent'] ?? '').not.toMatch(/Chrome|Mozilla/);
    }
    expect(visitor.outside).toEqual([]);
    expect(visitor.faults).toEqual([]);
  });

  it('are held back again the next time', async () => {
    const before = pictures.asked.length;
    await page.reload();
    await page.getByText(/remote pictures? held back/).waitFor();
    await page.waitForLoadState('networkidle');
    expect(pictures.asked).toHaveLength(before);
  });
});
