import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { setupSchema } from '@parley/shared/auth.js';
import type { z } from 'zod';
import { BrandsService } from '../brands/brands.service.js';
import { Clock } from '../platform/clock/clock.js';
import { Env } from '../platform/config/env.js';
import { hashToken, randomToken } from '../platform/crypto/tokens.js';
import { Database } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { AppError } from '../platform/errors/app-error.js';
import { StartupError } from '../platform/errors/startup-error.js';
import { Audit } from './audit.service.js';
import { UsersService } from './users.service.js';

/** PostgreSQL's advisory lock that lets one process at a time make the first owner. */
const SETUP_LOCK = 7_275_395_392;

/** The first owner and brand: from the environment, or through the page behind a one-time link. */
const ownerSchema = setupSchema.pick({ email: true, brandName: true });
const SETTING: Record<string, string> = {
  email: 'PARLEY_OWNER_EMAIL',
  password: 'PARLEY_OWNER_PASSWORD',
  brandName: 'PARLEY_BRAND_NAME',
};

@Injectable()
export class SetupService implements OnApplicationBootstrap {
  constructor(
    private readonly users: UsersService,
    private readonly brands: BrandsService,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly env: Env,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.env.role === 'worker' || this.env.demo) return;
    const { owner } = this.env;
    if (await this.users.exist()) return;
    if (owner !== undefined) await this.createFromEnvironment(owner);
    else await this.printLink();
  }

  async needed(): Promise<boolean> {
    return !(await this.users.exist());
  }

  /** @throws AppError expired when the link is wrong, used or no longer needed */
  async complete(input: z.infer<typeof setupSchema>, ip: string): Promise<string> {
    return this.asFirst(async () => {
      const used = await this.database.run(
        'UPDATE setup_link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL',
        [hashToken(input.token), this.clock.now()],
      );
      if (used === 0) {
        throw new AppError('expired', 'This is not the link Parley printed: start it again for a new one.');
      }
      // Every process and every start printed one of its own.
      await this.database.run('DELETE FROM setup_link WHERE used_at IS NULL');
      const user = await this.users.create(input);
      const { brandId } = await this.brands.create({
        name: input.brandName,
        ownerId: user.id,
        locale: input.locale,
        timezone: input.timezone,
      });
      await this.audit.write({ brandId, action: 'installation.set_up', actorUserId: user.id, ip });
      return user.id;
    });
  }

  /** @throws StartupError when the settings make no account */
  private async createFromEnvironment(given: {
    email: string;
    password: string;
    brandName: string;
  }): Promise<void> {
    const parsed = ownerSchema.safeParse(given);
    if (!parsed.success) {
      const faults = parsed.error.issues.map(
        ({ path, message }) => `${SETTING[String(path[0])]}: ${message}`,
      );
      throw new StartupError(`The first owner cannot be made: ${faults.join('; ')}.`);
    }
    const { email, brandName } = parsed.data;
    try {
      await this.asFirst(async () => {
        const name = email.split('@')[0] ?? email;
        const user = await this.users.create({ email, name, password: given.password, locale: 'en' });
        const { brandId } = await this.brands.create({ name: brandName, ownerId: user.id });
        await this.audit.write({ brandId, action: 'installation.set_up', actorUserId: user.id, ip: null });
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'weak_password') {
        throw new StartupError(`The first owner cannot be made: ${SETTING.password}: ${error.message}`);
      }
      // Another process was first.
      if (error.code !== 'expired') throw error;
    }
  }

  private async asFirst<T>(work: () => Promise<T>): Promise<T> {
    return this.database.transaction(async () => {
      await this.database.query('SELECT pg_advisory_xact_lock($1)', [SETUP_LOCK]);
      if (await this.users.exist()) throw new AppError('expired', 'Parley is set up already: sign in.');
      return work();
    });
  }

  private async printLink(): Promise<void> {
    const token = randomToken();
    await this.database.run('INSERT INTO setup_link (id, token_hash, created_at) VALUES ($1, $2, $3)', [
      newId(),
      hashToken(token),
      this.clock.now(),
    ]);
    console.log(`Set up Parley here (the link works once): ${this.env.publicUrl}/setup?token=${token}`);
  }
}
