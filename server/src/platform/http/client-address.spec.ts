import { describe, expect, it } from '@jest/globals';
import { clientAddress } from './client-address.js';

const PROXIES = ['10.0.0.0/8', '192.0.2.7', 'fd00::/8'];

describe('who is at the other end of a connection', () => {
  it.each([
    ['the peer, where nobody is believed', '203.0.113.5', '198.51.100.1', [], '203.0.113.5'],
    ['the peer, where it is no proxy of ours', '203.0.113.5', '198.51.100.1', PROXIES, '203.0.113.5'],
    ['what a proxy of ours says', '10.1.2.3', '198.51.100.1', PROXIES, '198.51.100.1'],
    [
      'the last one that is none of ours',
      '10.1.2.3',
      '6.6.6.6, 198.51.100.1, 192.0.2.7',
      PROXIES,
      '198.51.100.1',
    ],
    ['the peer, where nothing is said', '10.1.2.3', undefined, PROXIES, '10.1.2.3'],
    ['the farthest of ours, where all are', '10.1.2.3', '10.9.9.9', PROXIES, '10.9.9.9'],
    ['IPv4 in IPv6 clothing as what it is', '::ffff:10.1.2.3', '198.51.100.1', PROXIES, '198.51.100.1'],
    ['over IPv6', 'fd00::1', '2001:db8::5', PROXIES, '2001:db8::5'],
    [
      'nonsense as it stands, and nothing before it',
      '10.1.2.3',
      '198.51.100.1, nonsense',
      PROXIES,
      'nonsense',
    ],
  ])('is %s', (_, peer, forwardedFor, trusted, expected) => {
    expect(clientAddress(peer, forwardedFor, trusted)).toBe(expected);
  });

  it('reads headers that came several times in their order', () => {
    expect(clientAddress('10.1.2.3', ['6.6.6.6', '198.51.100.1'], PROXIES)).toBe('198.51.100.1');
  });
});
