import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LIVECHAT_KIND } from './livechat.manifest.js';
import { VisitorDoor } from './visitor-door.service.js';

const PATH = new RegExp(`^/hooks/${LIVECHAT_KIND}/([^/?]+)/`);

/** Lets the page of this origin read the answer (CORS). */
export function answerTo(reply: FastifyReply, origin: string): void {
  void reply
    .header('access-control-allow-origin', origin)
    .header('access-control-expose-headers', 'retry-after, x-request-id');
}

/**
 * Says who may read an answer before a body is read: what is refused for its size never comes to a route, and a page
 * that may not read the refusal takes it for a lost line and tries again.
 */
@Injectable()
export class VisitorOrigins implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly door: VisitorDoor,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter?.getInstance<FastifyInstance | undefined>();
    fastify?.addHook('onRequest', async (request, reply) => this.name(request, reply));
  }

  private async name(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const endpointId = request.method === 'POST' ? PATH.exec(request.url)?.[1] : undefined;
    if (endpointId === undefined || request.headers.origin === undefined) return;
    try {
      const chat = await this.door.open(endpointId);
      answerTo(reply, this.door.checkOrigin(chat, request.headers, false) ?? request.headers.origin);
    } catch {
      // The route refuses it in its own words, and this page may not read them.
    }
  }
}
