import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { Medium } from '@parley/shared/brands.js';
import { BrandsModule } from '../../src/brands/brands.module.js';
import { BrandsService } from '../../src/brands/brands.service.js';
import { ConnectorRegistry } from '../../src/channels/core/connector-registry.js';
import { ChannelsCoreModule } from '../../src/channels/core/core.module.js';
import type { InboundEvent, MessageEvent } from '../../src/channels/core/inbound-event.js';
import { ConversationsModule } from '../../src/conversations/conversations.module.js';
import { ConversationIntake } from '../../src/conversations/intake/conversation-intake.service.js';
import type { IntakeChannel } from '../../src/conversations/intake/intake-channel.js';
import { PeopleModule } from '../../src/people/people.module.js';
import { ClockModule } from '../../src/platform/clock/clock.module.js';
import { Env, envSchema } from '../../src/platform/config/env.js';
import { EnvModule } from '../../src/platform/config/env.module.js';
import { Database } from '../../src/platform/database/database.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { newId } from '../../src/platform/database/id.js';
import { EventsModule } from '../../src/platform/events/events.module.js';
import { StorageModule } from '../../src/platform/storage/storage.module.js';
import { benchGround } from './bench-ground.js';

/** A channel of an invented kind on a fresh database, with the intake in front of it: events in, rows out. */
export class IntakeBench {
  private constructor(
    readonly database: Database,
    readonly intake: ConversationIntake,
    readonly channel: IntakeChannel,
    readonly memberId: string,
    readonly registry: ConnectorRegistry,
    /** A service of the conversations domain. */
    // biome-ignore lint/suspicious/noExplicitAny: any injectable class
    readonly get: <T>(token: new (...args: any[]) => T) => T,
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<IntakeBench> {
    const ground = await benchGround('intake', { setUp: false });
    const { source } = ground;
    const app = await NestFactory.createApplicationContext(
      {
        module: class IntakeBenchModule {},
        imports: [
          EnvModule.with(new Env(envSchema.parse({ PARLEY_DATA_DIR: ground.dataDir }))),
          DatabaseModule.with(source),
          ClockModule,
          EventsModule,
          StorageModule,
          BrandsModule,
          ChannelsCoreModule,
          PeopleModule,
          ConversationsModule,
        ],
      },
      { logger: false, abortOnError: false },
    );
    const database = app.get(Database);
    const userId = newId();
    await database.run(
      `INSERT INTO app_user (id, email, name, password_hash, created_at, password_changed_at) VALUES ($1, $2, 'Mia', '', now(), now())`,
      [userId, `${userId}@example.test`],
    );
    const { brandId, memberId } = await app
      .get(BrandsService)
      .create({ name: 'Test brand', ownerId: userId });
    const channel: IntakeChannel = {
      id: newId(),
      brandId,
      kind: 'test',
      account: randomUUID(),
      settings: {},
      settleMs: {},
      connectedAt: new Date(0),
    };
    await database.run(
      `INSERT INTO channel (id, brand_id, kind, name, account, connected_at, created_at) VALUES ($1, $2, 'test', 'Test', $3, $4, now())`,
      [channel.id, brandId, channel.account, channel.connectedAt],
    );
    const close = async () => {
      await app.close();
      await ground.clear();
    };
    return new IntakeBench(
      database,
      app.get(ConversationIntake),
      channel,
      memberId,
      app.get(ConnectorRegistry),
      (token) => app.get(token),
      close,
    );
  }

  /** Applies an event in a transaction of its own, as the ledger does. */
  apply(event: InboundEvent, receivedAt = new Date()): Promise<void> {
    return this.database.transaction(() =>
      this.intake.apply({ event, eventId: newId(), channel: this.channel, receivedAt }),
    );
  }

  message(
    given: Partial<MessageEvent> & { thread?: string; person?: string; medium?: Medium } = {},
  ): MessageEvent {
    const { thread = 'thread-1', person = 'anna', medium = 'dm', ...rest } = given;
    const externalId = rest.externalId ?? randomUUID();
    return {
      type: 'message',
      key: `message/${externalId}`,
      account: this.channel.account,
      at: new Date().toISOString(),
      conversation: { externalId: thread, medium },
      externalId,
      direction: 'in',
      visibility: 'private',
      author: rest.direction === 'out' ? null : { namespace: 'test', externalId: person, name: person },
      others: rest.direction === 'out' ? [{ namespace: 'test', externalId: person, name: person }] : [],
      text: 'Hello?',
      attachments: [],
      ...rest,
    };
  }

  conversations() {
    return this.database.query<Record<string, unknown> & { id: string }>(
      'SELECT * FROM conversation WHERE brand_id = $1 ORDER BY created_at, id',
      [this.channel.brandId],
    );
  }

  messages() {
    return this.database.query<Record<string, unknown> & { id: string; text: string }>(
      'SELECT * FROM message WHERE brand_id = $1 ORDER BY conversation_id, seq',
      [this.channel.brandId],
    );
  }

  turns() {
    return this.database.query<Record<string, unknown> & { outcome: string | null; opened_at: Date }>(
      'SELECT * FROM turn WHERE brand_id = $1 ORDER BY opened_at, key',
      [this.channel.brandId],
    );
  }
}
