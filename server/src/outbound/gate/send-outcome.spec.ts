import { describe, expect, it } from '@jest/globals';
import { ChannelError } from '../../channels/core/channel-error.js';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { outcomeOf } from './send-outcome.js';

describe('outcomeOf', () => {
  it('keeps what a connector says', () => {
    const until = new Date('2030-01-01');
    const said = [
      ChannelError.retryable('down', 'Down.'),
      ChannelError.rateLimited(5_000),
      ChannelError.authExpired('Expired.'),
      ChannelError.rejected('blocked', 'Blocked.', 'Write elsewhere.'),
      ChannelError.suspended('Suspended.', until),
      ChannelError.ambiguous('Cut off.'),
    ].map((error) => outcomeOf(error, true));
    expect(said.map(({ kind }) => kind)).toEqual([
      'retryable',
      'rate_limited',
      'auth_expired',
      'rejected',
      'suspended',
      'ambiguous',
    ]);
    expect(said[1]).toMatchObject({ retryAfterMs: 5_000 });
    expect(said[3]).toMatchObject({
      reason: { code: 'blocked', message: 'Blocked.', remedy: 'Write elsewhere.' },
    });
    expect(said[4]).toMatchObject({ until });
  });

  it('holds back the whole channel for a rate limit, unless the connector says that one conversation is meant', () => {
    expect(outcomeOf(ChannelError.rateLimited(5_000), true)).toMatchObject({ wholeChannel: true });
    const one = ChannelError.rateLimited(5_000, 'Slowly here.', 'conversation');
    expect(outcomeOf(one, true)).toMatchObject({ kind: 'rate_limited', wholeChannel: false });
  });

  it('never waits less than a second or more than a day for a rate limit', () => {
    expect(outcomeOf(ChannelError.rateLimited(-1), true)).toMatchObject({ retryAfterMs: 1_000 });
    expect(outcomeOf(ChannelError.rateLimited(1e12), true)).toMatchObject({ retryAfterMs: 86_400_000 });
  });

  it('repeats a broken connection only when surely nothing left', () => {
    expect(outcomeOf(new OutboundError('connect', 'Nobody listens.'), true).kind).toBe('retryable');
    expect(outcomeOf(new OutboundError('ambiguous', 'Cut off.'), true).kind).toBe('ambiguous');
    expect(outcomeOf(new OutboundError('dns', 'After a redirect.', { mayHaveLeft: true }), true).kind).toBe(
      'ambiguous',
    );
  });

  it('takes an error nobody expected for ambiguous once bytes may have left, and hides its text', () => {
    const bug = new TypeError('secret of the inside');
    expect(outcomeOf(bug, true).kind).toBe('ambiguous');
    expect(outcomeOf(bug, false).kind).toBe('retryable');
    expect(JSON.stringify([outcomeOf(bug, true), outcomeOf(bug, false)])).not.toContain('secret');
  });
});
