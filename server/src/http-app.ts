import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyCookie from '@fastify/cookie';
import fastifyMultipart from '@fastify/multipart';
import fastifyStatic from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AppModule, type Foundations } from './app.module.js';
import { AppError } from './platform/errors/app-error.js';
import { problemOf } from './platform/http/problem.filter.js';
import { keepRawBodies } from './platform/http/raw-body.js';
import { NestLog } from './platform/logging/logger.js';

const WEB = fileURLToPath(new URL('../../web/dist/', import.meta.url));

/** The console calls nobody but its own server; this header makes the browser prove it. */
const CONSOLE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "frame-src 'self' blob:",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Of the service worker itself: it asks this server for parts of the console, and nobody for anything else. */
const WORKER_CSP = "default-src 'none'; connect-src 'self'";

/** What is handed out instead of the service worker when it is switched off: it clears up and goes. */
const FAREWELL = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith('parley-shell-')) await caches.delete(name);
  await self.registration.unregister();
})()));
`;

/** The page on which the console shows a website's chat as it will be: a frame without origin, line or storage. */
const PREVIEW_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src blob:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-scripts',
].join('; ');

/** What websites embed: any may load it, and has a new one minutes after an update. */
const EMBEDDED = { 'cache-control': 'public, max-age=300, stale-while-revalidate=86400' };

/** Addresses that are no pages: what is not there is answered with 404. */
const NO_PAGES = ['/assets/', '/api/', '/hooks/', '/healthz', '/readyz', '/realtime'];

/** Builds the HTTP side: API, hooks, docs and the console's files. Not yet listening. */
export async function createHttpApp(foundations: Foundations): Promise<NestFastifyApplication> {
  const { env } = foundations;
  const adapter = new FastifyAdapter({
    bodyLimit: env.maxBodyBytes,
    trustProxy: env.trustProxy.length > 0 ? env.trustProxy : false,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.on(foundations), adapter, {
    logger: new NestLog(),
    rawBody: true,
    abortOnError: false,
  });
  keepRawBodies(app, '/hooks/', { body: env.maxBodyBytes, uploads: env.uploadBytes });
  await app.register(fastifyCookie);
  await app.register(fastifyMultipart, {
    limits: { fileSize: env.uploadBytes, files: 10, fields: 20, parts: 30 },
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onSend', async (request, reply) => {
    void reply.header('x-content-type-options', 'nosniff');
    void reply.header('x-request-id', request.id);
    void reply.header('referrer-policy', 'no-referrer');
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) {
      void reply.header('cache-control', 'no-store');
    }
  });
  describeApi(app);
  await serveConsole(app, env.serviceWorker);
  return app;
}

function describeApi(app: NestFastifyApplication): void {
  const config = new DocumentBuilder()
    .setTitle('Parley')
    .setDescription('Conversations of a brand: one queue for comments, emails and direct messages.')
    .setVersion('1')
    .addBearerAuth()
    .addCookieAuth('parley_session')
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, config), {
    jsonDocumentUrl: 'api/openapi.json',
  });
}

async function serveConsole(app: NestFastifyApplication, serviceWorker: boolean): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const built = existsSync(WEB);
  if (built) {
    await app.register(fastifyStatic, {
      root: WEB,
      wildcard: false,
      index: false,
      preCompressed: true,
      // Answered below, each with a policy.
      globIgnore: ['index.html', 'sw.js'],
      setHeaders: (reply, path) => {
        const immutable = path.includes('/assets/');
        void reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
        if (/\/widget\.js(\.br|\.gz)?$/.test(path)) {
          void reply.headers({
            ...EMBEDDED,
            'access-control-allow-origin': '*',
            'cross-origin-resource-policy': 'cross-origin',
          });
        }
        if (path.endsWith('/widget-preview.html')) void reply.header('content-security-policy', PREVIEW_CSP);
      },
    });
  }
  fastify.get('/sw.js', (_request, reply: FastifyReply) => {
    void reply.header('content-security-policy', WORKER_CSP).header('cache-control', 'no-cache');
    if (built && serviceWorker) return reply.sendFile('sw.js');
    return reply.type('text/javascript').send(FAREWELL);
  });
  fastify.get('/*', (request, reply: FastifyReply) => {
    const page = !NO_PAGES.some((prefix) => request.url.startsWith(prefix));
    if (page && built) {
      void reply
        .header('content-security-policy', CONSOLE_CSP)
        .header('x-frame-options', 'DENY')
        .header('cache-control', 'no-cache');
      return reply.sendFile('index.html');
    }
    const { status, problem } = problemOf(
      new AppError('not_found', `There is nothing at ${request.method} ${request.url.split('?')[0]}.`),
      request.id,
    );
    return reply.status(status).type('application/json').send(problem);
  });
}
