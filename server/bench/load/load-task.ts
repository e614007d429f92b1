import type { Latency } from '../figures.js';
import type { Series } from './api-messages.js';
import type { WebhookTarget } from './signed-webhook.js';

/** A closed loop: every connection sends its next webhook when the answer to the last one is here. */
export interface LoadTask {
  target: WebhookTarget;
  series: Series;
  connections: number;
  /** Sent first and not counted. */
  warmup: number;
  count: number;
  /** Ends the loop early; what was done until then counts. */
  mostSeconds: number;
}

export interface LoadResult {
  latency: Latency;
  seconds: number;
  perSecond: number;
  /** Answers by HTTP status. */
  statuses: Record<string, number>;
  /** Answered with 200, those of the warm-up included. */
  accepted: number;
}
