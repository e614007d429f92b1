import { Controller, Get, HttpCode, Options, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '@nestjs/swagger';
import {
  startVisitSchema,
  threadQuerySchema,
  visitorFileSchema,
  visitorProfileSchema,
  visitorSaidSchema,
  visitorSaysSchema,
  visitorThreadSchema,
  visitSchema,
  type WidgetSettings,
  widgetSettingsSchema,
} from '@parley/shared/livechat.js';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Clock } from '../../platform/clock/clock.js';
import { Env } from '../../platform/config/env.js';
import { storable } from '../../platform/database/storable.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { AccessPublic } from '../../platform/http/access.decorator.js';
import { ApiRawBody } from '../../platform/http/raw-body.decorator.js';
import { type RawRequest, rawBodyOf } from '../../platform/http/raw-body.js';
import { EndpointFiles } from '../core/endpoint-door.js';
import { givenFilename } from '../core/given-filename.js';
import { AnswerTimes, SharedThreads } from '../core/shared-threads.js';
import { livechatManifest } from './livechat.manifest.js';
import { type OpenChat, type VisitorAct, VisitorDoor } from './visitor-door.service.js';
import { VisitorLedger } from './visitor-ledger.service.js';
import { answerTo } from './visitor-origins.service.js';
import { VisitorThreadPresenter } from './visitor-thread.presenter.js';
import type { Visitor } from './visitor-token.js';
import { VisitorVisits } from './visitor-visits.service.js';

const endpointParamSchema = z.object({ endpointId: z.string().max(100) });
type EndpointParam = z.infer<typeof endpointParamSchema>;
const fileParamSchema = endpointParamSchema.extend({ attachmentId: z.uuid() });
const fileQuerySchema = z.object({ expires: z.coerce.number().int(), signature: z.string().max(100) });

const WHY = 'the widget on allowed websites calls it; visitors have tokens of their own';
const ANY_SITE = { fromAnySite: true };
/** Words are few; what is larger is a file. */
const BODY_BYTES = 64 * 1024;
/** How long a browser need not ask again whether it may. */
const PREFLIGHT_SECONDS = 600;
/** What a browser shows and runs nothing of. */
const SHOWN_INLINE = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);

/** The visitor's side of live chat (shared/src/livechat.ts). Only allowed websites get an answer. */
@ApiTags('live chat')
@Controller('hooks/livechat/:endpointId')
export class LivechatController {
  constructor(
    private readonly door: VisitorDoor,
    private readonly visits: VisitorVisits,
    private readonly ledger: VisitorLedger,
    private readonly threads: SharedThreads,
    private readonly files: EndpointFiles,
    private readonly times: AnswerTimes,
    private readonly presenter: VisitorThreadPresenter,
    private readonly env: Env,
    private readonly clock: Clock,
  ) {}

  @Options([':what', ':what/:id'])
  @HttpCode(204)
  @AccessPublic(WHY, ANY_SITE)
  @ApiNoContentResponse({ description: 'A browser may call from this website.' })
  async preflight(
    @Param({ schema: endpointParamSchema }) param: EndpointParam,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.enter(param, request, reply, false);
    void reply
      .header('access-control-allow-methods', 'GET, POST, PUT')
      .header('access-control-allow-headers', 'authorization, content-type, x-filename')
      .header('access-control-max-age', String(PREFLIGHT_SECONDS));
  }

