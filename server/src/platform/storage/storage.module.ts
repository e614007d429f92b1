import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { Env } from '../config/env.js';
import { FolderStorage } from './folder-storage.js';
import { Storage } from './storage.js';

/** A folder of the data directory, or the S3-compatible store that is configured. */
async function openStorage(env: Env): Promise<Storage> {
  if (env.s3 === undefined) {
    const folder = new FolderStorage(join(env.dataDir, 'storage'));
    await folder.sweep();
    return folder;
  }
  // Loaded when needed: the client takes its time at start.
  const { S3Storage } = await import('./s3-storage.js');
  const s3 = new S3Storage(env.s3, join(env.dataDir, 'spool'));
  await s3.sweep();
  return s3;
}

@Global()
@Module({
  providers: [{ provide: Storage, inject: [Env], useFactory: openStorage }],
  exports: [Storage],
})
export class StorageModule {}
