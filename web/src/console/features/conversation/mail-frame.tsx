import type { Message } from '@parley/shared/messages.js';
import { ImageOff } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../../../lib/api-client.js';
import { Button } from '../../../ui/button.js';
import { attachmentUrl } from '../../data/attachment-url.js';
import { hasColours, type SafeMail, safeMail } from './mail-html.js';

type Props = { message: Message; html: string };

/**
 * A mail's HTML in a frame of its own. The sandbox gives it no scripts, forms, downloads or navigation of the
 * page; it stays same-origin only so that we, from outside, can size it and set its styles through CSSOM: no
 * style has to be allowed inline by the console's CSP. Its own CSP lets nothing in but pictures of ours.
 */
export function MailFrame({ message, html }: Props) {
  const { t } = useTranslation();
  const [remote, setRemote] = useState(false);
  const [ready, setReady] = useState(0);
  // What was drawn before keeps its place while it is drawn again.
  const place = `${message.id} ${html.length}`;
  const [height, setHeight] = useState(() => heights.get(place) ?? expected(html));
  const frame = useRef<HTMLIFrameElement>(null);
  const paper = useMemo(() => hasColours(html), [html]);

  const mail = useMemo(
    () =>
      safeMail(html, {
        cid: (id) => {
          const found = message.attachments.find((attachment) => attachment.contentId === id);
          return found && attachmentUrl(found);
        },
        remote: remote ? (url) => apiUrl(`/messages/${message.id}/remote-image`, { url }) : null,
      }),
    [html, message.attachments, message.id, remote],
  );

  useEffect(() => {
    const inner = ready > 0 ? frame.current?.contentDocument : null;
    if (!inner) return;
    const wrapper = fill(inner, mail, paper);
    return followHeight(wrapper, (next) => {
      heights.set(place, next);
      setHeight(next);
    });
  }, [mail, paper, ready, place]);

  return (
    <div className="mail">
      {mail.blocked > 0 && (
        <div className="mail-blocked">
          <ImageOff aria-hidden="true" />
          <span>{t('conversation.picturesBlocked', { count: mail.blocked })}</span>
          <Button size="sm" variant="ghost" onClick={() => setRemote(true)}>
            {t('conversation.showPictures')}
          </Button>
        </div>
      )}
      <iframe
        ref={frame}
        className={paper ? 'mail-frame is-paper' : 'mail-frame'}
        title={t('conversation.mailFrame', { name: message.person?.name ?? message.member?.name ?? '' })}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={emptyDocument()}
        style={{ blockSize: height }}
        onLoad={() => setReady((count) => count + 1)}
      />
    </div>
  );
}

/** How tall each mail was in this visit, in pixels. */
const heights = new Map<string, number>();

/** A line of the frame, a sign in it, and what stands between two paragraphs, in pixels. */
const [LINE, SIGN, GAP] = [21, 7.6, 14];

/** A first guess, so that little moves. */
function expected(html: string): number {
  const signs = Math.min(90, Math.max(30, (document.documentElement.clientWidth - 40) / SIGN));
  const blocks = html
    .replace(/<(style|title|head)\b[\s\S]*?<\/\1>/gi, '')
    .split(/<(?:br|\/?(?:p|div|tr|li|h[1-6]|blockquote))\b[^>]*>/i)
    .map(
      (block) =>
        block
          .replace(/<[^>]*>/g, '')
          .replace(/\s+/g, ' ')
          .trim().length,
    )
    .filter((length) => length > 0);
  const lines = blocks.reduce((sum, length) => sum + Math.ceil(length / signs), 0);
  const gaps = Math.min(blocks.length, html.match(/<p\b/gi)?.length ?? 0);
  return Math.min(600, Math.max(60, lines * LINE + gaps * GAP));
}

const emptyDocument = () =>
  `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="content-security-policy" content="default-src 'none'; img-src ${window.location.origin} data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"><meta name="referrer" content="no-referrer"></head><body></body></html>`;

/** Puts the mail into the frame's document; returns the element whose height counts. */
function fill(inner: Document, mail: SafeMail, paper: boolean): HTMLElement {
  const wrapper = inner.createElement('div');
  for (const node of mail.body.childNodes) wrapper.append(inner.importNode(node, true));
  for (const element of wrapper.querySelectorAll<HTMLElement>('[data-s]')) {
    element.style.cssText = mail.styles[Number(element.dataset.s)] ?? '';
    if (element.getAttribute('style') === '') element.removeAttribute('style');
    element.removeAttribute('data-s');
  }
  const own = mail.body.dataset.s;
  if (own !== undefined) wrapper.style.cssText = mail.styles[Number(own)] ?? '';
  inner.body.replaceChildren(wrapper);

  const outer = getComputedStyle(document.documentElement);
  const Sheet = (inner.defaultView as unknown as typeof globalThis | null)?.CSSStyleSheet;
  if (Sheet) {
    const base = new Sheet();
    base.replaceSync(baseCss(outer, paper));
    const theirs = new Sheet();
    theirs.replaceSync(mail.sheet);
    inner.adoptedStyleSheets = [base, theirs];
  }
  return wrapper;
}

const baseCss = (outer: CSSStyleDeclaration, paper: boolean) => `
  :root { color-scheme: ${paper ? 'light' : outer.colorScheme}; background: ${paper ? '#fff' : 'transparent'}; }
  body { margin: 0; padding: ${paper ? '12px' : '0'}; overflow: auto hidden; overflow-wrap: anywhere;
    color: ${paper ? '#1d1d1b' : outer.getPropertyValue('--text')};
    font: 14px/1.5 -apple-system, "Segoe UI", Roboto, Arial, "Liberation Sans", sans-serif; }
  body > div { display: flow-root; }
  a { color: ${paper ? '#1a56c4' : outer.getPropertyValue('--accent')}; }
  img { max-width: 100%; height: auto; }
  img:not([src]) { display: inline-block; min-width: 1em; min-height: 1em; border: 1px dashed #8884; border-radius: 3px; }
  blockquote { margin: 8px 0; padding-left: 12px; border-left: 2px solid #8886; }
  pre { white-space: pre-wrap; }
  table { max-width: 100%; }
`;

const tallest = 12_000;

/** Keeps the frame as tall as its content. Content that grows with the frame is stopped after a few rounds. */
function followHeight(wrapper: HTMLElement, set: (height: number) => void): () => void {
  let rounds = 0;
  let width = 0;
  const measure = () => {
    const box = wrapper.getBoundingClientRect();
    if (box.width !== width) rounds = 0;
    width = box.width;
    if (++rounds > 30) return;
    const padding = Number.parseFloat(getComputedStyle(wrapper.ownerDocument.body).paddingTop || '0') * 2;
    set(Math.min(tallest, Math.max(24, Math.ceil(Math.max(box.height, wrapper.scrollHeight) + padding))));
  };
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(wrapper);
  return () => observer.disconnect();
}
