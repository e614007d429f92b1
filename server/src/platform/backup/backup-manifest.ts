import { z } from 'zod';

/** The first entry of a backup, `manifest.json`: what is in it. */
export const backupManifestSchema = z.object({
  format: z.literal('parley-backup'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Names of the migrations the database had, in order. */
  migrations: z.array(z.string()),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
  sequences: z.array(z.object({ name: z.string(), lastValue: z.string(), isCalled: z.boolean() })),
  /** Whether files are in the backup, or lie in an S3-compatible store with backups of its own. */
  storage: z.enum(['local', 's3']),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;

/** Names of the other entries. A table's rows are cut into parts of any length, in order. */
export const entryNames = {
  manifest: 'manifest.json',
  secret: 'secret',
  tablePart: (table: string, part: number) => `tables/${table}/${String(part).padStart(6, '0')}.copy`,
  storage: 'storage/',
} as const;

/** The table of a part's name. */
export function tableOfPart(name: string): string | undefined {
  return /^tables\/(.+)\/\d{6,}\.copy$/.exec(name)?.[1];
}
