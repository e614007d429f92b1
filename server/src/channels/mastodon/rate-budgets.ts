import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import type { OutboundHead } from '../../platform/outbound-http/outbound-request.js';
import type { Quota } from '../core/connector.js';

/** What an instance counts apart (https://docs.joinmastodon.org/api/rate-limits/): media and deletions have less. */
export type Bucket = 'requests' | 'media' | 'deletes';

interface Budget {
  limit: number;
  remaining: number;
  /** ms, by our clock. */
  resetsAt: number;
}

/** Kept for answering people: what runs by itself leaves so much of it. */
const RESERVE = 0.25;
/** While there is plenty, this long between two looks. */
const CLOSEST_MS = 250;
const REMEMBERED = 2_000;
/** Where 429 comes without a time. */
const UNKNOWN_MS = 60_000;

/** What is left of an instance's rates, as its headers tell: so that we slow down before it has to ask. */
@Injectable()
export class RateBudgets {
  private readonly budgets = new Map<string, Budget>();

  constructor(private readonly clock: Clock) {}

  /** @returns null where the answer does not say */
  note(
    who: { url: string; token: string | null },
    bucket: Bucket,
    headers: OutboundHead['headers'],
  ): Quota | null {
    const limit = Number(headers['x-ratelimit-limit'] ?? Number.NaN);
    const remaining = Number(headers['x-ratelimit-remaining'] ?? Number.NaN);
    // protocols.md §7: an ISO date.
    const resetsAt = Date.parse(String(headers['x-ratelimit-reset'] ?? ''));
    if (!(limit > 0) || !(remaining >= 0) || Number.isNaN(resetsAt)) return null;
    const key = keyOf(who, bucket);
    if (!this.budgets.has(key) && this.budgets.size >= REMEMBERED) this.budgets.clear();
    this.budgets.set(key, { limit, remaining, resetsAt });
    return { name: bucket, used: limit - remaining, limit, resetsAt: new Date(resetsAt) };
  }

  /** How long 429 asks us to wait, in ms. */
  msUntilReset(who: { url: string; token: string | null }, bucket: Bucket): number {
    const known = this.budgets.get(keyOf(who, bucket));
    const ms = (known?.resetsAt ?? 0) - this.clock.nowMs();
    return ms > 0 ? ms : UNKNOWN_MS;
  }

  /**
   * How long what runs by itself waits before its next look, in ms: nothing to speak of while there is plenty; below the half
   * what is left is spread over the time until there is more, and a quarter is left for answers.
   */
  pauseMs(who: { url: string; token: string | null }): number {
    const known = this.budgets.get(keyOf(who, 'requests'));
    if (known === undefined) return CLOSEST_MS;
    const left = known.resetsAt - this.clock.nowMs();
    if (left <= 0 || known.remaining > known.limit / 2) return CLOSEST_MS;
    const free = known.remaining - known.limit * RESERVE;
    return free < 1 ? left : Math.max(CLOSEST_MS, left / free);
  }
}

/** Tokens are no keys of maps that might be looked at. */
const keyOf = ({ url, token }: { url: string; token: string | null }, bucket: Bucket) =>
  `${bucket} ${url} ${createHash('sha256')
    .update(token ?? '')
    .digest('base64url')}`;
