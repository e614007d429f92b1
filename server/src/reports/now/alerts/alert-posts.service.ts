import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { SecretBox } from '../../../platform/crypto/secret-box.js';
import { signedHeaders } from '../../../platform/crypto/webhook-signature.js';
import { OutboundError } from '../../../platform/outbound-http/outbound-error.js';
import { OutboundHttp } from '../../../platform/outbound-http/outbound-http.js';
import { type TaskResult, Tasks } from '../../../platform/queue/tasks.js';
import { AlertRepository, type AlertRow, type PostRow } from './alert.repository.js';
import { alertSecretContext } from './alert-secret.js';
import { POST_ALERT } from './alerts.tasks.js';

const TIMEOUT_MS = 15_000;
const MOST_ANSWER_BYTES = 64 * 1024;
/** Waits between tries: about an hour in all. An alert of yesterday helps nobody. */
const WAITS_MS = [5_000, 30_000, 120_000, 300_000, 900_000, 1_800_000];

type Outcome = { status: number | null; error: string | null; again: boolean };

/**
 * Posts the webhooks of alerts, signed per Standard Webhooks. The receiver knows a repeat by its webhook-id, so a try
 * of unknown outcome is made again.
 */
@Injectable()
export class AlertPosts implements OnModuleInit {
  constructor(
    private readonly alerts: AlertRepository,
    private readonly tasks: Tasks,
    private readonly http: OutboundHttp,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.tasks.handle(POST_ALERT, ({ brandId, subjectId, tries }) =>
      this.post(brandId, subjectId ?? '', tries),
    );
  }

  private async post(brandId: string, id: string, tries: number): Promise<TaskResult> {
    const post = await this.alerts.post(brandId, id);
    const alert = post === undefined ? undefined : await this.alerts.one(brandId, post.alertId);
    // The alert, or its address, was taken away since: there is nobody to tell.
    if (post === undefined || alert === undefined) return 'done';
    if (alert.webhookUrl === null || alert.webhookSecret === null) {
      await this.alerts.savePost(brandId, id, {
        state: 'failed',
        status: null,
        error: 'no address any more',
      });
      return 'done';
    }
    const { status, error, again } = await this.attempt(post, alert, alert.webhookUrl, alert.webhookSecret);
    const inMs = again ? WAITS_MS[tries - 1] : undefined;
    const state = error === null ? 'delivered' : inMs === undefined ? 'failed' : 'pending';
    await this.alerts.savePost(brandId, id, { state, status, error });
    return inMs === undefined ? 'done' : { kind: 'again', inMs, reason: error ?? '' };
  }

  private async attempt(post: PostRow, alert: AlertRow, url: string, sealed: string): Promise<Outcome> {
    const secret = this.box.open(sealed, alertSecretContext(alert)) as string;
    try {
      const { status } = await this.http.request({
        method: 'POST',
        url,
        headers: {
          'content-type': 'application/json',
          ...signedHeaders([secret], post.id, this.clock.now(), post.body),
        },
        body: post.body,
        timeoutMs: TIMEOUT_MS,
        maxBytes: MOST_ANSWER_BYTES,
        maxRedirects: 0,
      });
      return outcomeOf(status);
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      const status = error.status ?? null;
      // It said yes before its answer broke off.
      if (status !== null && status < 300) return { status, error: null, again: false };
      const never = ['bad_url', 'bad_request', 'refused_address'].includes(error.kind);
      return { status, error: error.message, again: !never };
    }
  }
}

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { status, error: null, again: false };
  const again = status >= 500 || status === 408 || status === 425 || status === 429;
  return { status, error: `The address answered with ${status}.`, again };
}
