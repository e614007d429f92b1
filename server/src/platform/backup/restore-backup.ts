import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource, MigrationExecutor, type QueryRunner } from 'typeorm';
import { migrations } from '../database/migrations/migrations.js';
import { StartupError } from '../errors/startup-error.js';
import { DamagedArchiveError, readArchive } from './backup-archive.js';
import { type BackupManifest, tableOfPart } from './backup-manifest.js';
import { StagedFiles } from './restore-files.js';
import { columnList, dropEverything, listForeignKeys, listTables, quoted } from './schema-catalog.js';
import type { VerifiedBackup } from './verify-backup.js';

export interface RestoreTarget {
  databaseUrl: string;
  /** The folder local files go to. */
  storageDir: string;
  /** Where the secret goes; undefined when the environment gives the same one. */
  secretFile: string | undefined;
  /** Gives up the data that is there. */
  replace: boolean;
}

export interface RestoreFigures {
  createdAt: string;
  rows: number;
  files: number;
  /** The backup's files are in an S3-compatible store, and not in it. */
  storageElsewhere: boolean;
}

/**
 * Brings back a backup: the schema as of the backup by the migrations it names, every row, every file and the
 * secret. The database changes in one transaction, the folders by renames at its end, so a failure leaves what was
 * there. Migrations newer than the backup run when Parley starts.
 * @param backup as `verifyBackup` found it whole
 * @throws {StartupError} when the backup is of a newer Parley, or the target holds data or is in use
 */
export async function restoreBackup(
  { file, manifest }: VerifiedBackup,
  target: RestoreTarget,
): Promise<RestoreFigures> {
  const needed = neededMigrations(manifest);
  await refuseFiles(target);
  const source = new DataSource({
    type: 'postgres',
    url: target.databaseUrl,
    migrations: needed,
    migrationsTableName: 'migration',
    extra: { max: 1, application_name: 'parley-restore' },
  });
  await source.initialize();
  const staged = new StagedFiles(target);
  try {
    const runner = source.createQueryRunner();
    const client = (await runner.connect()) as PoolClient;
    await client.query('BEGIN');
    try {
      await client.query('SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0');
      await refuseInUse(client);
      await clear(client, target);
      const rows = await fill(file, { client, runner, source, manifest, staged });
      await staged.swapIn();
      await client.query('COMMIT');
      return {
        createdAt: manifest.createdAt,
        rows,
        files: staged.count,
        storageElsewhere: manifest.storage === 's3',
      };
    } catch (error) {
      await staged.swapBack();
      await client.query('ROLLBACK').catch(() => {}); // the connection may be what failed
      throw error;
    } finally {
      await runner.release();
    }
  } catch (error) {
    throw error instanceof DamagedArchiveError ? damaged(file, error) : error;
  } finally {
    await staged.cleanUp();
    await source.destroy();
  }
}

const damaged = (file: string, cause: DamagedArchiveError) =>
  new StartupError(`${file} is damaged (${cause.message}); nothing was changed.`, { cause });

/** The migrations the backup's database had, which must be the first of ours. */
function neededMigrations(manifest: BackupManifest): typeof migrations {
  const names = migrations.map((migration) => new migration().name);
  const unknown = manifest.migrations.find((name, index) => names[index] !== name);
  if (unknown !== undefined) {
    throw new StartupError(
      `The backup was made by a newer Parley (it knows "${unknown}"): update this one, then restore; nothing was changed.`,
    );
  }
  return migrations.slice(0, manifest.migrations.length);
}

async function refuseFiles(target: RestoreTarget): Promise<void> {
  if (target.replace) return;
  const stored = await readdir(target.storageDir).catch(() => []);
  const secret = target.secretFile && (await readFile(target.secretFile).catch(() => undefined));
  if (stored.length > 0 || secret)
    throw holdsData(stored.length > 0 ? target.storageDir : path.dirname(target.secretFile!));
}

