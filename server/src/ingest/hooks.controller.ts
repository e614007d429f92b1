import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Env } from '../platform/config/env.js';
import { AccessPublic } from '../platform/http/access.decorator.js';
import { type RawRequest, rawBodyOf } from '../platform/http/raw-body.js';
import { HooksService } from './hooks.service.js';

const hookParamSchema = z.object({ kind: z.string().max(40), endpointId: z.string().max(100) });
type HookParam = z.infer<typeof hookParamSchema>;
const hookAnswerSchema = z.object({ ok: z.literal(true) }).meta({ id: 'HookAccepted' });

@ApiTags('hooks')
@Controller('hooks/:kind/:endpointId')
export class HooksController {
  constructor(
    private readonly hooks: HooksService,
    private readonly env: Env,
  ) {}

  @Post()
  @AccessPublic('platforms sign what they deliver; the connector verifies it', { fromAnySite: true })
  @ApiOkResponse({ standardSchema: hookAnswerSchema, description: 'Stored: it will not be lost.' })
  receive(
    @Param({ schema: hookParamSchema }) param: HookParam,
    @Req() request: RawRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer('POST', param, request, reply);
  }

  @Get()
  @AccessPublic('some platforms verify an endpoint by a challenge', { fromAnySite: true })
  @ApiOkResponse({ description: "The platform's challenge, where it asks one." })
  challenge(
    @Param({ schema: hookParamSchema }) param: HookParam,
    @Req() request: RawRequest,
    @Res() reply: FastifyReply,
  ) {
    return this.answer('GET', param, request, reply);
  }

  private async answer(method: 'GET' | 'POST', param: HookParam, request: RawRequest, reply: FastifyReply) {
    const answer = await this.hooks.receive(param.kind, param.endpointId, {
      method,
      headers: singleValues(request.headers),
      query: singleValues(request.query as Record<string, unknown>),
      body: method === 'GET' ? Buffer.alloc(0) : await rawBodyOf(request, this.env.maxBodyBytes),
    });
    return reply.status(answer.status).type(answer.contentType).send(answer.body);
  }
}

/** Repeated headers and query fields count by their first value. */
function singleValues(fields: Record<string, unknown>): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') result[name] = first;
  }
  return result;
}
