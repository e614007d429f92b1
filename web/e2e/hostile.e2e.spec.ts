import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConversationRow } from '@parley/shared/conversations.js';
import type { Message } from '@parley/shared/messages.js';
import { ApiSender } from '../../server/test/builders/api-sender.js';
import { Parley } from '../../server/test/harness/app.js';
import { eventually } from '../../server/test/harness/eventually.js';
import { RealBrowser, type Visitor } from './browser.js';
import { type DrawnFrame, drawAll, inspectFrames } from './frames.js';
import { type HostileVector, hostileVectors } from './hostile-vectors.js';

/** What one page shows at once; the console loads 60 messages of a conversation at a time. */
const PER_CONVERSATION = 50;
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const vectors = await hostileVectors();
const present = vectors.length > 0;
if (!present) console.log('No collection of hostile mails at hand: nothing was tried here.');

(present ? describe : describe.skip)('hostile mails', () => {
  let parley: Parley;
  let browser: RealBrowser;
  let visitor: Visitor;
  /** Signs of something that got out: dialogs, windows, downloads, frames that went elsewhere. */
  const escapes: string[] = [];
  const requested: string[] = [];
  const drawn = new Map<string, DrawnFrame>();

  beforeAll(async () => {
    parley = await Parley.start({ mode: 'embedded' });
    browser = await RealBrowser.start();
    const owner = await parley.signedIn();
    const shop = await ApiSender.connect(owner);
    for (let from = 0; from < vectors.length; from += PER_CONVERSATION)
      await shop.deliver({ events: batch(vectors.slice(from, from + PER_CONVERSATION), from) });
    const conversations = Math.ceil(vectors.length / PER_CONVERSATION);
    const rows = await eventually(
      'all of them to be in their conversations',
      async () => {
        const { items } = await owner.get<{ items: ConversationRow[] }>('/api/v1/conversations?view=ours');
        const count = items.reduce((sum, row) => sum + row.messageCount, 0);
        return items.length === conversations && count === vectors.length ? items : null;
      },
      { timeoutMs: 60_000 },
    );

    visitor = await browser.visit(parley.baseUrl, { as: owner });
    const { page, context } = visitor;
    page.on('dialog', (dialog) => {
      escapes.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', (popup) => escapes.push(`window: ${popup.url()}`));
    page.on('download', (download) => escapes.push(`download: ${download.url()}`));
    page.on('framenavigated', (frame) => {
      if (frame.parentFrame() !== null && !/^about:(?:srcdoc|blank)$/.test(frame.url()))
        escapes.push(`frame: ${frame.url()}`);
    });
    context.on('request', (request) => requested.push(request.url()));
    // Nothing may even try to leave; were the console to let something through, it would end here and be counted.
    await context.route(
      (url) => url.host !== new URL(parley.baseUrl).host && /^https?:$/.test(url.protocol),
      (route) => route.abort(),
    );
    await context.route('**/remote-image?**', (route) =>
      route.fulfill({ contentType: 'image/png', body: PIXEL }),
    );
    for (const row of rows) {
      const path = `/inbox/ours/${row.id}`;
      await page.goto(path);
      await drawAll(page, row.messageCount);
      const { items } = await owner.get<{ items: Message[] }>(
        `/api/v1/conversations/${row.id}/messages?limit=200`,
      );
      const idOf = new Map(items.map((message) => [message.id, message.text]));
      for (const frame of await inspectFrames(page)) drawn.set(idOf.get(frame.message) ?? '', frame);
      if (new URL(page.url()).pathname !== path) escapes.push(`page: ${page.url()}`);
    }
  }, 240_000);
  afterAll(async () => {
    await browser?.stop();
    await parley?.remove();
  });

  it('are all drawn', () => {
    expect(vectors.map(({ id }) => id).filter((id) => !drawn.has(id))).toEqual([]);
    expect(drawn.size).toBe(vectors.length);
  });

  it('run nothing and lead nowhere', () => {
    expect(escapes).toEqual([]);
    // Whatever would run is refused where it is parsed, in a document that runs nothing; some pictures are broken.
    const expected = /violates the following Content Security Policy directive|net::ERR_INVALID_URL/;
    expect(visitor.faults.filter((fault) => !expected.test(fault))).toEqual([]);
  });

  it('hold nothing that could run, post, embed or navigate', () => {
    const found = [...drawn].filter(([, { active }]) => active.length > 0);
    expect(found.map(([name, { active }]) => `${name}: ${active.join(' ')}`)).toEqual([]);
  });

  it('stay inside their frames', () => {
    const outside = [...drawn].filter(([, { contained }]) => !contained);
    expect(outside.map(([name]) => name)).toEqual([]);
  });

  it('let nothing through that their sources forbid', () => {
    const found = vectors.flatMap(({ id, mustNotContain }) => {
      const markup = drawn.get(id)?.markup ?? '';
      return mustNotContain
        .filter((part) => markup.toLowerCase().includes(part.toLowerCase()))
        .map((part) => `${id}: ${part} in ${markup.slice(0, 300)}`);
    });
    expect(found).toEqual([]);
  });

  it('fetch nothing from outside, neither at once nor after pictures were asked for', () => {
    expect(visitor.outside).toEqual([]);
    const origin = `${parley.baseUrl}/`;
    const unasked = requested.filter(
      (url) => !url.startsWith(origin) && !/^(?:data|blob|about):/.test(url) && !url.startsWith('ws:'),
    );
    expect(unasked).toEqual([]);
    // Only the pictures of mails, through the server, and only below the one address that is made for them.
    const own = requested.filter((url) => url.startsWith(origin)).map((url) => new URL(url));
    const tokens = vectors.flatMap(({ leakTokens }) => leakTokens);
    const leaks = own.filter(
      ({ pathname, search }) =>
        !pathname.endsWith('/remote-image') &&
        tokens.some((token) => token.length > 8 && (pathname + search).includes(token)),
    );
    expect(leaks.map(String)).toEqual([]);
  });
});

/** Messages of one conversation; the vector's name is the text in front of its HTML. */
const batch = (some: HostileVector[], from: number) =>
  some.map(({ id, html }, index) => ({
    type: 'message',
    id: `event-${from + index}`,
    conversation: { id: `thread-${from}`, medium: 'email', subject: `Vectors from ${from}` },
    message: { id: `message-${from + index}`, text: id, html },
    person: { id: `person-${from}`, name: `Person ${from}` },
  }));
