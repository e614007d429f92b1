import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ApiEvent } from '@parley/shared/api-channel.js';
import { Webhook } from 'standardwebhooks';
import { Clock } from '../../platform/clock/clock.js';
import { newId } from '../../platform/database/id.js';
import type { HookChannel } from '../house/sample-house.js';

/** So many events in one webhook. */
const BATCH = 200;

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

/**
 * Speaks to the API channels as another system would: signed webhooks to the real route, handed over within the
 * process, so that it works before the port is open.
 */
@Injectable()
export class HookDoor {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly clock: Clock,
  ) {}

  /** @throws Error when they are refused */
  async post(channel: HookChannel, events: readonly ApiEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += BATCH) {
      await this.postBatch(channel, { events: events.slice(from, from + BATCH) });
    }
  }

  private async postBatch(channel: HookChannel, batch: { events: readonly ApiEvent[] }): Promise<void> {
    const body = JSON.stringify(batch);
    const fastify = this.host.httpAdapter.getInstance<Fastify>();
    for (;;) {
      const id = newId();
      const at = this.clock.now();
      const answer = await fastify.inject({
        method: 'POST',
        url: channel.path,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': new Webhook(channel.secret).sign(id, at, body),
        },
        payload: body,
      });
      if (answer.statusCode === 200) return;
      if (answer.statusCode !== 429) {
        throw new Error(`the hook refused sample events (${answer.statusCode}): ${answer.payload}`);
      }
      await sleep(1_000 * Number(answer.headers['retry-after'] ?? 1));
    }
  }
}