  @Get('settings')
  @AccessPublic(WHY, ANY_SITE)
  @ApiOkResponse({ standardSchema: widgetSettingsSchema })
  async settings(
    @Param({ schema: endpointParamSchema }) param: EndpointParam,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WidgetSettings> {
    const chat = await this.enter(param, request, reply, true);
    this.door.count(chat, 'look', request.ip);
    const { usualMs, soon, opensAt } = await this.times.of(chat.channel);
    const { colour, greeting, languages, side, unsigned } = chat.settings;
    const { textLength, attachments, attachmentBytes, attachmentTypes } = livechatManifest.limits;
    return {
      name: chat.channel.name,
      colour,
      greeting,
      languages,
      side,
      limits: {
        textLength: textLength ?? 0,
        attachments,
        attachmentBytes: Math.min(attachmentBytes, this.env.uploadBytes),
        attachmentTypes,
      },
      usuallyAnswersInMs: usualMs,
      answersSoon: soon,
      opensAt: opensAt?.toISOString() ?? null,
      followsUpByEmail: typeof chat.channel.settings.followUpChannel === 'string',
      needsIdentity: !unsigned,
    };
  }

  @Post('visits')
  @HttpCode(200)
  @AccessPublic(WHY, ANY_SITE)
  @ApiRawBody(startVisitSchema)
  @ApiOkResponse({ standardSchema: visitSchema })
  async visit(
    @Param({ schema: endpointParamSchema }) param: EndpointParam,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const chat = await this.enter(param, request, reply, false);
    this.door.count(chat, 'visit', request.ip);
    const { value } = await bodyOf(request, startVisitSchema);
    return this.visits.start(chat, value);
  }

  @Post('messages')
  @HttpCode(200)
  @AccessPublic(WHY, ANY_SITE)
  @ApiBearerAuth()
  @ApiRawBody(visitorSaysSchema)
  @ApiOkResponse({ standardSchema: visitorSaidSchema, description: 'On disk: it will not be lost.' })
  async says(
    @Param({ schema: endpointParamSchema }) param: EndpointParam,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { chat, visitor } = await this.known(param, request, reply, 'say');
    const { value, bytes } = await bodyOf(request, visitorSaysSchema);
    if (value.text.trim() === '' && value.uploadIds.length === 0) {
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['text'], message: 'there is nothing in it' }],
      });
    }
    const at = await this.ledger.says(chat, visitor, value, bytes);
    return { clientId: value.clientId, acceptedAt: at.toISOString() };
  }

  @Put('profile')
  @HttpCode(204)
  @AccessPublic(WHY, ANY_SITE)
  @ApiBearerAuth()
  @ApiRawBody(visitorProfileSchema)
  @ApiNoContentResponse({ description: 'On disk.' })
  async profile(
    @Param({ schema: endpointParamSchema }) param: EndpointParam,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { chat, visitor } = await this.known(param, request, reply, 'say');
    const { bytes } = await bodyOf(request, visitorProfileSchema);
    await this.ledger.requireWelcome(chat, visitor);
    await this.ledger.profile(chat, visitor, bytes);
  }

  @Post('files')
  @HttpCode(200)
  @AccessPublic(WHY, ANY_SITE)
  @ApiBearerAuth()
  @ApiHeader({ name: 'x-filename', description: 'Percent-encoded where it is not plain ASCII.' })
  @ApiConsumes('*/*')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiOkResponse({ standardSchema: visitorFileSchema })
  async bring(
    @Param({ schema: endpointParamSchema }) param: EndpointParam,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { chat, visitor } = await this.known(param, request, reply, 'file');
    await this.ledger.requireWelcome(chat, visitor);
    const limit = Math.min(livechatManifest.limits.attachmentBytes, this.env.uploadBytes);
    const content = await rawBodyOf(request, limit);
    if (content.length > limit) throw new AppError('too_large', 'The file is too large.');
    if (content.length === 0) throw new AppError('invalid_request', 'The file is empty.');
    const name = request.headers['x-filename'];
    const uploadId = await this.files.keep(
      { id: chat.id, brandId: chat.channel.brandId },
      {
        filename: givenFilename(Array.isArray(name) ? name[0] : name),
        contentType: request.headers['content-type']?.slice(0, 200) ?? 'application/octet-stream',
        content,
      },
    );
    return { uploadId };
  }

  @Get('files/:attachmentId')
  @AccessPublic('the link is signed and expires', ANY_SITE)
  @ApiOkResponse({ description: 'The bytes of the file.' })
  async file(
    @Param({ schema: fileParamSchema }) param: z.infer<typeof fileParamSchema>,
    @Query({ schema: fileQuerySchema }) query: z.infer<typeof fileQuerySchema>,
    @Req() request: RawRequest,
    @Res() reply: FastifyReply,
  ) {
    const chat = await this.enter(param, request, reply, true);
    if (!this.presenter.links.isGood({ ...param, ...query }, this.clock.now()))
      throw new AppError('invalid_signature', 'The link is not good any more.');
    const file = await this.files.open(chat.channel, param.attachmentId, 'both');
    if (file === undefined) throw notFound('The file');
    const inline = SHOWN_INLINE.has(file.contentType.toLowerCase());
    const place = inline ? 'inline' : 'attachment';
    return reply
      .header('content-type', inline ? file.contentType : 'application/octet-stream')
      .header('content-length', file.size)
      .header('content-disposition', `${place}; filename*=UTF-8''${encodeURIComponent(file.filename)}`)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('cache-control', 'private, max-age=3600')
      .send(file.content);
  }

  @Get('thread')
  @AccessPublic(WHY, ANY_SITE)
  @ApiBearerAuth()
  @ApiOkResponse({ standardSchema: visitorThreadSchema })
  async thread(
    @Param({ schema: endpointParamSchema }) param: EndpointParam,
    @Query({ schema: threadQuerySchema }) query: z.infer<typeof threadQuerySchema>,
    @Req() request: RawRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { chat, visitor } = await this.known(param, request, reply, 'look');
    const page = {
      ...(query.after === undefined ? {} : { after: query.after }),
      ...(query.before === undefined ? {} : { before: query.before }),
    };
    const thread = await this.threads.read(this.ledger.threadOf(chat, visitor), page);
    return this.presenter.thread({ endpointId: chat.id, name: chat.channel.name }, thread);
  }

  /** CORS: whoever may not call gets no header, and so the page no answer. */
  private async enter(
    { endpointId }: EndpointParam,
    request: RawRequest,
    reply: FastifyReply,
    harmless: boolean,
  ): Promise<OpenChat> {
    void reply.header('vary', 'origin').header('cache-control', 'no-store');
    const chat = await this.door.open(endpointId);
    const origin = this.door.checkOrigin(chat, request.headers, harmless);
    if (origin !== null) answerTo(reply, origin);
    return chat;
  }

  private async known(
    param: EndpointParam,
    request: RawRequest,
    reply: FastifyReply,
    act: VisitorAct,
  ): Promise<{ chat: OpenChat; visitor: Visitor }> {
    const chat = await this.enter(param, request, reply, act === 'look');
    const visitor = this.door.visitor(chat, request.headers.authorization);
    this.door.count(chat, act, request.ip, visitor);
    return { chat, visitor };
  }
}

/** Bodies below /hooks/ come as the bytes they are. @throws AppError invalid_request, too_large */
async function bodyOf<T extends z.ZodType>(
  request: RawRequest,
  schema: T,
): Promise<{ value: z.infer<T>; bytes: Buffer }> {
  const bytes = await rawBodyOf(request, BODY_BYTES);
  if (bytes.length > BODY_BYTES) throw new AppError('too_large', 'The body is too large.');
  let json: unknown;
  try {
    json = storable(JSON.parse(bytes.toString('utf8')));
  } catch (cause) {
    throw new AppError('invalid_request', 'The body is not JSON.', { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data, bytes };
  throw new AppError('invalid_request', 'The request does not fit.', {
    issues: parsed.error.issues.map(({ path, message }) => ({
      path: path.map((part) => (typeof part === 'number' ? part : String(part))),
      message,
    })),
  });
}
