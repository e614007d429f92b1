import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SecretBox } from '../../platform/crypto/secret-box.js';
import { constantTimeEqual } from '../../platform/crypto/tokens.js';

/** Who a browser says it is, as we have written it down for it. */
export interface Visitor {
  /** Name of their identity and of their thread: `v:<random>`, or `u:<the brand's own id>` where it vouches for them. */
  person: string;
  signed: boolean;
  /** As the brand's server has them; only where it vouches. */
  name: string | null;
  email: string | null;
}

const DAY_MS = 86_400_000;
/** Nobody was here again for so long. Every visit gives a new one. */
const UNSIGNED_MS = 400 * DAY_MS;
/** Then the brand's server has to vouch anew. */
const SIGNED_MS = 7 * DAY_MS;
const VERSION = 'v1';
const PURPOSE = 'livechat-visitor';

const payloadSchema = z.object({
  /** Person. */
  p: z.string().min(3).max(260),
  /** Issued, ms. */
  i: z.number(),
  n: z.string().optional(),
  m: z.string().optional(),
  /** Which signing secret vouched. */
  k: z.string().optional(),
});

export const unsignedPerson = (): string => `v:${randomBytes(16).toString('base64url')}`;
export const signedPerson = (sub: string): string => `u:${sub}`;

/**
 * Tokens for browsers: signed, good at one endpoint only, and read without asking anybody. One that was vouched for ends
 * with the signing secret that did.
 */
export class VisitorTokens {
  constructor(private readonly box: SecretBox) {}

  /** @param vouchedBy the signing secret, where there was one */
  issue(endpointId: string, visitor: Visitor, now: Date, vouchedBy?: string): string {
    const payload = Buffer.from(
      JSON.stringify({
        p: visitor.person,
        i: now.getTime(),
        ...(visitor.name === null ? {} : { n: visitor.name }),
        ...(visitor.email === null ? {} : { m: visitor.email }),
        ...(vouchedBy === undefined ? {} : { k: this.nameOf(vouchedBy) }),
      }),
    ).toString('base64url');
    return `${VERSION}.${payload}.${this.mac(endpointId, payload)}`;
  }

  /**
   * Null where it is not ours, not for this endpoint, too old, or vouched for by a secret that is gone.
   * @param secrets signing secrets that are good now
   */
  read(endpointId: string, token: string, now: Date, secrets: readonly string[]): Visitor | null {
    const [version, payload = '', mac = '', ...rest] = token.split('.');
    if (version !== VERSION || rest.length > 0) return null;
    if (!constantTimeEqual(mac, this.mac(endpointId, payload))) return null;
    const parsed = payloadSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    if (!parsed.success) return null;
    const { p: person, i: issued, n: name, m: email, k: voucher } = parsed.data;
    const signed = voucher !== undefined;
    if (now.getTime() - issued > (signed ? SIGNED_MS : UNSIGNED_MS)) return null;
    if (signed && !secrets.some((secret) => constantTimeEqual(this.nameOf(secret), voucher))) return null;
    return { person, signed, name: name ?? null, email: email ?? null };
  }

  private mac(endpointId: string, payload: string): string {
    return this.box.hmac(PURPOSE, `${VERSION}.${endpointId}.${payload}`).toString('base64url');
  }

  private nameOf(secret: string): string {
    return this.box.hmac('livechat-voucher', secret).toString('base64url').slice(0, 12);
  }
}
