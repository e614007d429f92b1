import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Role } from '@parley/shared/permissions.js';
import { Afterwards } from '../../src/auth/afterwards.service.js';
import { CREDENTIALS_REVOKED, SYSTEM_MAIL_REQUESTED } from '../../src/auth/auth.events.js';
import { AuthModule } from '../../src/auth/auth.module.js';
import { SessionsService } from '../../src/auth/sessions.service.js';
import { UsersService } from '../../src/auth/users.service.js';
import { BrandsModule } from '../../src/brands/brands.module.js';
import { BrandsService } from '../../src/brands/brands.service.js';
import { MembersService } from '../../src/brands/members.service.js';
import { Clock, MovableClock } from '../../src/platform/clock/clock.js';
import { Env, envSchema } from '../../src/platform/config/env.js';
import { EnvModule } from '../../src/platform/config/env.module.js';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { type DomainEvent, DomainEvents } from '../../src/platform/events/events.js';
import { EventsModule } from '../../src/platform/events/events.module.js';
import { Authenticator, type Caller, type Member } from '../../src/platform/http/caller.js';
import { RateLimitModule } from '../../src/platform/http/rate-limit/rate-limit.module.js';
import { QueueModule } from '../../src/platform/queue/queue.module.js';
import type { QueueBackend } from '../../src/platform/queue/queue-backend.js';
import { createTestDatabase } from '../harness/test-database.js';

export const IP = '192.0.2.10';
export const PASSWORD = 'correct horse battery';

type PayloadOf<E> = E extends DomainEvent<infer T> ? T : never;

/** Somebody with a seat, and the session they came with. */
export interface Seated {
  userId: string;
  brandId: string;
  memberId: string;
  email: string;
  /** Token of their session. */
  token: string;
}

/** Sign-in and brands on a fresh database; the clock stands where the test puts it. */
export class AuthBench {
  /** Mails of the house that were asked for, oldest first. */
  readonly mails: PayloadOf<typeof SYSTEM_MAIL_REQUESTED>[] = [];
  readonly revoked: PayloadOf<typeof CREDENTIALS_REVOKED>[] = [];
  private count = 0;

  private constructor(
    private readonly app: INestApplicationContext,
    readonly database: Database,
    readonly clock: MovableClock,
    readonly close: () => Promise<void>,
  ) {
    const events = app.get(DomainEvents);
    events.afterCommit(SYSTEM_MAIL_REQUESTED, (mail) => this.mails.push(mail));
    events.afterCommit(CREDENTIALS_REVOKED, (which) => this.revoked.push(which));
  }

  /**
   * @param settings of the environment; by default a worker's, which neither prints a link nor makes an owner
   * @param options.databaseUrl another bench's database, as a second process has it
   */
  static async open(
    settings: Record<string, string> = { PARLEY_ROLE: 'worker' },
    options: { databaseUrl?: string } = {},
  ): Promise<AuthBench> {
    const own = options.databaseUrl === undefined ? await createTestDatabase() : undefined;
    const source = createDataSource({
      url: options.databaseUrl ?? own?.url ?? '',
      poolSize: 8,
      entities: [],
      applicationName: 'test',
    });
    await source.initialize();
    const clock = new MovableClock();
    const close = async (app?: INestApplicationContext) => {
      await app?.close();
      if (source.isInitialized) await source.destroy();
      await own?.drop();
    };
    try {
      const app = await NestFactory.createApplicationContext(
        {
          module: class AuthBenchModule {},
          imports: [
            EnvModule.with(new Env(envSchema.parse(settings))),
            DatabaseModule.with(source),
            QueueModule.with({ work: () => undefined } as unknown as QueueBackend),
            {
              module: class BenchClockModule {},
              global: true,
              providers: [{ provide: Clock, useValue: clock }],
              exports: [Clock],
            },
            EventsModule,
            RateLimitModule,
            BrandsModule,
            AuthModule,
          ],
        },
        { logger: false, abortOnError: false },
      );
      return new AuthBench(app, app.get(Database), clock, () => close(app));
    } catch (error) {
      await close();
      throw error;
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: any injectable class
  get<T>(token: abstract new (...args: any[]) => T): T {
    return this.app.get(token as never);
  }

  get databaseUrl(): string {
    return (this.database.source.options as { url: string }).url;
  }

  /** An account without a seat, with `PASSWORD`. */
  async user(given: { email?: string; password?: string } = {}) {
    this.count += 1;
    return this.get(UsersService).create({
      email: given.email ?? `person-${this.count}@example.test`,
      name: `Person ${this.count}`,
      password: given.password ?? PASSWORD,
      locale: 'en',
    });
  }

  /** A brand with its owner. */
  async brand(name = 'Example Ltd'): Promise<Seated> {
    const user = await this.user();
    const { brandId, memberId } = await this.get(BrandsService).create({ name, ownerId: user.id });
    return this.seated({ userId: user.id, email: user.email, brandId, memberId });
  }

  async member(brandId: string, role: Role): Promise<Seated> {
    const user = await this.user();
    const memberId = await this.get(MembersService).join({ brandId, userId: user.id, role });
    return this.seated({ userId: user.id, email: user.email, brandId, memberId });
  }

  /** Who a session's or API token's call comes from. */
  authenticate(
    credentials: { session: string } | { bearer: string },
    brandId: string | null = null,
  ): Promise<Caller | null> {
    return this.get(Authenticator).authenticate({
      bearer: 'bearer' in credentials ? credentials.bearer : null,
      sessionToken: 'session' in credentials ? credentials.session : null,
      brandId,
      ip: IP,
      userAgent: 'bench',
    });
  }

  /** As `authenticate`, for who is known to get through with a seat. */
  async caller(credentials: { session: string } | { bearer: string }): Promise<Member> {
    const caller = await this.authenticate(credentials);
    if (caller?.seat == null) throw new Error('no caller with a seat');
    return caller as Member;
  }

  /** Waits for what is done after answers. */
  settled(): Promise<void> {
    return this.get(Afterwards).settled();
  }

  /** Actions audited for a brand (null: for none), oldest first. */
  async audited(brandId: string | null): Promise<string[]> {
    await this.settled();
    const rows = await this.database.query<{ action: string }>(
      'SELECT action FROM audit_entry WHERE brand_id IS NOT DISTINCT FROM $1 ORDER BY id',
      [brandId],
    );
    return rows.map(({ action }) => action);
  }

  private async seated(who: Omit<Seated, 'token'>): Promise<Seated> {
    const token = await this.get(SessionsService).create({
      userId: who.userId,
      brandId: who.brandId,
      ip: IP,
      userAgent: 'bench',
    });
    return { ...who, token };
  }
}
