import { describe, expect, it } from '@jest/globals';
import { htmlOfText } from './system-mail.format.js';

describe('htmlOfText', () => {
  it('keeps paragraphs and lines, and makes links of addresses', () => {
    expect(htmlOfText('Hello,\n\nyour seat:\nhttps://example.test/i?a=1&b=2\n')).toBe(
      '<!doctype html><html><body><p>Hello,</p><p>your seat:<br><a href="https://example.test/i?a=1&amp;b=2">https://example.test/i?a=1&amp;b=2</a></p></body></html>',
    );
  });

  it('lets no markup of a name through', () => {
    const html = htmlOfText('<img src=x onerror=alert(1)> "Anna" & https://example.test/"><script>');
    expect(html).not.toMatch(/<(?:img|script)/);
    expect(html).toContain(
      '&lt;img src=x onerror=alert(1)&gt; &quot;Anna&quot; &amp; <a href="https://example.test/">',
    );
  });
});
