import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type Problem, type ProblemCode, problemStatus } from '@parley/shared/problem.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sqlState } from '../database/database.js';
import { AppError } from '../errors/app-error.js';
import { loggerFor } from '../logging/logger.js';

const log = loggerFor('http');

const codeOfStatus: Record<number, ProblemCode> = {
  400: 'invalid_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
  503: 'unavailable',
};

/** Turns whatever was thrown into the problem body. Nothing of an unexpected error leaves the house. */
export function problemOf(
  error: unknown,
  requestId: string,
): { status: number; problem: Problem; retryAfterMs?: number } {
  if (error instanceof AppError) {
    return {
      status: error.status,
      retryAfterMs: error.retryAfterMs,
      problem: {
        code: error.code,
        message: error.message,
        ...(error.issues ? { issues: error.issues } : {}),
        ...(error.details ? { details: error.details } : {}),
        requestId,
      },
    };
  }
  const status =
    error instanceof HttpException
      ? error.getStatus()
      : (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const code = codeOfStatus[status] ?? 'invalid_request';
    const message = error instanceof Error ? error.message : 'The request does not fit.';
    return { status: problemStatus[code], problem: { code, message, requestId } };
  }
  // 53100 disk_full, 53300 too_many_connections, 57P0x the server goes down, 08xxx the connection broke.
  const state = sqlState(error) ?? '';
  if (state === '53100' || state === 'ENOSPC') {
    return {
      status: 507,
      problem: { code: 'storage_full', message: 'The disk is full: nothing was stored.', requestId },
    };
  }
  if (/^(08|53|57P)/.test(state) || state === 'ECONNREFUSED') {
    return {
      status: 503,
      problem: { code: 'unavailable', message: 'The database does not answer. Try again soon.', requestId },
    };
  }
  return {
    status: 500,
    problem: { code: 'internal', message: 'Something went wrong on our side.', requestId },
  };
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { status, problem, retryAfterMs } = problemOf(error, request.id);
    if (status >= 500)
      log.error({ err: error, requestId: request.id, route: request.routeOptions?.url }, 'request failed');
    if (retryAfterMs !== undefined)
      void reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
    void reply.status(status).type('application/json').send(problem);
  }
}
