import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StartupError } from '../errors/startup-error.js';
import { AddressPolicy } from './address-policy.js';

const closed = new AddressPolicy();

describe('AddressPolicy: refused', () => {
  it.each([
    ['unspecified', '0.0.0.0', '0.1.2.3', '::'],
    ['loopback', '127.0.0.1', '127.255.255.254', '::1'],
    ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
    ['link-local', '169.254.1.1', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
    ['metadata', '169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
    ['shared', '100.64.0.1', '100.127.255.255'],
    ['unique-local and site-local', 'fc00::1', 'fdff::1', 'fec0::1'],
    ['multicast', '224.0.0.1', '239.255.255.250', 'ff02::1', 'ff0e::1'],
    ['broadcast and reserved', '255.255.255.255', '240.0.0.1', '192.0.0.8', '198.18.0.1', '198.19.255.255'],
    ['documentation', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
    ['IPv4-mapped', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '0:0:0:0:0:ffff:a00:1'],
    ['IPv4-compatible', '::127.0.0.1', '::8.8.8.8'],
    ['translated', '64:ff9b::10.0.0.1', '64:ff9b::808:808', '64:ff9b:1::1', '::ffff:0:10.0.0.1'],
    ['6to4 and Teredo', '2002:7f00:1::', '2002:808:808::1', '2001:0:4136:e378::1', '192.88.99.1'],
    ['ISATAP', '2a00:1450::5efe:10.0.0.1', '2a00:1450::200:5efe:a00:1'],
    ['special purposes', '100::1', '5f00::1', '2001:2::1', '2001:10::1', '2001:20::1', '4000::1'],
    [
      'no address',
      '',
      'localhost',
      '2130706433',
      '0x7f.0.0.1',
      '127.1',
      '0177.0.0.1',
      '1.2.3.4 ',
      '1.2.3.4/8',
    ],
  ])('%s', (_, ...addresses) => {
    for (const address of addresses)
      expect({ address, allowed: closed.allows(address) }).toEqual({ address, allowed: false });
  });
});

describe('AddressPolicy: allowed', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '223.255.255.254',
  ])('%s', (address) => expect(closed.allows(address)).toBe(true));
  it.each(['2a00:1450:4001:81b::200e', '2606:4700:4700::1111', '2001:4860:4860::8888'])('%s', (address) =>
    expect(closed.allows(address)).toBe(true),
  );

  it('agrees with the list of ranges for every IPv4 address', () => {
    const inside = (ip: number, base: string, bits: number) => {
      const start = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
      return ip >= start && ip < start + 2 ** (32 - bits);
    };
    // RFC 6890 and the IANA IPv4 special-purpose address registry
    const special: [string, number][] = [
      ['0.0.0.0', 8],
      ['10.0.0.0', 8],
      ['100.64.0.0', 10],
      ['127.0.0.0', 8],
      ['169.254.0.0', 16],
      ['172.16.0.0', 12],
      ['192.0.0.0', 24],
      ['192.0.2.0', 24],
      ['192.31.196.0', 24],
      ['192.52.193.0', 24],
      ['192.88.99.0', 24],
      ['192.168.0.0', 16],
      ['192.175.48.0', 24],
      ['198.18.0.0', 15],
      ['198.51.100.0', 24],
      ['203.0.113.0', 24],
      ['224.0.0.0', 4],
      ['240.0.0.0', 4],
      ['168.63.129.16', 32],
    ];
    const edges = special.flatMap(([base, bits]) => {
      const start = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
      return [start - 1, start, start + 2 ** (32 - bits) - 1, start + 2 ** (32 - bits)];
    });
    const valid = edges.filter((ip) => ip >= 0 && ip < 2 ** 32);
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...valid), fc.nat({ max: 2 ** 32 - 1 })), (ip) => {
        const text = [24, 16, 8, 0].map((shift) => Math.floor(ip / 2 ** shift) % 256).join('.');
        const expected = !special.some(([base, bits]) => inside(ip, base, bits));
        expect({ text, allowed: closed.allows(text) }).toEqual({ text, allowed: expected });
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('AddressPolicy: opened networks', () => {
  const policy = new AddressPolicy(['10.1.0.0/16', '127.0.0.1', 'fd00:1234::/48', '2001:db8::1']);

  it('are allowed, and nothing around them', () => {
    for (const address of [
      '10.1.0.0',
      '10.1.255.255',
      '127.0.0.1',
      'fd00:1234::9',
      '2001:db8::1',
      '8.8.8.8',
    ]) {
      expect({ address, allowed: policy.allows(address) }).toEqual({ address, allowed: true });
    }
    for (const address of ['10.2.0.0', '10.0.255.255', '127.0.0.2', 'fd00:1235::', '2001:db8::2', '::1']) {
      expect({ address, allowed: policy.allows(address) }).toEqual({ address, allowed: false });
    }
  });

  it('open their own family only', () => {
    const all4 = new AddressPolicy(['0.0.0.0/0']);
    expect(all4.allows('127.0.0.1')).toBe(true);
    expect(all4.allows('::ffff:127.0.0.1')).toBe(false);
    expect(all4.allows('::1')).toBe(false);
    expect(new AddressPolicy(['::/0']).allows('10.0.0.1')).toBe(false);
    expect(new AddressPolicy(['::ffff:0:0/96']).allows('::ffff:10.0.0.1')).toBe(true);
  });

  it.each([
    'localhost',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10/8',
    'fd00::/129',
    '',
    '::/x',
  ])('that are none stop the start: %j', (text) => {
    expect(() => new AddressPolicy(['10.0.0.0/8', text])).toThrow(StartupError);
  });
});
