import { Injectable } from '@nestjs/common';
import { ChannelsService } from '../../channels/channels.service.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import type { MovableClock } from '../../platform/clock/clock.js';
import { Database } from '../../platform/database/database.js';
import type { Member } from '../../platform/http/caller.js';
import { Desk } from '../feed/desk.service.js';
import { Settled } from '../feed/settled.service.js';
import type { SampleHouse } from '../house/sample-house.js';
import { SampleFeeds } from './sample-feeds.js';
import type { SampleDelivery } from './sample-platform.js';
import { samplePlatforms } from './sample-platforms.js';

type Moment = { at: number; tell: () => Promise<void> };

/** The sample brand's life on other platforms: their payloads come in as they would, and members answer. */
@Injectable()
export class PlatformLife {
  constructor(
    private readonly registry: ConnectorRegistry,
    private readonly channels: ChannelsService,
    private readonly feeds: SampleFeeds,
    private readonly database: Database,
    private readonly desk: Desk,
    private readonly settled: Settled,
  ) {}

  /** Before the first channel is polled. */
  plugIn(): void {
    for (const platform of samplePlatforms) {
      const { kind } = platform;
      const parts = platform.parts(this.registry.get(kind));
      this.registry.replace(kind, { ...parts, polls: this.feeds.of(kind) });
    }
  }

  async connect(owner: Member): Promise<void> {
    for (const { kind, name, settings } of samplePlatforms) {
      await this.channels.connect(owner, { kind, name, settings });
    }
  }

  /** Lives through what was said there, up to this moment. The clock stands. */
  async live(house: SampleHouse, clock: MovableClock, now: number): Promise<void> {
    const moments = samplePlatforms.flatMap(({ kind, deliveries }) =>
      deliveries.flatMap((delivery) => this.momentsOf(house, kind, delivery, now)),
    );
    for (const { at, tell } of moments.sort((a, b) => a.at - b.at)) {
      clock.set(at);
      await tell();
      await this.settled.wait();
    }
  }

  private momentsOf(
    house: SampleHouse,
    kind: string,
    { agoMs, body, meta = {}, answer }: SampleDelivery,
    now: number,
  ): Moment[] {
    const at = now - agoMs;
    const told: Moment = {
      at,
      tell: async () => {
        this.feeds.of(kind).put({ body: Buffer.from(JSON.stringify(body(new Date(at)))), meta });
      },
    };
    if (answer === undefined) return [told];
    return [told, { at: at + answer.afterMs, tell: () => this.answer(house, kind, answer) }];
  }

  private async answer(
    house: SampleHouse,
    kind: string,
    answer: NonNullable<SampleDelivery['answer']>,
  ): Promise<void> {
    const row = await this.database.one<{ id: string; conversation_id: string }>(
      `SELECT m.id, m.conversation_id FROM message m JOIN channel c ON c.id = m.channel_id
       WHERE m.brand_id = $1 AND c.kind = $2 AND m.external_id = $3`,
      [house.brandId, kind, answer.to],
    );
    if (row === undefined) throw new Error(`what a sample person said on ${kind} has not come in`);
    await this.desk.reply(house.members[answer.by], row.conversation_id, {
      text: answer.text,
      closeAfter: answer.closeAfter ?? false,
      inReplyToId: row.id,
      ...(answer.visibility === undefined ? {} : { visibility: answer.visibility }),
    });
  }
}
