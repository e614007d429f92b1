import { Controller, Get, Headers, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { attachmentSchema } from '@parley/shared/messages.js';
import { idParamSchema } from '@parley/shared/page.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../platform/errors/app-error.js';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { sendFile } from '../../platform/http/file-answer.js';
import { Storage } from '../../platform/storage/storage.js';
import { AttachmentsService } from './attachments.service.js';

const downloadSchema = z.object({ download: z.enum(['0', '1']).default('0') });
const file = { type: 'string', format: 'binary' } as const;

@ApiTags('files')
@Controller('api/v1')
export class AttachmentsController {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly storage: Storage,
  ) {}

  @Post('attachments')
  @Access('conversations.reply')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', properties: { file }, required: ['file'] } })
  @ApiCreatedResponse({ standardSchema: attachmentSchema })
  async upload(@CurrentCaller() { seat }: Member, @Req() request: FastifyRequest) {
    if (!request.isMultipart())
      throw new AppError('unsupported_media_type', 'Files are sent as multipart/form-data.');
    const part = await request.file();
    if (part === undefined)
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['file'], message: 'There is no file in the request.' }],
      });
    return this.attachments.upload(seat, {
      filename: part.filename,
      contentType: part.mimetype,
      content: part.file,
    });
  }

  @Get('attachments/:id')
  @Access('conversations.read')
  @ApiOkResponse({
    description: 'The file, or the range that was asked for',
    content: { '*/*': { schema: file } },
  })
  async open(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Query({ schema: downloadSchema }) { download }: z.infer<typeof downloadSchema>,
    @Headers() { range, 'if-none-match': ifNoneMatch }: Record<string, string>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const found = await this.attachments.open(seat, id, download === '1');
    await sendFile(reply, this.storage, found, { range, ifNoneMatch });
  }

  @Get('messages/:id/raw')
  @Access('conversations.read')
  @ApiOkResponse({ description: 'The mail as it came', content: { 'message/rfc822': { schema: file } } })
  async raw(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Headers() { range }: Record<string, string>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendFile(reply, this.storage, await this.attachments.raw(seat, id), { range });
  }
}
