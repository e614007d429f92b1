import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanFormatted } from './formatted-html.format.js';
import { parseHtml } from './html-document.parse.js';

const html = (source: string) => cleanFormatted(source)?.html;
const text = (source: string) => cleanFormatted(source)?.text;

const TAGS = new Set('p br strong em u s a ul ol li blockquote pre code img'.split(' '));
const ATTRIBUTES: Record<string, string[]> = {
  a: ['href'],
  ol: ['start'],
  img: ['src', 'alt', 'width', 'height'],
};
/** Everything that is left, checked against the list by hand. */
function strangers(source: string): string[] {
  const found: string[] = [];
  const walk = (node: {
    children?: unknown[];
    name?: string;
    attribs?: Record<string, string>;
    type?: string;
  }) => {
    if (
      node.type === 'script' ||
      node.type === 'style' ||
      node.type === 'comment' ||
      node.type === 'directive'
    )
      found.push(node.type);
    if (node.name !== undefined) {
      if (!TAGS.has(node.name)) found.push(node.name);
      for (const [name, value] of Object.entries(node.attribs ?? {})) {
        if (!ATTRIBUTES[node.name]?.includes(name)) found.push(`${node.name} ${name}`);
        if (name === 'href' && !/^(?:https?:\/\/|mailto:|tel:)/i.test(value)) found.push(value);
        if (name === 'src' && !/^cid:/i.test(value)) found.push(value);
      }
    }
    for (const child of node.children ?? []) walk(child as never);
  };
  walk(parseHtml(source) as never);
  return found;
}

