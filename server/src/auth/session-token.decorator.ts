import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { SESSION_COOKIE } from '../platform/http/caller.js';

/** The token of the session cookie the browser sent; null when it sent none. Says nothing about its validity. */
export const SessionToken = createParamDecorator((_: unknown, context: ExecutionContext): string | null => {
  const { cookies } = context.switchToHttp().getRequest<FastifyRequest>();
  return cookies?.[SESSION_COOKIE] ?? null;
});
