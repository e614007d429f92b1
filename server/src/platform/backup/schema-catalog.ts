import type { ClientBase } from 'pg';
import pg from 'pg';
import type { BackupManifest } from './backup-manifest.js';

/** The table TypeORM keeps its own record in; restored by running the migrations, not by copying. */
const MIGRATION_TABLE = 'migration';

/** What an extension brought is made by the extension. `oid` and `catalog` are SQL. */
const notOfExtension = (oid: string, catalog: string) =>
  `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;

/** Parley's tables in `public`, with the columns that hold data of their own (not generated ones). */
export async function listTables(client: ClientBase): Promise<BackupManifest['tables']> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> $1
        AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        AND ${notOfExtension('c.oid', 'pg_class')}
      GROUP BY c.relname ORDER BY c.relname`,
    [MIGRATION_TABLE],
  );
  return rows;
}

export async function listSequences(client: ClientBase): Promise<BackupManifest['sequences']> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY relname`,
  );
  const sequences: BackupManifest['sequences'] = [];
  for (const { name } of rows) {
    const state = await client.query<{ last_value: string; is_called: boolean }>(
      `SELECT last_value::text, is_called FROM ${quoted(name)}`,
    );
    const [row] = state.rows;
    if (row) sequences.push({ name, lastValue: row.last_value, isCalled: row.is_called });
  }
  return sequences;
}

/** Names of the migrations that ran; none in a database Parley has never started on. */
export async function listMigrations(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ found: string | null }>(
    `SELECT to_regclass('public.migration') AS found`,
  );
  if (rows[0]?.found == null) return [];
  const done = await client.query<{ name: string }>(
    'SELECT name FROM public.migration ORDER BY timestamp, id',
  );
  return done.rows.map(({ name }) => name);
}

export interface ForeignKey {
  table: string;
  name: string;
  definition: string;
}

export async function listForeignKeys(client: ClientBase): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
       FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0`,
  );
  return rows;
}

/** Removes Parley's tables, routines and types, and its jobs; extensions stay. */
export async function dropEverything(client: ClientBase): Promise<void> {
  await client.query('DROP SCHEMA IF EXISTS bullmq CASCADE');
  const statements = await client.query<{ statement: string }>(
    `SELECT format('DROP %s public.%I CASCADE', CASE relkind WHEN 'S' THEN 'SEQUENCE IF EXISTS' WHEN 'v' THEN 'VIEW IF EXISTS'
              WHEN 'm' THEN 'MATERIALIZED VIEW IF EXISTS' ELSE 'TABLE IF EXISTS' END, relname) AS statement
       FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S')
        AND ${notOfExtension('pg_class.oid', 'pg_class')}
     UNION ALL
     SELECT 'DROP ROUTINE IF EXISTS ' || oid::regprocedure || ' CASCADE'
       FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND ${notOfExtension('pg_proc.oid', 'pg_proc')}
     UNION ALL
     SELECT format('DROP TYPE IF EXISTS public.%I CASCADE', typname)
       FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
        AND ${notOfExtension('pg_type.oid', 'pg_type')}
     UNION ALL
     SELECT format('DROP TEXT SEARCH CONFIGURATION IF EXISTS public.%I CASCADE', cfgname)
       FROM pg_ts_config WHERE cfgnamespace = 'public'::regnamespace
        AND ${notOfExtension('pg_ts_config.oid', 'pg_ts_config')}`,
  );
  for (const { statement } of statements.rows) await client.query(statement);
}

export const quoted = (name: string): string => `public.${pg.escapeIdentifier(name)}`;

export const columnList = (columns: string[]): string =>
  columns.map((name) => pg.escapeIdentifier(name)).join(', ');
