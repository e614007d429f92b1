import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';

/** A request as it stands after its body was read. */
export type RawRequest = FastifyRequest & { rawBody?: Buffer };

/**
 * Bodies below `prefix` are left as the bytes they are, whatever their content type says: what is signed is the
 * bytes. Everywhere else JSON is parsed and other types are refused (multipart has a reader of its own).
 * @param limits bytes; `uploads` for addresses that end in `/uploads` or `/files`
 */
export function keepRawBodies(
  app: NestFastifyApplication,
  prefix: string,
  limits: { body: number; uploads: number },
): void {
  const parseJson = app.getHttpAdapter().getInstance().getDefaultJsonParser('error', 'error');
  const bodyLimit = Math.max(limits.body, limits.uploads);
  const isRaw = (request: FastifyRequest) => request.url.startsWith(prefix);
  const fits = (request: FastifyRequest, body: Buffer) =>
    body.length <= limits.body || (isRaw(request) && /\/(?:uploads|files)(?:\?|$)/.test(request.url));
  type Done = (error: Error | null, body?: unknown) => void;

  const json = (request: FastifyRequest, body: Buffer, done: Done) => {
    if (!fits(request, body)) return done(tooLarge());
    if (isRaw(request)) return done(null, body);
    // Clients that always name the type send it with nothing, too: a route that needs a body says so itself.
    if (body.length === 0) return done(null, undefined);
    return parseJson(request, body.toString('utf8'), done);
  };
  const other = (request: FastifyRequest, body: Buffer, done: Done) => {
    if (!isRaw(request)) {
      return done(new AppError('unsupported_media_type', 'Send JSON (content-type: application/json).'));
    }
    return fits(request, body) ? done(null, body) : done(tooLarge());
  };
  app.useBodyParser('application/json', { bodyLimit }, json as never);
  // Fastify has a parser of its own for text/plain, which the catch-all does not replace.
  app.useBodyParser(['text/plain', '*'], { bodyLimit }, other as never);
}

/** The body as it came, of a type that no parser took too (multipart). @throws AppError too_large */
export async function rawBodyOf(request: RawRequest, limit: number): Promise<Buffer> {
  if (request.rawBody !== undefined) return request.rawBody;
  if (Buffer.isBuffer(request.body)) return request.body;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.raw as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = () => new AppError('too_large', 'The body is too large.');
