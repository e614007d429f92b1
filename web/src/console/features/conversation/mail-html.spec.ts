// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { hasColours, isRich, safeMail } from './mail-html.js';

const none = { cid: () => undefined, remote: null };
const clean = (html: string) => safeMail(html, none).body.innerHTML;

describe('safeMail', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<iframe src="https://evil.example"></iframe>',
    '<object data="https://evil.example"></object>',
    '<form action="https://evil.example"><input name=a><button>go</button></form>',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    '<link rel=stylesheet href=https://evil.example/x.css>',
    '<base href="https://evil.example/">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<video src="https://evil.example/v" poster="https://evil.example/p"></video>',
    '<table background="https://evil.example/b.png"><tr><td>x</td></tr></table>',
    '<img srcset="https://evil.example/1.png 1x">',
    '<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>',
  ])('leaves nothing that runs or loads of %s', (html) => {
    const result = clean(html);
    expect(result).not.toMatch(
      /evil\.example|alert|onerror|javascript:|<script|<iframe|<form|<input|<meta|<link|<base/i,
    );
  });

  it.each([
    '',
    '<style>p{color:red}</style>',
    '<frameset onload=alert(1)><frame src=x></frameset>',
    '<html><head></head></html>',
  ])('makes do with nothing to show: %s', (html) => {
    expect(clean(html)).toBe('');
  });

  it('holds remote pictures back and counts them, in text and in styles', () => {
    const mail = safeMail(
      '<img src="https://a.example/1.png"><p style="background:url(//a.example/2.png)">x</p>',
      none,
    );
    expect(mail.blocked).toBe(2);
    expect(mail.body.innerHTML).not.toContain('a.example');
    expect(mail.styles.join()).not.toContain('a.example');
  });

  it('shows remote pictures only under the address given for them', () => {
    const mail = safeMail('<img src="https://a.example/1.png">', {
      ...none,
      remote: (url) => `/proxy?url=${encodeURIComponent(url)}`,
    });
    expect(mail.body.querySelector('img')?.getAttribute('src')).toBe(
      '/proxy?url=https%3A%2F%2Fa.example%2F1.png',
    );
    expect(mail.blocked).toBe(0);
  });

  it('finds pictures the mail carries itself, and leaves out any other of our own server', () => {
    const mail = safeMail('<img src="cid:a%40b"><img src="/api/v1/session">', {
      ...none,
      cid: (id) => (id === 'a@b' ? '/attachments/1' : undefined),
    });
    const sources = [...mail.body.querySelectorAll('img')].map((image) => image.getAttribute('src'));
    expect(sources).toEqual(['/attachments/1']);
  });

  it('lets nothing lie over anything else', () => {
    const mail = safeMail(
      '<style>p{position:fixed;color:red}</style><p style="margin:0;z-index:9;position: absolute">x</p>',
      none,
    );
    expect(mail.sheet + mail.styles.join()).not.toMatch(/position|z-index/);
    expect(mail.sheet).toContain('color:red');
    expect(mail.styles.join()).toContain('margin:0');
  });

  it('keeps styles apart, without what loads in them, however it is spelled', () => {
    const mail = safeMail(
      '<style>@import "https://evil.example/a.css"; p{color:red;background:\\75rl(https://evil.example/b)} @font-face{font-family:x;src:url(https://evil.example/f)}</style><p style="color:blue;behavior:url(x)">x</p>',
      none,
    );
    expect(mail.sheet).toContain('color:red');
    expect(mail.sheet + mail.styles.join()).not.toMatch(/evil\.example|behavior/);
    expect(mail.styles).toEqual(['color:blue;']);
    expect(mail.body.querySelector('[style]')).toBeNull();
  });

  it('keeps how tables are laid out', () => {
    expect(
      clean('<table border="1" cellpadding="6"><tbody><tr><td width="50%">x</td></tr></tbody></table>'),
    ).toContain('border="1" cellpadding="6"');
  });

  it('lets links open outside only', () => {
    expect(clean('<a href="https://a.example/" onclick="x()">a</a>')).toBe(
      '<a href="https://a.example/" target="_blank" rel="noopener noreferrer nofollow">a</a>',
    );
  });
});

it('tells rich mails from text in paragraphs, and coloured ones from plain ones', () => {
  expect(isRich('<div>Hi<br>there</div>')).toBe(false);
  expect(isRich('<table><tr><td>1</td></tr></table>')).toBe(true);
  expect(hasColours('<p style="color: #333">x</p>')).toBe(true);
  expect(hasColours('<p>Which colour?</p>')).toBe(false);
});
