import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock/clock.js';
import { Database, isUniqueViolation } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { Audit } from './audit.service.js';
import { hashPassword, requireStrength } from './passwords.js';
import { SessionsService } from './sessions.service.js';
import { type UserRow, UsersRepository } from './users.repository.js';

@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly sessions: SessionsService,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError weak_password, already_exists */
  async create(input: {
    email: string;
    name: string;
    password: string;
    locale: 'en' | 'de';
  }): Promise<UserRow> {
    requireStrength(input.password, input);
    const id = newId();
    try {
      await this.users.insert(
        {
          id,
          email: input.email,
          name: input.name,
          password_hash: await hashPassword(input.password),
          locale: input.locale,
        },
        this.clock.now(),
      );
    } catch (error) {
      if (isUniqueViolation(error))
        throw new AppError('already_exists', 'There is an account with this address.');
      throw error;
    }
    return this.get(id);
  }

  async get(id: string): Promise<UserRow> {
    const user = await this.users.byId(id);
    if (user === undefined) throw notFound('The account');
    return user;
  }

  findByEmail(email: string): Promise<UserRow | undefined> {
    return this.users.byEmail(email);
  }

  exist(): Promise<boolean> {
    return this.users.exist();
  }

  update(
    id: string,
    change: { name?: string; locale?: string; theme?: string; undoMs?: number },
  ): Promise<void> {
    return this.users.update(id, change);
  }

  /** Sets a password; ends every other session of the user, and every link to reset it. @throws AppError weak_password */
  async setPassword(
    user: UserRow,
    password: string,
    context: { keepSessionId: string | null; ip: string | null },
  ) {
    requireStrength(password, user);
    const passwordHash = await hashPassword(password);
    await this.database.transaction(async () => {
      await this.users.setPassword(user.id, passwordHash, this.clock.now());
      await this.sessions.revokeAll(user.id, { exceptId: context.keepSessionId, reason: 'password_changed' });
      await this.users.voidResetLinks(user.id, this.clock.now());
      await this.audit.writeForUser(user.id, { action: 'user.password_changed', ip: context.ip });
    });
  }
}
