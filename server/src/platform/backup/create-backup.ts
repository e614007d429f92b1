import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { StartupError } from '../errors/startup-error.js';
import { ArchiveWriter } from './backup-archive.js';
import { type BackupManifest, entryNames } from './backup-manifest.js';
import { columnList, listMigrations, listSequences, listTables, quoted } from './schema-catalog.js';

/** A part is held in memory, since tar wants its size first. */
const PART_BYTES = 4 * 1024 * 1024;

export interface BackupSource {
  databaseUrl: string;
  /** The local storage folder; undefined when files are in an S3-compatible store. */
  storageDir: string | undefined;
  secret: string;
}

export interface BackupFigures {
  tables: number;
  rows: number;
  files: number;
  /** Files that were deleted while the backup ran. */
  vanished: number;
}

/**
 * Writes one file with every table (one consistent snapshot, also while Parley runs), all stored files and the
 * secret; mode 0600, since it opens everything. Jobs are not in it: they are made again from the rows.
 * @throws {StartupError} when the file exists or cannot be written, or the database is not Parley's
 */
export async function createBackup(source: BackupSource, file: string): Promise<BackupFigures> {
  const client = new pg.Client({ connectionString: source.databaseUrl, application_name: 'parley-backup' });
  client.on('error', () => {}); // a lost connection rejects the query that runs
  await client.connect();
  let writer: ArchiveWriter | undefined;
  try {
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query('SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0');
    const manifest: BackupManifest = {
      format: 'parley-backup',
      version: 1,
      createdAt: new Date().toISOString(),
      migrations: await listMigrations(client),
      tables: await listTables(client),
      sequences: await listSequences(client),
      storage: source.storageDir === undefined ? 's3' : 'local',
    };
    if (manifest.migrations.length === 0) {
      throw new StartupError('There is nothing to back up: Parley has never started on this database.');
    }
    writer = await ArchiveWriter.create(file);
    await writer.add(entryNames.manifest, JSON.stringify(manifest, undefined, 2));
    await writer.add(entryNames.secret, `${source.secret}\n`);
    let rows = 0;
    for (const table of manifest.tables) rows += await addTable(client, writer, table);
    await client.query('COMMIT');
    const files =
      source.storageDir === undefined ? { files: 0, vanished: 0 } : await addFiles(writer, source.storageDir);
    await writer.finish();
    return { tables: manifest.tables.length, rows, ...files };
  } catch (error) {
    await writer?.abandon();
    throw inOneSentence(error, file);
  } finally {
    await client.end();
  }
}

async function addTable(
  client: pg.Client,
  writer: ArchiveWriter,
  { name, columns }: BackupManifest['tables'][number],
): Promise<number> {
  const stream = client.query(copyTo(`COPY ${quoted(name)} (${columnList(columns)}) TO STDOUT`));
  let part = 0;
  let held: Buffer[] = [];
  let size = 0;
  const flush = async () => {
    part += 1;
    await writer.add(entryNames.tablePart(name, part), Buffer.concat(held, size));
    held = [];
    size = 0;
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    held.push(chunk);
    size += chunk.length;
    if (size >= PART_BYTES) await flush();
  }
  if (size > 0) await flush();
  return stream.rowCount;
}

async function addFiles(writer: ArchiveWriter, folder: string): Promise<{ files: number; vanished: number }> {
  let files = 0;
  let vanished = 0;
  for await (const file of filesBelow(folder)) {
    const name = entryNames.storage + path.relative(folder, file).split(path.sep).join('/');
    const entry = await stat(file).catch(unlessMissing);
    const opened = entry && (await openForReading(file));
    if (!entry || !opened) {
      vanished += 1;
      continue;
    }
    await writer.addStream(name, entry.size, opened);
    files += 1;
  }
  return { files, vanished };
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(unlessMissing);
  for (const entry of entries ?? []) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(place);
    else if (entry.isFile()) yield place;
  }
}

/** An open file outlives its deletion. */
async function openForReading(file: string): Promise<AsyncIterable<Buffer> | undefined> {
  const stream = createReadStream(file);
  return new Promise((resolve, reject) => {
    stream.once('open', () => resolve(stream));
    stream.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    );
  });
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

function inOneSentence(error: unknown, file: string): unknown {
  const reasons: Record<string, string> = {
    EEXIST: 'it exists already',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ENOENT: 'its folder does not exist',
    ENOTDIR: 'its folder is a file',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EROFS: 'the file system is read-only',
  };
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
  return reason
    ? new StartupError(`The backup cannot be written to ${file}: ${reason}.`, { cause: error })
    : error;
}
