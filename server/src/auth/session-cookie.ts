import type { FastifyReply } from 'fastify';
import type { Env } from '../platform/config/env.js';
import { SESSION_COOKIE } from '../platform/http/caller.js';
import { SESSION_DAYS } from './sessions.service.js';

export function setSessionCookie(reply: FastifyReply, token: string, env: Env): void {
  void reply.setCookie(SESSION_COOKIE, token, { ...flags(reply, env), maxAge: SESSION_DAYS * 86_400 });
}

export function clearSessionCookie(reply: FastifyReply, env: Env): void {
  void reply.clearCookie(SESSION_COOKIE, flags(reply, env));
}

/** `lax`, because links in mails lead into the console; calls that change something are checked besides (CSRF). */
const flags = (reply: FastifyReply, env: Env) => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  // Never over plain http where people come by https, also when only the proxy in front knows that they do.
  secure: env.publicUrl.startsWith('https:') || reply.request.protocol === 'https',
  path: '/',
});
