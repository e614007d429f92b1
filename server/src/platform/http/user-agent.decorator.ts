import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The caller's User-Agent header, cut at 300 characters; null when it sends none. */
export const UserAgent = createParamDecorator((_: unknown, context: ExecutionContext): string | null => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return headers['user-agent']?.slice(0, 300) ?? null;
});
