import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

export interface UserRow {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  locale: 'en' | 'de';
  theme: 'system' | 'light' | 'dark';
  undo_ms: number;
}

@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  byEmail(email: string): Promise<UserRow | undefined> {
    return this.database.one<UserRow>('SELECT * FROM app_user WHERE email = $1', [
      email.trim().toLowerCase(),
    ]);
  }

  byId(id: string): Promise<UserRow | undefined> {
    return this.database.one<UserRow>('SELECT * FROM app_user WHERE id = $1', [id]);
  }

  async exist(): Promise<boolean> {
    return (await this.database.one('SELECT 1 FROM app_user LIMIT 1')) !== undefined;
  }

  async insert(user: Omit<UserRow, 'theme' | 'undo_ms'>, at: Date): Promise<void> {
    await this.database.run(
      `INSERT INTO app_user (id, email, name, password_hash, locale, created_at, password_changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $6)`,
      [user.id, user.email, user.name, user.password_hash, user.locale, at],
    );
  }

  async setPassword(id: string, passwordHash: string, at: Date): Promise<void> {
    await this.database.run(
      'UPDATE app_user SET password_hash = $2, password_changed_at = $3 WHERE id = $1',
      [id, passwordHash, at],
    );
  }

  async voidResetLinks(id: string, at: Date): Promise<void> {
    await this.database.run('UPDATE password_reset SET used_at = $2 WHERE user_id = $1 AND used_at IS NULL', [
      id,
      at,
    ]);
  }

  async update(
    id: string,
    change: { name?: string; locale?: string; theme?: string; undoMs?: number },
  ): Promise<void> {
    await this.database.run(
      `UPDATE app_user SET name = coalesce($2, name), locale = coalesce($3, locale), theme = coalesce($4, theme),
         undo_ms = coalesce($5, undo_ms) WHERE id = $1`,
      [id, change.name ?? null, change.locale ?? null, change.theme ?? null, change.undoMs ?? null],
    );
  }
}
