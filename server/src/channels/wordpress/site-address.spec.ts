import { describe, expect, it } from '@jest/globals';
import { apiLinks } from './discover-site.js';
import { accountOf, routeOf, routeUrl, siteCandidates } from './site-address.js';

describe('the address of a site', () => {
  it.each([
    ['example.org', ['https://example.org/', 'http://example.org/']],
    ['  https://Example.org/blog/ ', ['https://example.org/blog/']],
    ['//example.org', ['https://example.org/', 'http://example.org/']],
    ['http://example.org:8080/wp-admin/profile.php?x=1#y', ['http://example.org:8080/']],
    ['example.org/blog/wp-json/wp/v2/comments', ['https://example.org/blog/', 'http://example.org/blog/']],
    ['https://example.org/index.php?rest_route=/', ['https://example.org/']],
    ['127.0.0.1:8080/wp', ['https://127.0.0.1:8080/wp/', 'http://127.0.0.1:8080/wp/']],
    ['münchen.example', ['https://xn--mnchen-3ya.example/', 'http://xn--mnchen-3ya.example/']],
  ])('%s may be at %j', (typed, expected) => {
    expect(siteCandidates(typed)?.map(String)).toEqual(expected);
  });

  it.each(['', '   ', 'my blog', 'ftp://example.org', 'https://user:pass@example.org', 'https://'])(
    '%j is none',
    (typed) => {
      expect(siteCandidates(typed)).toBeNull();
    },
  );

  it('is one and the same account, however it is written', () => {
    const homes = ['https://www.Example.org', 'http://example.org/', 'https://example.org'];
    expect(new Set(homes.map(accountOf))).toEqual(new Set(['example.org']));
    expect(accountOf('https://example.org/blog/')).toBe('example.org/blog');
  });
});

describe('routes', () => {
  it.each([
    ['https://a.example/wp-json/', 'https://a.example/wp-json/wp/v2/comments?page=2'],
    ['https://a.example/b/wp-json', 'https://a.example/b/wp-json/wp/v2/comments?page=2'],
    [
      'https://a.example/index.php?rest_route=/',
      'https://a.example/index.php?rest_route=%2Fwp%2Fv2%2Fcomments&page=2',
    ],
  ])('below %s', (api, expected) => {
    expect(routeUrl(api, 'wp/v2/comments', { page: '2' })).toBe(expected);
    expect(routeOf(api, expected)).toBe('wp/v2/comments');
  });

  it('are none elsewhere: the password is not for others', () => {
    const api = 'https://a.example/wp-json/';
    expect(routeOf(api, 'https://b.example/wp-json/wp/v2/posts/1')).toBeUndefined();
    expect(routeOf(api, 'https://a.example/elsewhere')).toBeUndefined();
    expect(routeOf(api, 'https://a.example/wp-json/../secret')).toBeUndefined();
    expect(routeOf(api, 'nonsense')).toBeUndefined();
  });

  it('begin where the site says', () => {
    const links = (header: string | string[] | undefined) => apiLinks(header, 'https://a.example/x/');
    expect(links('<https://a.example/wp-json/>; rel="https://api.w.org/"')).toEqual([
      'https://a.example/wp-json/',
    ]);
    expect(links('</b>; rel="shortlink", </?rest_route=/>; rel=https://api.w.org/; title="x"')).toEqual([
      'https://a.example/?rest_route=/',
    ]);
    expect(links(['</a>; rel=next', '</j/>; title="x"; rel="up https://api.w.org/"'])).toEqual([
      'https://a.example/j/',
    ]);
    expect(links(undefined)).toEqual([]);
    expect(links('</b>; rel="https://api.w.org/active-post"')).toEqual([]);
  });
});