const holdsData = (place: string) =>
  new StartupError(
    `${place} already holds data of Parley's, and nothing was changed: restore elsewhere, or add --replace to give that data up.`,
  );

async function refuseInUse(client: PoolClient): Promise<void> {
  const { rows } = await client.query<{ application_name: string }>(
    `SELECT application_name FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name ~ '^parley-'`,
  );
  if (rows.length > 0) {
    throw new StartupError(
      `Parley is running on this database (${rows[0]?.application_name}), and nothing was changed: stop it first.`,
    );
  }
}

async function clear(client: PoolClient, target: RestoreTarget): Promise<void> {
  if (target.replace) await dropEverything(client);
  else if ((await listTables(client)).length > 0) throw holdsData('The database');
}

interface Filling {
  client: PoolClient;
  runner: QueryRunner;
  source: DataSource;
  manifest: BackupManifest;
  staged: StagedFiles;
}

async function fill(file: string, { client, runner, source, manifest, staged }: Filling): Promise<number> {
  const executor = new MigrationExecutor(source, runner);
  executor.transaction = 'none'; // the whole restore is one
  await executor.executePendingMigrations();
  const present = new Set((await listTables(client)).map(({ name }) => name));
  const strange = manifest.tables.find(({ name }) => !present.has(name));
  if (strange)
    throw new StartupError(
      `The backup has a table this Parley does not know (${strange.name}); nothing was changed.`,
    );

  // Tables come in any order: references are taken away, and checked when they are put back.
  const foreignKeys = await listForeignKeys(client);
  for (const key of foreignKeys) await client.query(`ALTER TABLE ${key.table} DROP CONSTRAINT "${key.name}"`);
  for (const name of present) {
    await client.query(`ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`);
    await client.query(`DELETE FROM ${quoted(name)}`); // rows a migration brought
  }
  const rows = await copyIn(file, client, manifest, staged);
  for (const { name, lastValue, isCalled } of manifest.sequences) {
    await client.query('SELECT setval($1::regclass, $2::bigint, $3)', [quoted(name), lastValue, isCalled]);
  }
  for (const name of present) await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`);
  for (const key of foreignKeys) {
    await client.query(`ALTER TABLE ${key.table} ADD CONSTRAINT "${key.name}" ${key.definition}`);
  }
  return rows;
}

async function copyIn(
  file: string,
  client: PoolClient,
  manifest: BackupManifest,
  staged: StagedFiles,
): Promise<number> {
  const columns = new Map(manifest.tables.map((table) => [table.name, table.columns]));
  let rows = 0;
  let open: { table: string; stream: ReturnType<typeof copyFrom> } | undefined;
  const close = async () => {
    if (!open) return;
    open.stream.end();
    await finished(open.stream);
    rows += open.stream.rowCount;
    open = undefined;
  };
  try {
    for await (const { name, body } of readArchive(file)) {
      const table = tableOfPart(name);
      if (table === undefined) {
        await close();
        await staged.take(name, body);
        continue;
      }
      if (open?.table !== table) {
        await close();
        const list = columns.get(table);
        if (!list) throw new DamagedArchiveError(`it holds rows of ${table}, which it does not name`);
        const stream = client.query(copyFrom(`COPY ${quoted(table)} (${columnList(list)}) FROM STDIN`));
        stream.on('error', () => {}); // a write or the end that follows rejects with it
        open = { table, stream };
      }
      const { stream } = open;
      for await (const chunk of body) {
        if (stream.destroyed) await finished(stream);
        if (!stream.write(chunk)) {
          await Promise.race([new Promise((resolve) => stream.once('drain', resolve)), finished(stream)]);
        }
      }
    }
    await close();
    return rows;
  } catch (error) {
    // Ends the COPY, for which the rollback would wait otherwise.
    open?.stream.destroy(error as Error);
    throw error;
  }
}
