import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Chat, connectChat } from '../../server/test/builders/visitor.js';
import { Parley } from '../../server/test/harness/app.js';
import { RealBrowser, type Visitor } from './browser.js';
import { ChatPanel } from './chat-panel.js';
import { ordinaryPage, scriptTag, Websites } from './websites.js';

/** The widget on pages that make it hard, and pages that must not notice it. */
describe('the widget on strange pages', () => {
  let parley: Parley;
  let chat: Chat;
  let sites: Websites;
  let browser: RealBrowser;

  beforeAll(async () => {
    [parley, browser, sites] = await Promise.all([
      Parley.start({ mode: 'embedded' }),
      RealBrowser.start(),
      Websites.start(),
    ]);
    const owner = await parley.signedIn();
    chat = await connectChat(owner, { origins: [sites.origin, 'null'], colour: '#0b6e5a' });
  });
  afterAll(async () => {
    await browser?.stop();
    await sites?.stop();
    await parley?.remove();
  });

  let count = 0;
  async function visit(html: string, headers: Record<string, string> = {}, options = {}): Promise<Visitor> {
    const visitor = await browser.visit(sites.origin, { viewport: { width: 1000, height: 760 }, ...options });
    count += 1;
    await visitor.page.goto(sites.put(`/${count}`, html, headers));
    return visitor;
  }

  /** It opens, is where it belongs, looks as it should, and what is written arrives. */
  async function works({ page, faults }: Visitor, panel = new ChatPanel(page)): Promise<void> {
    await panel.open();
    await panel.say('hello from here');
    await panel.message('hello from here').waitFor();
    await panel.log.getByText('Sent', { exact: true }).waitFor();
    expect(faults).toEqual([]);
  }

  /** What a visitor sees of it, for comparison between pages. */
  const looks = (page: Page) =>
    page.evaluate(async () => {
      const root = document.querySelector('parley-chat')?.shadowRoot;
      const panel = root?.querySelector('.panel');
      const launcher = root?.querySelector('.launcher');
      if (!root || !panel || !launcher) return null;
      await Promise.all(root.getAnimations().map((one) => one.finished));
      const box = (element: Element) => {
        const { width, height, right, bottom } = element.getBoundingClientRect();
        return [width, height, document.documentElement.clientWidth - right, innerHeight - bottom].map(
          Math.round,
        );
      };
      const style = (element: Element | null | undefined) => {
        if (!element) return null;
        const { fontSize, fontFamily, color, backgroundColor, display, direction, textTransform, opacity } =
          getComputedStyle(element);
        return { fontSize, fontFamily, color, backgroundColor, display, direction, textTransform, opacity };
      };
      return {
        panel: box(panel),
        launcher: box(launcher),
        styles: ['.panel', '.head h2', '.bubble', 'textarea', '.launcher'].map((one) =>
          style(root.querySelector(one)),
        ),
        // What is really on top there.
        onTop: [panel, launcher].map((element) => {
          const { left, top, width, height } = element.getBoundingClientRect();
          return document.elementFromPoint(left + width / 2, top + height / 2)?.localName;
        }),
      };
    });

  it('looks the same under hostile style sheets, and on top of what wants to be', async () => {
    const plain = await visit(ordinaryPage(scriptTag(chat)));
    await works(plain);
    const wanted = await looks(plain.page);
    expect(wanted?.onTop).toEqual(['parley-chat', 'parley-chat']);
    const hostile = {
      resets:
        '* { display: none !important; all: unset !important; } div, button, span, p { position: static !important; font: 40px fantasy !important; color: red !important; transform: rotate(9deg) !important; } parley-chat { display: none !important; visibility: hidden !important; opacity: 0 !important; pointer-events: none !important; }',
      sizes:
        'html { font-size: 40px; letter-spacing: 9px; text-transform: uppercase; line-height: 4; } body { zoom: 2; }',
      transforms:
        'body { transform: scale(0.5) rotate(3deg); filter: blur(1px); overflow: hidden; position: fixed; inset: 40px; }',
      layers: '.on-top { position: fixed; inset: 0; z-index: 2147483647; background: #eee; }',
    };
    for (const [name, css] of Object.entries(hostile)) {
      const body = '<h1>Shoes</h1><div class="on-top"></div>';
      const page = await visit(
        ordinaryPage(`<style>${css}</style>${scriptTag(chat, 'data-theme="light"')}`, { body }),
      );
      await works(page);
      expect({ name, ...(await looks(page.page)) }).toEqual({ name, ...wanted });
      await page.context.close();
    }
    const quirks = await visit(`<title>Old</title><table width=100%><tr><td>Shoes</table>${scriptTag(chat)}`);
    expect(await quirks.page.evaluate(() => document.compatMode)).toBe('BackCompat');
    await works(quirks);
    expect(await looks(quirks.page)).toEqual(wanted);
    const rtl = await visit(
      ordinaryPage(scriptTag(chat, 'data-language="en"'), { lang: 'ar" dir="rtl', body: '<h1>أحذية</h1>' }),
    );
    await works(rtl);
    expect(await looks(rtl.page)).toEqual(wanted);
    for (const { context } of [plain, quirks, rtl]) await context.close();
  });

  it('works under a strict policy that names the server, and asks nothing else of it', async () => {
    const live = parley.baseUrl.replace('http', 'ws');
    const policy = [
      "default-src 'none'",
      "script-src 'nonce-r4nd0m' 'strict-dynamic'",
      `connect-src ${parley.baseUrl} ${live}`,
      `img-src data: ${parley.baseUrl}`,
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
    ].join('; ');
    const visitor = await visit(ordinaryPage(scriptTag(chat, 'nonce="r4nd0m"')), {
      'content-security-policy': policy,
    });
    await works(visitor);
    await visitor.page.getByText('Seen', { exact: true }).count();
    await visitor.context.close();
  });

  it('does no harm where the policy forbids it to speak', async () => {
    const visitor = await visit(
      ordinaryPage(
        `${scriptTag(chat, 'nonce="r4nd0m"')}<script nonce="r4nd0m">document.title = 'ran'</script>`,
      ),
      { 'content-security-policy': "script-src 'nonce-r4nd0m'; connect-src 'none'" },
    );
    await visitor.page.waitForFunction(() => document.title === 'ran');
    await visitor.page.locator('parley-chat').waitFor({ state: 'attached' });
    expect(visitor.faults.filter((fault) => !/Content Security Policy/.test(fault))).toEqual([]);
    expect(await visitor.page.locator('parley-chat').getByRole('button').count()).toBe(0);
    await visitor.context.close();
  });

  it('is not led astray by the page’s base address', async () => {
    const visitor = await visit(
      ordinaryPage(scriptTag(chat)).replace(
        '<title>',
        '<base href="https://elsewhere.invalid/deep/"><title>',
      ),
    );
    await works(visitor);
    expect(
      visitor.outside.filter(
        (url) => !url.startsWith(parley.baseUrl.replace(/^http/, '')) && /invalid/.test(url),
      ),
    ).toEqual([]);
    await visitor.context.close();
  });

  it('works within a frame, and within one that has no origin and no storage', async () => {
    const inner = sites.put('/inner', ordinaryPage(scriptTag(chat)));
    for (const sandbox of ['', 'sandbox="allow-scripts"']) {
      const visitor = await visit(
        `<!doctype html><title>Frame</title><iframe ${sandbox} src="${inner}" width="900" height="700"></iframe>`,
      );
      await works(visitor, new ChatPanel(visitor.page.frameLocator('iframe')));
      await visitor.context.close();
    }
  });

  it('works on a page that has replaced what the language brings', async () => {
    const visitor = await visit(
      ordinaryPage(
        `<script>
          Array.prototype.toJSON = function () { return '[' + this.join(';') + ']'; };
          Object.prototype.extra = function () {};
          Array.prototype.each = function () {};
          Array.from = function () { throw new Error('Array.from of the page'); };
          Array.prototype.reduce = function () { throw new Error('reduce of the page'); };
          Function.prototype.bind = function () { return this; };
          JSON.stringify = function () { return 'broken'; };
          JSON.parse = function () { return null; };
          window.Promise = function () { throw new Error('Promise of the page'); };
          Element.prototype.remove = function () { this.parentNode.removeChild(this); return this; };
          window.Event = window.CustomEvent = function () { throw new Error('Event of the page'); };
          crypto.randomUUID = undefined;
        </script>${scriptTag(chat)}`,
      ),
    );
    await works(visitor);
    await visitor.context.close();
  });

  it('keeps its keys to itself, leaves the focus alone, and is one however often it is put there', async () => {
    const visitor = await visit(
      ordinaryPage(
        `<script>
          window.Parley = { mine: true };
          window.heard = [];
          for (const type of ['keydown', 'keyup', 'keypress', 'focusin'])
            document.addEventListener(type, (event) => window.heard.push(type), true);
          for (const type of ['keydown', 'keyup', 'keypress', 'focusin', 'input', 'paste', 'drop'])
            document.addEventListener(type, (event) => window.heard.push(type));
          window.before = Object.getOwnPropertyNames(window);
        </script>${scriptTag(chat)}${scriptTag(chat)}`,
        { body: '<input id="search" autofocus>' },
      ),
    );
    const { page } = visitor;
    const panel = new ChatPanel(page);
    await panel.launcher.waitFor();
    await page.addScriptTag({ url: `${parley.baseUrl}/widget.js?again` });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
    expect(await page.evaluate(() => document.styleSheets.length + document.adoptedStyleSheets.length)).toBe(
      0,
    );
    await page.evaluate('window.heard.length = 0');
    await works(visitor);
    expect(await page.evaluate('window.heard')).toEqual([]);
    expect(await page.locator('parley-chat').count()).toBe(1);
    expect(await page.evaluate('window.Parley')).toEqual({ mine: true });
    expect(
      await page.evaluate(
        'Object.getOwnPropertyNames(window).filter((name) => !window.before.includes(name) && name !== "before")',
      ),
    ).toEqual(['ParleyChat']);
    await page.keyboard.press('Escape');
    await panel.dialog.waitFor({ state: 'detached' });
    expect(
      await panel.launcher.evaluate((one) => (one.getRootNode() as ShadowRoot).activeElement === one),
    ).toBe(true);
    await page.evaluate(() => {
      const api = (window as unknown as { ParleyChat: { open(): void; unread: number } }).ParleyChat;
      api.open();
    });
    await panel.dialog.waitFor();
    await visitor.context.close();
  });

  it('stays when a router clears the page away', async () => {
    const visitor = await visit(ordinaryPage(scriptTag(chat)));
    const panel = new ChatPanel(visitor.page);
    await panel.launcher.waitFor();
    await visitor.page.evaluate(() => {
      history.pushState({}, '', '/elsewhere');
      document.body.replaceChildren();
      document.documentElement.replaceChildren(
        document.createElement('head'),
        document.createElement('body'),
      );
    });
    await works(visitor);
    await visitor.context.close();
  });

  it('speaks the language of the tag, else of the page, else of the visitor', async () => {
    const german = { locale: 'de-DE' };
    for (const [attributes, lang, options, words] of [
      ['data-language="de"', 'en', {}, 'Chat öffnen'],
      ['', 'de-CH', {}, 'Chat öffnen'],
      ['', '', german, 'Chat öffnen'],
      ['', 'fr', {}, 'Open chat'],
    ] as const) {
      const visitor = await visit(ordinaryPage(scriptTag(chat, attributes), { lang }), {}, options);
      await visitor.page.getByRole('button', { name: words }).waitFor();
      await visitor.context.close();
    }
  });

  it('is dark on a dark page, light on a light one, whatever the visitor’s system prefers', async () => {
    for (const [css, scheme, ground] of [
      ['', 'dark', 'rgb(255, 255, 255)'],
      [':root { color-scheme: light dark }', 'dark', 'rgb(27, 29, 33)'],
      ['body { background: #111 }', 'light', 'rgb(27, 29, 33)'],
      [':root { color-scheme: light dark } body { background: #fff }', 'dark', 'rgb(255, 255, 255)'],
    ] as const) {
      const visitor = await visit(
        ordinaryPage(`<style>${css}</style>${scriptTag(chat)}`),
        {},
        { colorScheme: scheme },
      );
      const panel = new ChatPanel(visitor.page);
      await panel.open();
      expect([css, await panel.dialog.evaluate((one) => getComputedStyle(one).backgroundColor)]).toEqual([
        css,
        ground,
      ]);
      await visitor.context.close();
    }
  });
});
