import type { Attachment } from '@parley/shared/messages.js';
import { createElement, Fragment, memo, type ReactNode, useMemo } from 'react';
import { attachmentUrl } from '../../data/attachment-url.js';
import '../../writing/formatted.css';

const tags = new Set('p br strong em u s a ul ol li blockquote pre code'.split(' '));
const safeLink = /^(?:https?:\/\/|mailto:|tel:)/i;

/**
 * What one of us formatted, as it was written. The server has made it clean; here it is built from elements all the
 * same, by a list of its own, and never as markup.
 */
export const FormattedText = memo(function FormattedText({
  html,
  attachments,
}: {
  html: string;
  attachments: readonly Attachment[];
}) {
  const body = useMemo(() => new DOMParser().parseFromString(html, 'text/html').body, [html]);
  return (
    <div className="msg-text formatted" dir="auto">
      {[...body.childNodes].map((node, index) => shown(node, index, attachments))}
    </div>
  );
});

function shown(node: ChildNode, key: number, attachments: readonly Attachment[]): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const tag = node.tagName.toLowerCase();
  if (tag === 'img') return <Picture key={key} image={node} attachments={attachments} />;
  const children = [...node.childNodes].map((child, index) => shown(child, index, attachments));
  if (!tags.has(tag)) return <Fragment key={key}>{children}</Fragment>;
  if (tag === 'br') return <br key={key} />;
  if (tag === 'a') {
    const href = node.getAttribute('href') ?? '';
    if (!safeLink.test(href)) return <Fragment key={key}>{children}</Fragment>;
    return (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {children}
      </a>
    );
  }
  const start = tag === 'ol' ? Number(node.getAttribute('start')) : 0;
  return createElement(tag, { key, ...(start > 1 ? { start } : {}) }, ...children);
}

/** A picture among the message's own files; it keeps its place while it comes. */
function Picture({ image, attachments }: { image: Element; attachments: readonly Attachment[] }) {
  const id = /^cid:(.+)$/i.exec(image.getAttribute('src') ?? '')?.[1];
  const file = attachments.find((attachment) => attachment.contentId === id);
  // The reply as it is shown before the server has it knows its files by their names in the text.
  const uploaded = /^([0-9a-f-]{36})@parley$/.exec(id ?? '')?.[1];
  const src = file ? attachmentUrl(file) : uploaded && `/api/v1/attachments/${uploaded}`;
  if (!src) return null;
  return <img className="writing-picture" src={src} alt={image.getAttribute('alt') ?? ''} loading="lazy" />;
}