describe('formatted writing', () => {
  it('keeps what our editor writes', () => {
    const written =
      '<p><strong>Hello</strong> <em>Ben</em>, <u>see</u> <s>this</s>:<br>and that</p><p></p><ul><li><p>one</p></li><li><p>two</p></li></ul><ol start="3"><li><p>three</p></li></ol><blockquote><p>said</p></blockquote><pre><code>a &lt; b\n  c</code></pre><p><a href="https://example.test/?a=1&amp;b=2">here</a> <code>x</code></p>';
    expect(html(written)).toBe(
      written.replace('<pre><code>a &lt; b\n  c</code></pre>', '<pre>a &lt; b\n  c</pre>'),
    );
    expect(text(written)).toBe(
      'Hello Ben, see this:\nand that\n\n- one\n- two\n3. three\n> said\na < b\n  c\nhere (https://example.test/?a=1&b=2) x',
    );
  });

  it('is plain text where nothing is formatted', () => {
    expect(cleanFormatted('<p>One</p><p></p><p>Two &amp; three<br>four</p>')).toEqual({
      html: null,
      text: 'One\n\nTwo & three\nfour',
      pictures: [],
    });
    expect(cleanFormatted('just words')).toMatchObject({ html: null, text: 'just words' });
    expect(cleanFormatted('')).toEqual({ html: null, text: '', pictures: [] });
  });

  it('reads what other programs write', () => {
    expect(html('<div><b>a</b></div><div><i>b</i> <del>c</del></div>')).toBe(
      '<p><strong>a</strong></p><p><em>b</em> <s>c</s></p>',
    );
    expect(html('<h2>Title</h2>words <span style="color:red">and <b>more</b></span>')).toBe(
      '<p><strong>Title</strong></p><p>words and <strong>more</strong></p>',
    );
    expect(html('<b><p>one</p><p>two</p></b>')).toBe(
      '<p><strong>one</strong></p><p><strong>two</strong></p>',
    );
    expect(html('<ul>stray<li>a<p>b</p></li></ul>')).toBe(
      '<ul><li><p>stray</p></li><li><p>a</p><p>b</p></li></ul>',
    );
    expect(text('<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>')).toBe('ab\nc');
  });

  it('says a link once where its words are the address', () => {
    expect(text('<a href="https://example.test/">https://example.test</a>')).toBe('https://example.test');
    expect(text('<a href="mailto:me@example.test">me@example.test</a>')).toBe('me@example.test');
    expect(text('<a href="mailto:me@example.test">write</a>')).toBe('write (me@example.test)');
  });

  it('shows pictures of the message, and none from elsewhere', () => {
    const id = '0190aaaa-0000-7000-8000-000000000001@parley';
    const result = cleanFormatted(
      `<p>see <img src="cid:${id}" alt="a &quot;cat&quot;" width="40" height="9999999" onerror="x()" style="x"></p><img src="https://evil.test/p.gif"><img src="data:image/png;base64,AA"><img src="cid:a b@c">`,
    );
    expect(result).toEqual({
      html: `<p>see <img src="cid:${id}" alt="a &quot;cat&quot;" width="40"></p>`,
      text: 'see [a "cat"]',
      pictures: [id],
    });
  });

  it.each([
    '<script>alert(1)</script><b>x</b>',
    '<b onclick="x()" style="position:fixed" class="a" id="b">x</b>',
    '<a href="javascript:alert(1)">x</a><b>y</b>',
    '<a href=" jav&#x09;ascript:alert(1)">x</a><b>y</b>',
    '<a href="data:text/html,x">x</a><a href="//evil.test">y</a><a href="/api/v1/session">z</a>',
    '<a href="https://a.test/&quot;onmouseover=&quot;x()">x</a>',
    '<svg><a xlink:href="javascript:x()"><b>x</b></a></svg><b>y</b>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<iframe srcdoc="<script>x</script>"></iframe><b>y</b>',
    '<form action="https://evil.test"><input name="password"><b>y</b></form>',
    '<meta http-equiv="refresh" content="0;url=https://evil.test"><base href="https://evil.test"><b>y</b>',
    '<img src=x onerror=alert(1)><b>y</b>',
    '<style>@import "https://evil.test";</style><b>y</b>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript><b>y</b>',
    '<!--><script>alert(1)</script--><b>y</b>',
    '<template><script>x</script></template><b>y</b>',
    '<pre><script>x</script><b onclick=x>y</b></pre>',
    '<p><p><b>x</p></b><li onclick=x>z<blockquote cite="javascript:x">q',
    '<ol start="1e9999" type="a" onfocus=x><li value=javascript:x>y</ol>',
  ])('leaves nothing harmful of %s', (source) => {
    const result = cleanFormatted(source);
    expect(strangers(result?.html ?? '')).toEqual([]);
    // What is clean stays as it is: no second reading makes something else of it.
    expect(html(result?.html ?? '')).toBe(result?.html ?? null);
    expect(result?.html ?? '').not.toMatch(/script|onerror|evil/i);
  });

  it('is clean, and stays as it is, whatever it is made from', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...'<b> </b> <p> </p> <div> <ul> <li> </li> </ul> <ol start=2> <a href="https://a.test"> </a> <pre> </pre> <code> <blockquote> </blockquote> <br> <svg> </svg> <img src="cid:a@b"> <!-- --> <script> </script> <h1> & &lt; " \' < >'.split(
          ' ',
        ),
      ),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const result = cleanFormatted(pieces.join(''));
        expect(strangers(result?.html ?? '')).toEqual([]);
        const again = cleanFormatted(result?.html ?? '');
        expect(again?.html ?? null).toBe(result?.html ?? null);
        if (result?.html) expect(again?.text).toBe(result.text);
      }),
      { numRuns: 400 },
    );
  });

  it('makes no much out of little, and reads nothing nested too deep or too long', () => {
    const around = '<b><i>'.repeat(140) + '<p>x</p>'.repeat(2_000);
    expect((html(around) ?? '').length).toBeLessThan(around.length * 8);
    expect(cleanFormatted('<b>'.repeat(6_000))).toBeNull();
    expect(cleanFormatted('x'.repeat(400_001))).toBeNull();
  });
});
