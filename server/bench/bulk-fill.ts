import type pg from 'pg';

/** The id of something by its number, as `pg_temp.bench_id(kind, number)`: `kind` keeps tables apart, ids grow with numbers as the product's do with time. */
export const ID_FUNCTION = `CREATE OR REPLACE FUNCTION pg_temp.bench_id(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT overlay(overlay(lpad(to_hex(1700000000000 + number), 12, '0') || substr(md5(kind || number::text), 1, 20)
    PLACING '7' FROM 13) PLACING '8' FROM 17)::uuid $$`;

/**
 * Fills tables without triggers and checks of foreign keys, and without those of their indexes that would be written at a random place for
 * every row: they are made at once from all rows afterwards. Partial indexes stay, they hold few rows, and the product looks into them
 * all the time; primary keys stay, too.
 */
export async function fillInBulk(
  database: pg.Client,
  tables: readonly string[],
  fill: () => Promise<void>,
): Promise<void> {
  const { rows: indexes } = await database.query<{ name: string; made: string }>(WIDE_INDEXES, [tables]);
  await database.query('SET session_replication_role = replica');
  await database.query(`SET maintenance_work_mem = '512MB'`);
  try {
    for (const { name } of indexes) await database.query(`DROP INDEX ${name}`);
    await fill();
  } finally {
    await database.query('SET session_replication_role = origin');
  }
  for (const { made } of indexes) await database.query(made);
  await database.query('RESET maintenance_work_mem');
}

/** Indexes over all rows of these tables that no constraint stands on, and those of what was said and answered: nearly all rows. */
const WIDE_INDEXES = `
SELECT c.oid::regclass::text AS name, pg_get_indexdef(c.oid) AS made FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ANY($1::regclass[]) AND (i.indpred IS NULL OR c.relname IN ('message_said', 'turn_answered'))
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid)`;
