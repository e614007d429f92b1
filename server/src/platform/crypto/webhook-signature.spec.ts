import { describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { signatureFault, signedHeaders } from './webhook-signature.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const now = new Date();
const BODY = '{"text":"Grüße"}';

const headersOf = (headers: Record<string, string>) => ({
  id: headers['webhook-id'],
  timestamp: headers['webhook-timestamp'],
  signature: headers['webhook-signature'],
});
const fault = (headers: Record<string, string>, secrets = [SECRET], body = BODY, at = now) =>
  signatureFault(headersOf(headers), Buffer.from(body), secrets, at);

describe('signatures by Standard Webhooks', () => {
  it('are understood by the reference library, and it by us', () => {
    const ours = signedHeaders([SECRET], 'msg_1', now, BODY);
    expect(new Webhook(SECRET).verify(BODY, ours)).toEqual({ text: 'Grüße' });
    const theirs = {
      ...ours,
      'webhook-signature': new Webhook(SECRET).sign('msg_1', now, BODY),
    };
    expect(fault(theirs)).toBeNull();
  });

  it('are good for either secret while one is rotated, on either side', () => {
    const both = signedHeaders([OTHER, SECRET], 'msg_1', now, BODY);
    expect(fault(both, [SECRET])).toBeNull();
    expect(fault(both, [OTHER])).toBeNull();
    expect(fault(signedHeaders([SECRET], 'm', now, BODY), [OTHER, SECRET])).toBeNull();
  });

  it('do not fit another body, id, time or secret', () => {
    const good = signedHeaders([SECRET], 'msg_1', now, BODY);
    expect(fault(good, [SECRET], `${BODY} `)).not.toBeNull();
    expect(fault({ ...good, 'webhook-id': 'msg_2' })).not.toBeNull();
    const later = String(Number(good['webhook-timestamp']) + 1);
    expect(fault({ ...good, 'webhook-timestamp': later })).not.toBeNull();
    expect(fault(good, [OTHER])).not.toBeNull();
    expect(fault(good, [])).not.toBeNull();
  });

  it('are good for five minutes either way', () => {
    const good = signedHeaders([SECRET], 'msg_1', now, BODY);
    const at = (ms: number) => fault(good, [SECRET], BODY, new Date(now.getTime() + ms));
    expect(at(4 * 60_000)).toBeNull();
    expect(at(-4 * 60_000)).toBeNull();
    expect(at(6 * 60_000)).toContain('five minutes');
    expect(at(-6 * 60_000)).toContain('five minutes');
  });

  it('that are malformed are refused', () => {
    const good = signedHeaders([SECRET], 'msg_1', now, BODY);
    for (const signature of ['', 'v1,', 'v2,abc', 'v1a,xx', good['webhook-signature']?.slice(3) ?? '']) {
      expect(fault({ ...good, 'webhook-signature': signature })).not.toBeNull();
    }
    for (const timestamp of ['', 'now', '1e9', '-5', `${good['webhook-timestamp']}.5`]) {
      expect(fault({ ...good, 'webhook-timestamp': timestamp })).not.toBeNull();
    }
  });
});
