import { AsyncLocalStorage } from 'node:async_hooks';
import type {
  DataSource,
  EntityManager,
  EntityTarget,
  ObjectLiteral,
  QueryRunner,
  Repository,
} from 'typeorm';
import { loggerFor } from '../logging/logger.js';

interface Ambient {
  manager: EntityManager;
  runner: QueryRunner;
  effects: (() => unknown)[];
}

const log = loggerFor('database');

/** PostgreSQL: serialization failure, deadlock. The work did not happen and may be done again. */
const REPEATABLE = new Set(['40001', '40P01']);

/**
 * The one door to PostgreSQL. Everything called inside `transaction(fn)`, however deep, runs on that
 * transaction (AsyncLocalStorage), so that a write cannot escape it by mistake.
 */
export class Database {
  private readonly ambient = new AsyncLocalStorage<Ambient>();

  constructor(readonly source: DataSource) {}

  /**
   * Runs `fn` in a transaction; joins the ambient one if there is one. A deadlock or serialization failure
   * repeats the whole of `fn` (at most three times), so `fn` must hold nothing but database work.
   */
  async transaction<T>(fn: () => Promise<T>): Promise<T> {
    if (this.ambient.getStore() !== undefined) return fn();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(fn);
      } catch (error) {
        if (attempt < 4 && REPEATABLE.has(sqlState(error) ?? '')) continue;
        throw error;
      }
    }
  }

  private async once<T>(fn: () => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    await runner.connect();
    const ambient: Ambient = { manager: runner.manager, runner, effects: [] };
    let result: T;
    try {
      await runner.startTransaction();
      try {
        result = await this.ambient.run(ambient, fn);
        await runner.commitTransaction();
      } catch (error) {
        if (runner.isTransactionActive) await runner.rollbackTransaction();
        throw error;
      }
    } finally {
      await runner.release();
    }
    for (const effect of ambient.effects) {
      try {
        await this.ambient.exit(effect);
      } catch (error) {
        log.error({ err: error }, 'an effect after the commit failed');
      }
    }
    return result;
  }

  get inTransaction(): boolean {
    return this.ambient.getStore() !== undefined;
  }

  /**
   * Runs `effect` once the ambient transaction has committed (at once when there is none). For what may be lost:
   * wake-ups and realtime pushes. What must not be lost is written as a row instead.
   */
  afterCommit(effect: () => unknown): void {
    const ambient = this.ambient.getStore();
    if (ambient !== undefined) {
      ambient.effects.push(effect);
      return;
    }
    void (async () => {
      try {
        await effect();
      } catch (error) {
        log.error({ err: error }, 'an effect failed');
      }
    })();
  }

  /** Rows of a parametrised statement, on the ambient transaction. `UPDATE … RETURNING` gives its rows too. */
  async query<T = Record<string, unknown>>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    const runner = this.ambient.getStore()?.runner;
    const result =
      runner !== undefined ? await runner.query(sql, [...params], true) : await this.onPool(sql, [...params]);
    return (result as { records: T[] }).records ?? [];
  }

  /** The only row, or undefined. */
  async one<T = Record<string, unknown>>(
    sql: string,
    params: readonly unknown[] = [],
  ): Promise<T | undefined> {
    return (await this.query<T>(sql, params))[0];
  }

  /** How many rows a statement touched. */
  async run(sql: string, params: readonly unknown[] = []): Promise<number> {
    const runner = this.ambient.getStore()?.runner;
    const result =
      runner !== undefined ? await runner.query(sql, [...params], true) : await this.onPool(sql, [...params]);
    return (result as { affected?: number }).affected ?? 0;
  }

  /** A TypeORM repository on the ambient transaction. */
  repository<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E> {
    return (this.ambient.getStore()?.manager ?? this.source.manager).getRepository(entity);
  }

  private async onPool(sql: string, params: unknown[]): Promise<unknown> {
    const runner = this.source.createQueryRunner();
    try {
      return await runner.query(sql, params, true);
    } finally {
      await runner.release();
    }
  }
}

/** The SQLSTATE of a driver error, if it is one. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  const found = driverError?.code ?? code;
  return typeof found === 'string' ? found : undefined;
}

/** True when a unique index refused a row, optionally that one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (sqlState(error) !== '23505') return false;
  if (constraint === undefined) return true;
  const named = error as { constraint?: string; driverError?: { constraint?: string } };
  return (named.driverError?.constraint ?? named.constraint) === constraint;
}
