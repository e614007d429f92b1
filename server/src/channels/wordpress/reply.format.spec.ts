import { describe, expect, it } from '@jest/globals';
import { cleanFormatted } from '../../platform/html/formatted-html.format.js';
import type { ConnectedChannel } from '../core/connector.js';
import type { OutboundMessage } from '../core/outbound-message.js';
import { commentHtml } from './comment-html.format.js';
import { commentWords } from './comment-words.parse.js';
import { formatReply, MOST_BYTES } from './reply.format.js';

const channel = (settings = {}) =>
  ({
    settings: { apiUrl: 'https://a.example/wp-json/', userId: '7', username: 'blog', ...settings },
    secrets: { password: 'abcd EFGH' },
  }) as unknown as ConnectedChannel;
const message = (given: Record<string, unknown> = {}) =>
  ({
    member: { name: 'Anna Berg' },
    conversation: { externalId: '4/20' },
    text: 'Yes!',
    html: null,
    attachments: [],
    inReplyTo: { externalId: '22' },
    newest: null,
    ...given,
  }) as unknown as OutboundMessage;

describe('a reply', () => {
  it('stands under the comment it answers, with the name of whoever wrote it', () => {
    expect(formatReply(channel(), message())).toEqual({
      post: 4,
      parent: 22,
      content: 'Yes!',
      author: 7,
      author_name: 'Anna Berg',
    });
    expect(formatReply(channel({ replyName: 'user' }), message({ inReplyTo: null }))).toEqual({
      post: 4,
      parent: 20,
      content: 'Yes!',
    });
  });

  it('is measured in bytes, as it is stored', () => {
    const fits = 'ä'.repeat(Math.floor(MOST_BYTES / 2));
    expect(formatReply(channel(), message({ text: fits })).content).toBe(fits);
    for (const text of [`${fits}ä`, '&'.repeat(20_000)]) {
      expect(() => formatReply(channel(), message({ text }))).toThrow(/65,525 bytes/);
    }
  });

  it.each([
    [{ conversation: { externalId: null } }, 'no_thread'],
    [{ conversation: { externalId: 'x/1' } }, 'no_thread'],
    [{ attachments: [{}] }, 'no_files'],
    [{ text: '  ' }, 'empty'],
  ])('%j is refused as %s', (given, code) => {
    expect(() => formatReply(channel(), message(given))).toThrow(
      expect.objectContaining({ kind: 'rejected', code }),
    );
  });

  it('without a password left waits for one', () => {
    const bare = { ...channel(), secrets: {} } as ConnectedChannel;
    expect(() => formatReply(bare, message())).toThrow(expect.objectContaining({ kind: 'auth_expired' }));
  });
});

describe('words on their way out', () => {
  it('keep what looks like HTML as words', () => {
    const text = 'a < b & c > d\n\n<script>x</script>';
    const content = commentHtml(text, null);
    expect(content).toBe('a &lt; b &amp; c &gt; d\n\n&lt;script&gt;x&lt;/script&gt;');
  });

  it.each([
    [
      '<p>So <strong>big</strong> and <u>wide</u></p><p>two</p>',
      'So <strong>big</strong> and <em>wide</em>\n\ntwo',
    ],
    ['<p>a<br>b</p>', 'a\nb'],
    ['<ul><li>one</li><li>two &amp; three</li></ul>', '- one\n- two &amp; three'],
    ['<ol><li>one</li></ol><p>x</p>', '1. one\n\nx'],
    ['<blockquote><p>they said</p></blockquote><p>no</p>', '<blockquote>they said</blockquote>\n\nno'],
    ['<pre>a &lt; b</pre>', '<code>a &lt; b</code>'],
    [
      '<p><a href="https://a.example/?x=1&amp;y=2">here</a></p>',
      '<a href="https://a.example/?x=1&amp;y=2">here</a>',
    ],
    ['<p><a href="tel:+491">call</a></p>', 'call'],
  ])('%s become %j', (html, content) => {
    expect(commentHtml('', html)).toBe(content);
  });

  it('hold only what a site lets everybody write, whatever our editor makes', () => {
    const parts = [
      '<p>x</p>',
      '<u>y</u>',
      '<ul><li><strong>z</strong></li></ul>',
      '<blockquote><p>q<br>r</p></blockquote>',
    ];
    const tags = [
      'p',
      'div',
      'em',
      'a href="https://a.example"',
      's',
      'code',
      'pre',
      'li',
      'ol',
      'h2',
      'table',
    ];
    for (const [index, tag] of tags.entries()) {
      const inside = parts.slice(index % parts.length).join('');
      const clean = cleanFormatted(`<${tag}>a &amp; b ${inside}</${tag.split(' ')[0]}>${parts.join('')}`);
      const content = commentHtml(clean?.text ?? '', clean?.html ?? null);
      const names = [...content.matchAll(/<\/?([a-z0-9]+)/g)].map(([, name]) => name);
      expect(names.filter((name) => !/^(?:a|blockquote|code|em|s|strong)$/.test(name ?? ''))).toEqual([]);
      expect(commentWords(content).text.replace(/\s+/g, ' ')).toContain('a & b');
    }
  });
});
