import { Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { Env } from '../../platform/config/env.js';
import { SecretBox } from '../../platform/crypto/secret-box.js';
import { signatureFault } from '../../platform/crypto/webhook-signature.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { AccessPublic } from '../../platform/http/access.decorator.js';
import { type RawRequest, rawBodyOf } from '../../platform/http/raw-body.js';
import { EndpointDoor, EndpointFiles } from '../core/endpoint-door.js';
import { FileLinks } from '../core/file-link.js';
import { givenFilename } from '../core/given-filename.js';
import { API_FILE_LINKS, API_KIND } from './api.manifest.js';

const endpointParamSchema = z.object({ endpointId: z.string().max(100) });
const fileParamSchema = endpointParamSchema.extend({ attachmentId: z.uuid() });
const fileQuerySchema = z.object({
  expires: z.coerce.number().int(),
  signature: z.string().max(100),
});
const uploadedSchema = z.object({ uploadId: z.uuid() }).meta({ id: 'ApiUpload' });

/** Files of the API channel: brought along before a message names them, and fetched with an answer. */
@ApiTags('api channel')
@Controller('hooks/api/:endpointId')
export class ApiFilesController {
  private readonly links: FileLinks;

  constructor(
    private readonly door: EndpointDoor,
    private readonly files: EndpointFiles,
    private readonly clock: Clock,
    private readonly env: Env,
    box: SecretBox,
  ) {
    this.links = new FileLinks(box, API_FILE_LINKS);
  }

  @Post('uploads')
  @HttpCode(200)
  @AccessPublic('the sending system signs the bytes', { fromAnySite: true })
  @ApiHeader({ name: 'webhook-signature', required: true, description: 'Standard Webhooks, over the bytes.' })
  @ApiHeader({ name: 'x-filename', description: 'Percent-encoded where it is not plain ASCII.' })
  @ApiConsumes('*/*')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ standardSchema: uploadedSchema })
  async upload(
    @Param({ schema: endpointParamSchema }) { endpointId }: z.infer<typeof endpointParamSchema>,
    @Req() request: RawRequest,
  ) {
    const endpoint = await this.open(endpointId);
    const body = await rawBodyOf(request, this.env.uploadBytes);
    const header = (name: string) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    const fault = signatureFault(
      {
        id: header('webhook-id'),
        timestamp: header('webhook-timestamp'),
        signature: header('webhook-signature'),
      },
      body,
      endpoint.secrets(this.clock.now()),
      this.clock.now(),
    );
    if (fault !== null) throw new AppError('invalid_signature', fault);
    if (body.length === 0) throw new AppError('invalid_request', 'The file is empty.');
    const uploadId = await this.files.keep(
      { id: endpoint.id, brandId: endpoint.channel.brandId },
      {
        filename: givenFilename(header('x-filename')),
        contentType: header('content-type')?.slice(0, 200) ?? 'application/octet-stream',
        content: body,
      },
    );
    return { uploadId };
  }

  @Get('files/:attachmentId')
  @AccessPublic('the link is signed and expires', { fromAnySite: true })
  @ApiOkResponse({ description: 'The bytes of the file.' })
  async file(
    @Param({ schema: fileParamSchema }) { endpointId, attachmentId }: z.infer<typeof fileParamSchema>,
    @Query({ schema: fileQuerySchema }) query: z.infer<typeof fileQuerySchema>,
    @Res() reply: FastifyReply,
  ) {
    const { channel } = await this.open(endpointId);
    if (!this.links.isGood({ endpointId, attachmentId, ...query }, this.clock.now())) {
      throw new AppError('invalid_signature', 'The link is not good any more.');
    }
    const file = await this.files.open(channel, attachmentId);
    if (file === undefined) throw notFound('The file');
    return reply
      .header('content-type', file.contentType)
      .header('content-length', file.size)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}`)
      .header('content-security-policy', 'sandbox')
      .header('cache-control', 'private, no-store')
      .send(file.content);
  }

  private async open(endpointId: string) {
    const endpoint = await this.door.find(API_KIND, endpointId);
    if (endpoint?.channel == null) throw notFound('The endpoint');
    return { ...endpoint, channel: endpoint.channel };
  }
}
