import 'reflect-metadata';
import { createServer } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { Demo } from './demo/demo.service.js';
import { layFoundations } from './foundations.js';
import { createHttpApp } from './http-app.js';
import { loadEnv } from './platform/config/env.js';
import { StartupError } from './platform/errors/startup-error.js';
import { configureLogging, loggerFor, NestLog } from './platform/logging/logger.js';
import { portFault, requirePort } from './port.js';

async function main(): Promise<void> {
  const env = loadEnv();
  configureLogging({ level: env.logLevel, pretty: process.stdout.isTTY === true, role: env.role });
  const log = loggerFor('start');
  const foundations = await layFoundations(env);
  let app: INestApplicationContext | undefined;
  let stopping = false;
  const stop = once(async () => {
    stopping = true;
    log.info('stopping');
    await app?.close();
    await foundations.release();
    log.info('stopped');
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'the shutdown failed');
          process.exit(1);
        },
      );
    });
  }
  try {
    if (env.role === 'worker') app = await startWorker(foundations);
    else {
      const api = await createHttpApp(foundations);
      app = api;
      await startApi(api, foundations);
    }
  } catch (error) {
    // What a stop in the middle of the start breaks off is no failure of its own.
    if (stopping) return;
    await app?.close();
    await foundations.release();
    throw error;
  }
}

async function startApi(
  app: NestFastifyApplication,
  { env, announce }: Awaited<ReturnType<typeof layFoundations>>,
): Promise<void> {
  const demo = env.demo ? app.get(Demo) : undefined;
  if (demo !== undefined) {
    await requirePort(env);
    await app.init();
    await demo.prepare();
  }
  try {
    await app.listen(env.port, env.host);
  } catch (error) {
    throw portFault(error, env);
  }
  await announce(env.publicUrl);
  console.log(`Parley is ready: ${env.publicUrl}`);
  demo?.begin();
}

async function startWorker(foundations: Awaited<ReturnType<typeof layFoundations>>) {
  const app = await NestFactory.createApplicationContext(AppModule.on(foundations), {
    logger: new NestLog(),
    abortOnError: false,
  });
  const { workerPort } = foundations.env;
  if (workerPort > 0) {
    createServer((_request, response) => {
      const probe = Promise.all([foundations.source.query('SELECT 1'), foundations.queue.ping()]);
      probe.then(
        () => response.writeHead(200).end('ok'),
        () => response.writeHead(503).end('not ready'),
      );
    })
      .listen(workerPort)
      .unref();
  }
  console.log('Parley worker is ready');
  return app;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}

main().catch((error: unknown) => {
  if (error instanceof StartupError) console.error(error.message);
  else console.error(error);
  process.exit(1);
});
