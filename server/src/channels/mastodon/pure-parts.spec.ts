import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { parseExactly } from './exact-json.js';
import { readInstanceAddress } from './instance-address.js';
import { missingScopes, readScopes } from './scopes.js';
import { EventReader } from './sse.parse.js';
import { textOfStatus } from './status-text.format.js';
import { ThreadContexts } from './thread-context.js';

describe('JSON with long numbers', () => {
  it('keeps them exact, as strings, and everything else as it is', () => {
    expect(
      parseExactly('{"a":117024236332527351,"b":[9007199254740993,1.5,-3,12e20],"c":"117024236332527351"}'),
    ).toEqual({
      a: '117024236332527351',
      b: ['9007199254740993', 1.5, -3, 12e20],
      c: '117024236332527351',
    });
    expect(parseExactly('"say \\"117024236332527351\\" \\\\"')).toBe('say "117024236332527351" \\');
    expect(parseExactly('117024236332527351')).toBe('117024236332527351');
    for (const broken of ['', '{', '{"a":', '"x', '1171171171171171171 2']) {
      expect(() => parseExactly(broken)).toThrow(SyntaxError);
    }
  });

  it('reads everything else like any reader of JSON', () => {
    const short = fc.jsonValue().filter((value) => !/\d{16}/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(short, (value) =>
        expect(parseExactly(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value))),
      ),
    );
  });
});

describe('the address of an instance', () => {
  it.each([
    ['mastodon.social', 'https://mastodon.social', null],
    [' Mastodon.Social/ ', 'https://mastodon.social', null],
    ['https://example.social/@me', 'https://example.social', 'me'],
    ['https://example.social/home?x=1', 'https://example.social', null],
    ['@me@example.social', 'https://example.social', 'me'],
    ['me@example.social', 'https://example.social', 'me'],
    ['acct:me@example.social', 'https://example.social', 'me'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000', null],
    ['münchen.social', 'https://xn--mnchen-3ya.social', null],
  ])('is read from %j', (typed, url, username) => {
    expect(readInstanceAddress(typed)).toEqual({ url, host: new URL(url).host, username });
  });

  it.each(['', 'me', '@me', 'a b.c', 'ftp://', 'https://', 'https://user:secret@example.social', '.'])(
    'is none: %j',
    (typed) => {
      expect(readInstanceAddress(typed)).toBeNull();
    },
  );
});

describe('the words of a status', () => {
  const words = (
    content: string,
    mentions: { id: string; acct: string; username: string; url: string }[] = [],
  ) => textOfStatus({ content, mentions, poll: null });

  it('are those a reader sees, with whole addresses and names', () => {
    const link =
      '<a href="https://example.org/a/long/path?x=1" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">example.org/a/long</span><span class="invisible">/path?x=1</span></a>';
    expect(
      words(
        `<p>See ${link}, <a href="https://t.example/tags/tea" class="mention hashtag">#<span>tea</span></a></p><p>Two<br />lines &amp; more :blobcat:</p>`,
      ),
    ).toEqual({
      text: 'See https://example.org/a/long/path?x=1, #tea\nTwo\nlines & more :blobcat:',
      html: null,
    });
    const ines = {
      id: '9',
      acct: 'ines@elsewhere.example',
      username: 'ines',
      url: 'https://elsewhere.example/@ines',
    };
    expect(
      words(
        '<p><span class="h-card"><a href="https://elsewhere.example/@ines" class="u-url mention">@<span>ines</span></a></span> hi</p>',
        [ines],
      ).text,
    ).toBe('@ines@elsewhere.example hi');
  });

  it('keep their form where they have one, and nothing harmful', () => {
    expect(
      words('<p><strong>Yes</strong> <a href="https://a.example/">here</a></p><ul><li>one</li></ul>').html,
    ).toBe('<p><strong>Yes</strong> <a href="https://a.example/">here</a></p><ul><li><p>one</p></li></ul>');
    const hostile =
      '<p onclick="x()">a<script>alert(1)</script><img src=x onerror=y><a href="javascript:x()"><b>b</b></a></p>';
    expect(words(hostile).html ?? '').not.toMatch(/script|onclick|onerror|img/);
    expect(words('<b>'.repeat(6_000) + 'deep').text).toBe('deep');
  });
});

describe('a stream of events', () => {
  const STREAM =
    ':)\nevent: update\ndata: {"id":"1"}\n\n:thump\n\r\nevent: delete\r\ndata: 117024236332527351\r\n\r\nevent: notification\ndata: {"text":\ndata: "ö😀"}\n\nevent: filters_changed\ndata: undefined\n\n';
  const FRAMES = [
    { event: 'update', payload: '{"id":"1"}' },
    { event: 'delete', payload: '117024236332527351' },
    { event: 'notification', payload: '{"text":\n"ö😀"}' },
    { event: 'filters_changed', payload: 'undefined' },
  ];

  it('is read the same, wherever its pieces end', () => {
    const bytes = Buffer.from(STREAM);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: bytes.length })), (cuts) => {
        const reader = new EventReader();
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const frames = places
          .slice(1)
          .flatMap((end, index) => reader.read(bytes.subarray(places[index], end)));
        expect(frames).toEqual(FRAMES);
      }),
    );
  });

  it('that never ends an event is none', () => {
    const reader = new EventReader();
    const endless = () => {
      for (let count = 0; count < 20; count += 1) reader.read(Buffer.alloc(1_000_000, 'x'));
    };
    expect(endless).toThrow(/no end/);
  });
});

it('scopes cover what is within them', () => {
  expect(missingScopes(['read', 'write'])).toEqual([]);
  expect(missingScopes(readScopes('read write:statuses+write:media'))).toEqual(['write:favourites']);
  expect(missingScopes([])).toHaveLength(6);
});

it('a thread too long to be told holds up nothing that stands in it; one that cannot be had now is asked for again', async () => {
  const failing = (kind: 'too_large' | 'connect') =>
    new ThreadContexts(
      { call: () => Promise.reject(new OutboundError(kind, 'no')) } as never,
      { url: 'https://example.social', token: null },
      new AbortController().signal,
    ).before({ id: '2', in_reply_to_id: '1' });
  expect(await failing('too_large')).toEqual([]);
  await expect(failing('connect')).rejects.toThrow(OutboundError);
});
