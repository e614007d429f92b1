import 'reflect-metadata';
import { createServer } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { layFoundations } from './foundations.js';
import { createHttpApp } from './http-app.js';
import { type Env, loadEnv } from './platform/config/env.js';
import { StartupError } from './platform/errors/startup-error.js';
import { configureLogging, loggerFor, NestLog } from './platform/logging/logger.js';

async function main(): Promise<void> {
  const env = loadEnv();
  configureLogging({ level: env.logLevel, pretty: process.stdout.isTTY === true, role: env.role });
  const log = loggerFor('start');
  const foundations = await layFoundations(env);
  let app: INestApplicationContext | undefined;
  const stop = once(async () => {
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
    app = env.role === 'worker' ? await startWorker(foundations) : await startApi(foundations, env);
  } catch (error) {
    await foundations.release();
    throw error;
  }
}

async function startApi(foundations: Awaited<ReturnType<typeof layFoundations>>, env: Env) {
  const app = await createHttpApp(foundations);
  try {
    await app.listen(env.port, env.host);
  } catch (cause) {
    await app.close();
    const { code } = cause as { code?: string };
    if (code === 'EADDRINUSE') {
      throw new StartupError(`Port ${env.port} is taken: stop what uses it, or choose another with PORT.`, {
        cause,
      });
    }
    if (code === 'EACCES') {
      throw new StartupError(
        `Port ${env.port} may not be used by this user: choose one above 1023 with PORT.`,
        { cause },
      );
    }
    throw cause;
  }
  await foundations.announce(env.publicUrl);
  console.log(`Parley is ready: ${env.publicUrl}`);
  return app;
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
