import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { idParamSchema } from '@parley/shared/page.js';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { RemoteImages } from './remote-images.service.js';

const querySchema = z.object({ url: z.url({ protocol: /^https?$/ }).max(4_000) });

@ApiTags('messages')
@Controller('api/v1/messages')
export class RemoteImagesController {
  constructor(private readonly images: RemoteImages) {}

  @Get(':id/remote-image')
  @Access('conversations.read')
  @ApiOkResponse({ description: 'The picture, fetched by the server', content: { 'image/*': {} } })
  async image(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Query({ schema: querySchema }) { url }: z.infer<typeof querySchema>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { contentType, bytes } = await this.images.fetch(seat, id, url);
    await reply
      .type(contentType)
      .header('cache-control', 'private, max-age=86400')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(bytes);
  }
}
