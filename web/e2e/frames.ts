import type { Page } from 'playwright-core';

/** What became of one message's HTML in its frame. */
export interface DrawnFrame {
  /** The id of its message. */
  message: string;
  /** Tags, attributes and styles; without text, which is only read. */
  markup: string;
  /** Elements and attributes that could run, post, embed, navigate or load. */
  active: string[];
  /** Everything drawn lies inside the frame, and the frame inside its message. */
  contained: boolean;
}

/**
 * Shows every message of the open conversation formatted, with its remote pictures. `count`: how many there
 * are. Waits until each frame holds its mail.
 */
export async function drawAll(page: Page, count: number): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelectorAll('article.msg').length === wanted, count);
  await page.evaluate(async () => {
    const press = (text: RegExp) => {
      for (const button of document.querySelectorAll<HTMLButtonElement>('article.msg button'))
        if (text.test(button.textContent ?? '')) button.click();
    };
    press(/^Show formatting$/);
  });
  const filled = (wanted: number) => {
    const frames = [...document.querySelectorAll<HTMLIFrameElement>('iframe.mail-frame')];
    return (
      frames.length === wanted && frames.every((frame) => frame.contentDocument?.body?.firstElementChild)
    );
  };
  await page.waitForFunction(filled, count);
  await page.evaluate(() => {
    for (const button of document.querySelectorAll<HTMLButtonElement>('.mail-blocked button')) button.click();
  });
  await page.waitForFunction(() => document.querySelectorAll('.mail-blocked').length === 0);
  await page.waitForFunction(filled, count);
}

/** Reads every drawn frame of the page. */
export function inspectFrames(page: Page): Promise<DrawnFrame[]> {
  return page.evaluate(() => {
    const own = /^(?:\/api\/v1\/|data:image\/)/;
    const tags =
      /^(?:script|iframe|frame|frameset|object|embed|applet|form|input|button|select|textarea|meta|link|base|svg|math|video|audio|source|track|style|template|portal|dialog|noscript|map|area|canvas|marquee|isindex|keygen)$/i;
    return [...document.querySelectorAll<HTMLIFrameElement>('iframe.mail-frame')].map((frame) => {
      const inner = frame.contentDocument;
      const message = frame.closest<HTMLElement>('article');
      const active: string[] = [];
      if (inner?.location.href !== 'about:srcdoc') active.push(`at ${inner?.location.href}`);
      let markup = '';
      for (const element of inner?.body.querySelectorAll('*') ?? []) {
        markup += `<${element.localName}`;
        if (tags.test(element.localName)) active.push(element.localName);
        for (const { name, value } of element.attributes) {
          markup += ` ${name}="${value}"`;
          if (
            /^on/i.test(name) ||
            /^(?:srcdoc|formaction|action|ping|background|poster|srcset|data|xlink:href)$/i.test(name)
          )
            active.push(`${element.localName}[${name}]`);
          if (name === 'href' && !/^(?:https?:|mailto:|tel:)/i.test(value))
            active.push(`href=${value.slice(0, 60)}`);
          if (name === 'href' && element.getAttribute('target') !== '_blank')
            active.push('link without its own window');
          if (name === 'href' && !/noopener/.test(element.getAttribute('rel') ?? ''))
            active.push('link that knows its opener');
          if (name === 'src' && !own.test(value)) active.push(`src=${value.slice(0, 60)}`);
        }
        markup += '>';
      }
      const sheets = inner?.adoptedStyleSheets.slice(1) ?? [];
      for (const sheet of sheets)
        for (const rule of sheet.cssRules) {
          markup += rule.cssText;
          const loaded = [...rule.cssText.matchAll(/url\(\s*["']?([^"')]*)/gi)].map(([, url = '']) => url);
          if (/@import/i.test(rule.cssText) || !loaded.every((url) => own.test(url)))
            active.push(rule.cssText.slice(0, 80));
        }
      const box = frame.getBoundingClientRect();
      const around = message?.getBoundingClientRect();
      // Of a folded message only the upper part is drawn.
      const fold = frame.closest('.is-folded')?.getBoundingClientRect();
      const bottom = Math.min(box.bottom, fold?.bottom ?? box.bottom);
      const contained =
        around !== undefined &&
        box.left >= around.left - 1 &&
        box.right <= around.right + 1 &&
        box.top >= around.top - 1 &&
        bottom <= around.bottom + 1;
      return { message: message?.dataset.message ?? '', markup, active, contained };
    });
  });
}
