import { describe, expect, it } from 'vitest';
import { cleanPaste } from './clean-paste.js';

const clean = (html: string) =>
  cleanPaste(html)
    .replace(/\s*\n\s*/g, '')
    .trim();

describe('what is pasted', () => {
  it('from a document service keeps what its styles mean', () => {
    expect(
      clean(
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38"><span style="font-size:11pt;font-weight:700;color:#000">Bold</span><span style="font-style:italic"> slanted</span><span style="text-decoration:underline line-through"> both</span></p></b>',
      ),
    ).toBe('<p><strong>Bold</strong><em> slanted</em><s><u> both</u></s></p>');
  });

  it('from a word processor makes lists of what it draws as lists', () => {
    const bullet = (text: string) =>
      `<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol;mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>${text}<o:p></o:p></p>`;
    expect(
      clean(
        `<html xmlns:o="x"><head><style><!-- p.MsoNormal {margin:0} --></style></head><body><!--StartFragment--><p class=MsoNormal><b>Hello</b><o:p>&nbsp;</o:p></p>${bullet('one')}${bullet('two')}<p>after</p><!--EndFragment--></body></html>`,
      ),
    ).toBe('<p><b>Hello</b></p><ul><li><p>one</p></li><li><p>two</p></li></ul><p>after</p>');
    expect(
      clean(
        '<p style="mso-list:l1 level1 lfo2"><span style="mso-list:Ignore">1.<span> </span></span>first</p>',
      ),
    ).toBe('<ol><li><p>first</p></li></ol>');
    expect(clean('<p style="mso-list:l1 level1 lfo2">1. first</p>')).toBe('<ol><li><p>first</p></li></ol>');
  });

  it('from a page keeps words, links and lists, and nothing that runs, loads or hides', () => {
    expect(
      clean(
        '<h2 onclick="x()">Title</h2><div style="display:none">tracker</div><script>bad()</script><img src="https://evil.test/p.gif" onerror="x()"><a href="https://example.test" style="text-decoration:underline" target=_blank>link</a><ul class=a><li>x</li></ul>',
      ),
    ).toBe('<p><strong>Title</strong></p><a href="https://example.test">link</a><ul><li>x</li></ul>');
  });

  it('from a spreadsheet is a line per row', () => {
    expect(
      clean('<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>'),
    ).toBe('<p>a b</p><p>c d</p>');
  });
});
