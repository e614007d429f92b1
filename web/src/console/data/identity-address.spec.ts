import { describe, expect, it } from 'vitest';
import { addressOf } from './identity-address.js';

const identity = (handle: string | null, externalId: string, lastSeenAt: string) => ({
  id: externalId,
  namespace: 'any',
  externalId,
  displayName: null,
  handle,
  avatarUrl: null,
  email: null,
  emailVerified: false,
  channels: [],
  firstSeenAt: lastSeenAt,
  lastSeenAt,
});

describe('addressOf', () => {
  it('takes the address used last', () => {
    const identities = [
      identity('old@example.org', 'a', '2026-01-01T00:00:00Z'),
      identity('new@example.org', 'b', '2026-02-01T00:00:00Z'),
      identity('@someone', 'c', '2026-03-01T00:00:00Z'),
    ];
    expect(addressOf({ identities })).toBe('new@example.org');
  });

  it('knows none where there is none', () => {
    expect(addressOf({ identities: [identity('@someone', '17', '2026-01-01T00:00:00Z')] })).toBeNull();
  });
});
