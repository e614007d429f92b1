import type { Attachment } from '@parley/shared/messages.js';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { FormattedText } from './formatted-text.js';

const id = '0190aaaa-0000-7000-8000-000000000001';
const picture: Attachment = {
  id,
  filename: 'cat.png',
  contentType: 'image/png',
  size: 1,
  url: `/api/v1/attachments/${id}`,
  contentId: `${id}@parley`,
  inline: true,
  state: 'ready',
  reason: null,
};
const drawn = (html: string, attachments = [picture]) =>
  renderToStaticMarkup(<FormattedText html={html} attachments={attachments} />).replace(
    /^<div[^>]*>|<\/div>$/g,
    '',
  );

describe('formatted text', () => {
  it('shows what one of us wrote', () => {
    const html =
      '<p><strong>a</strong><br/><em>b</em></p><ol start="3"><li><p>c</p></li></ol><blockquote><p>d</p></blockquote><pre>e</pre>';
    expect(drawn(html)).toBe(html);
    expect(drawn('<a href="https://example.test/?a=1&amp;b=2">x</a>')).toBe(
      '<a href="https://example.test/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">x</a>',
    );
  });

  it('shows pictures of the message only', () => {
    expect(drawn(`<img src="cid:${id}@parley" alt="cat">`)).toContain(`src="/api/v1/attachments/${id}"`);
    expect(drawn(`<img src="cid:${id}@parley">`, [])).toContain(`src="/api/v1/attachments/${id}"`);
    expect(
      drawn('<img src="https://evil.test/p.gif"><img src="cid:other@x"><img src="cid:../x@parley">'),
    ).toBe('');
  });

  it('trusts nothing it was given', () => {
    expect(
      drawn(
        '<p onclick="x()" style="position:fixed" class="a">a<script>x()</script></p><a href="javascript:x()">b</a><svg onload="x()"></svg><iframe src="x"></iframe><form action="/x"><b>c</b></form>',
      ),
    ).not.toMatch(/onclick|style|<script|javascript|<svg|onload|<iframe|<form|class/);
  });
});
