import { describe, expect, it } from '@jest/globals';
import { isAllowedOrigin, originRule } from './allowed-origins.js';

describe('rules of allowed websites', () => {
  it.each([
    ['https://Shop.Example/', 'https://shop.example'],
    [' http://localhost:8080 ', 'http://localhost:8080'],
    ['https://shop.example:443', 'https://shop.example'],
    ['https://*.brand.example', 'https://*.brand.example'],
    ['https://*.brand.example:8443/', 'https://*.brand.example:8443'],
    ['https://bücher.example', 'https://xn--bcher-kva.example'],
    ['null', 'null'],
  ])('reads %s', (given, rule) => {
    expect(originRule(given)).toBe(rule);
    expect(originRule(rule)).toBe(rule);
  });

  it.each([
    '',
    'shop.example',
    '*',
    'https://*',
    'https://*.com',
    'https://shop.*',
    'https://a.*.example',
    'ftp://shop.example',
    'https://shop.example/path',
    'https://shop.example?q',
    'https://user@shop.example',
    'javascript:alert(1)',
  ])('refuses %j', (given) => {
    expect(originRule(given)).toBeNull();
  });

  const rules = ['https://shop.example', 'https://*.brand.example', 'http://localhost:8080'];
  it.each([
    'https://shop.example',
    'https://a.brand.example',
    'https://a.b.brand.example',
    'http://localhost:8080',
  ])('lets %s in', (origin) => expect(isAllowedOrigin(origin, rules)).toBe(true));
  it.each([
    'http://shop.example',
    'https://shop.example:8443',
    'https://shop.example.evil.example',
    'https://evilshop.example',
    'https://brand.example',
    'https://evilbrand.example',
    'https://a.brand.example:444',
    'http://a.brand.example',
    'http://localhost',
    'https://shop.example/',
    'null',
    '',
    'not an origin',
  ])('keeps %j out', (origin) => expect(isAllowedOrigin(origin, rules)).toBe(false));

  it('lets frames and files without an origin in only where that was said', () => {
    expect(isAllowedOrigin('null', ['null'])).toBe(true);
    expect(isAllowedOrigin('https://null', ['null'])).toBe(false);
  });
});
