import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { removeDir, tempDir } from '../../test/harness/temp-dir.js';
import { Clock, SystemClock } from './clock/clock.js';
import { ClockModule } from './clock/clock.module.js';
import { Env, loadEnv } from './config/env.js';
import { CryptoModule } from './crypto/crypto.module.js';
import { SecretBox } from './crypto/secret-box.js';
import { AddressGuard } from './outbound-http/address-guard.js';
import { OutboundHttp } from './outbound-http/outbound-http.js';
import { OutboundHttpModule } from './outbound-http/outbound-http.module.js';
import { FolderStorage } from './storage/folder-storage.js';
import { S3Storage } from './storage/s3-storage.js';
import { Storage } from './storage/storage.js';
import { StorageModule } from './storage/storage.module.js';

async function withModules(
  settings: NodeJS.ProcessEnv,
  check: (get: <T>(token: abstract new (...args: never[]) => T) => T) => Promise<void>,
) {
  const dataDir = await tempDir('platform');
  const env = loadEnv({ PARLEY_DATA_DIR: dataDir, ...settings });

  @Global()
  @Module({ providers: [{ provide: Env, useValue: env }], exports: [Env] })
  class EnvModule {}
  @Module({ imports: [EnvModule, ClockModule, CryptoModule, OutboundHttpModule, StorageModule] })
  class RootModule {}

  try {
    const app = await NestFactory.createApplicationContext(RootModule, {
      logger: false,
      abortOnError: false,
    });
    try {
      await check((token) => app.get(token as never));
    } finally {
      await app.close();
    }
  } finally {
    await removeDir(dataDir);
  }
}

describe('the modules of the platform', () => {
  it('stand with nothing configured', () =>
    withModules({}, async (get) => {
      expect(get(Clock)).toBeInstanceOf(SystemClock);
      expect(get(SecretBox).open(get(SecretBox).seal({ a: 1 }, 'c'), 'c')).toEqual({ a: 1 });
      expect(get(Storage)).toBeInstanceOf(FolderStorage);
      const inside = get(OutboundHttp).request({ url: 'http://127.0.0.1/' });
      await expect(inside).rejects.toMatchObject({ kind: 'refused_address' });
    }));

  it('take what is configured', () =>
    withModules(
      {
        PARLEY_SECRET: 'a secret for the test of the modules',
        PARLEY_ALLOW_NETWORKS: '127.0.0.0/8, fd00::/8',
        PARLEY_S3_BUCKET: 'files',
        PARLEY_S3_ENDPOINT: 'http://127.0.0.1:9',
        PARLEY_S3_ACCESS_KEY_ID: 'id',
        PARLEY_S3_SECRET_ACCESS_KEY: 'key',
      },
      async (get) => {
        const same = new SecretBox('a secret for the test of the modules');
        expect(get(SecretBox).matchesFingerprint(same.fingerprint())).toBe(true);
        expect(get(Storage)).toBeInstanceOf(S3Storage);
        expect(await get(AddressGuard).resolveAllowed('fd00::1')).toEqual({ address: 'fd00::1', family: 6 });
      },
    ));

  it('do not start with a network that is none', () =>
    expect(withModules({ PARLEY_ALLOW_NETWORKS: 'home' }, async () => {})).rejects.toThrow(
      /"home" is not a network/,
    ));
});
