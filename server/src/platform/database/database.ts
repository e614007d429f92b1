import { AsyncLocalStorage } from 'node:async_hooks';
import type { Client, QueryResult, QueryResultRow } from 'pg';
import type {
  DataSource,
  EntityManager,
  EntityTarget,
  ObjectLiteral,
  QueryRunner,
  Repository,
} from 'typeorm';
import { loggerFor } from '../logging/logger.js';
import { PreparedStatements, type Statement } from './prepared-statements.js';

/**
 * `kept`: PostgreSQL may keep the plan of what is run often. `fresh`: planned each time, for these values and for tables as
 * large as they are now; for statements about many rows at once, whose plan made while a table was young (walk through all
 * of it) would be kept until its statistics are renewed.
 */
export type StatementPlan = 'kept' | 'fresh';

interface Ambient {
  manager: EntityManager;
  client: Client;
  effects: (() => unknown)[];
}

const log = loggerFor('database');

/**
 * PostgreSQL: serialization failure, deadlock, a prepared statement whose table was changed. The work did not happen and
 * may be done again.
 */
const REPEATABLE = new Set(['40001', '40P01', '0A000']);

/**
 * The one door to PostgreSQL. Everything called inside `transaction(fn)`, however deep, runs on that
 * transaction (AsyncLocalStorage), so that a write cannot escape it by mistake.
 */
export class Database {
  private readonly ambient = new AsyncLocalStorage<Ambient>();
  private readonly statements = new PreparedStatements();

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
    const client = await clientOf(runner);
    const ambient: Ambient = { manager: runner.manager, client, effects: [] };
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
  async query<T = Record<string, unknown>>(
    sql: string,
    params: readonly unknown[] = [],
    plan: StatementPlan = 'kept',
  ): Promise<T[]> {
    const { rows } = await this.execute(sql, params, plan);
    return (rows as T[] | undefined) ?? []; // several statements at once give several results
  }

  /** The only row, or undefined. */
  async one<T = Record<string, unknown>>(
    sql: string,
    params: readonly unknown[] = [],
  ): Promise<T | undefined> {
    return (await this.query<T>(sql, params))[0];
  }

  /** How many rows a statement touched. */
  async run(sql: string, params: readonly unknown[] = [], plan: StatementPlan = 'kept'): Promise<number> {
    return (await this.execute(sql, params, plan)).rowCount ?? 0;
  }

  /** A TypeORM repository on the ambient transaction. */
  repository<E extends ObjectLiteral>(entity: EntityTarget<E>): Repository<E> {
    return (this.ambient.getStore()?.manager ?? this.source.manager).getRepository(entity);
  }

  /** Straight on node-postgres: TypeORM's own way knows no prepared statements. */
  private async execute(
    sql: string,
    params: readonly unknown[],
    plan: StatementPlan,
  ): Promise<QueryResult<QueryResultRow>> {
    const ambient = this.ambient.getStore();
    const values = [...params];
    try {
      if (plan === 'fresh') {
        const statement = { text: sql, values };
        return ambient === undefined ? await this.onPool(statement) : await ambient.client.query(statement);
      }
      const statement = this.statements.statement(sql, values);
      return ambient === undefined ? await this.onPool(statement) : await ambient.client.query(statement);
    } catch (error) {
      if (!isOutdatedStatement(error)) throw error;
      this.statements.renew();
      // Inside a transaction nothing more can be said before it is repeated as a whole.
      if (ambient !== undefined) throw error;
      return this.onPool(this.statements.statement(sql, values));
    }
  }

  private async onPool(statement: Statement): Promise<QueryResult<QueryResultRow>> {
    const runner = this.source.createQueryRunner();
    try {
      const client = await clientOf(runner);
      return await client.query(statement);
    } finally {
      await runner.release();
    }
  }
}

/** The runner takes a connection from the pool, watches over it and gives it back; TypeORM types it as anything. */
const clientOf = async (runner: QueryRunner): Promise<Client> => (await runner.connect()) as Client;

/** PostgreSQL: "cached plan must not change result type". */
const isOutdatedStatement = (error: unknown): boolean =>
  sqlState(error) === '0A000' && error instanceof Error && error.message.includes('cached plan');

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
