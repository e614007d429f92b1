import { describe, expect, it } from 'vitest';
import { auditDetails } from './audit-details.js';

describe('auditDetails', () => {
  it('shows names, addresses and lists', () => {
    expect(
      auditDetails({ email: 'a@example.org', role: 'agent', permissions: ['people.read', 'brand.read'] }),
    ).toEqual(['a@example.org', 'agent', 'people.read, brand.read']);
  });

  it('leaves out ids, what is empty and what has no words', () => {
    expect(
      auditDetails({
        account: '01a2004e-9dd4-756c-aa0a-739b72a6d55b',
        tokenId: 'x',
        memberIds: ['y'],
        name: null,
        text: '',
        deep: { a: 1 },
      }),
    ).toEqual([]);
  });
});
