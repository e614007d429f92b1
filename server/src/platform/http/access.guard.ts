import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Env } from '../config/env.js';
import { AppError } from '../errors/app-error.js';
import { ACCESS_RULE, type AccessRule } from './access.decorator.js';
import { Authenticator, type Caller, SESSION_COOKIE } from './caller.js';
import { isFromAnotherSite } from './other-sites.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lets a call through when it fits the route's access rule; a route without one is closed to everybody. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly env: Env,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.get<AccessRule | undefined>(ACCESS_RULE, context.getHandler());
    if (rule === undefined) throw new AppError('forbidden', 'This route states no access rule.');
    const request = context.switchToHttp().getRequest<FastifyRequest & { caller?: Caller }>();
    const changes = !SAFE.has(request.method);
    if (rule.kind === 'public') {
      if (changes && !rule.fromAnySite) this.refuseOtherSites(request);
      return true;
    }
    const bearer = bearerOf(request.headers.authorization);
    const caller = await this.authenticator.authenticate({
      bearer,
      sessionToken: bearer === null ? (request.cookies?.[SESSION_COOKIE] ?? null) : null,
      brandId: headerOf(request.headers['parley-brand']),
      ip: request.ip,
      userAgent: headerOf(request.headers['user-agent']),
    });
    if (caller === null) throw new AppError('unauthenticated', 'Sign in first.');
    if (caller.sessionId !== null && changes) this.refuseOtherSites(request);
    if (caller.tokenId !== null && !rule.tokens) {
      throw new AppError('forbidden', 'This is for people who are signed in, not for API tokens.');
    }
    if (rule.kind === 'permission') {
      if (caller.seat === null) throw new AppError('forbidden', 'You have no seat in a brand.');
      if (!caller.permissions.has(rule.permission)) {
        throw new AppError('forbidden', `This needs the right "${rule.permission}".`);
      }
    }
    request.caller = caller;
    return true;
  }

  /** CSRF: the cookie goes along from any page, so browsers' word on which page it was is asked for. */
  private refuseOtherSites({ headers }: FastifyRequest): void {
    if (!isFromAnotherSite(headers, this.env.publicUrl)) return;
    throw new AppError('cross_site_request', 'Pages of other sites may not do this.');
  }
}

function bearerOf(header: string | undefined): string | null {
  const match = /^Bearer +(\S+)$/i.exec(header ?? '');
  return match?.[1] ?? null;
}

const headerOf = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) ?? null;
