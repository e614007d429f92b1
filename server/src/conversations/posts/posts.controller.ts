import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { idParamSchema, pageOf } from '@parley/shared/page.js';
import {
  type CommentsQuery,
  commentsQuerySchema,
  type PostsQuery,
  postCommentSchema,
  postSummarySchema,
  postsQuerySchema,
} from '@parley/shared/posts.js';
import type { FastifyReply } from 'fastify';
import { Access, CurrentCaller } from '../../platform/http/access.decorator.js';
import type { Member } from '../../platform/http/caller.js';
import { PostPictures } from './post-pictures.service.js';
import { PostsService } from './posts.service.js';

@ApiTags('posts')
@Controller('api/v1/posts')
export class PostsController {
  constructor(
    private readonly posts: PostsService,
    private readonly pictures: PostPictures,
  ) {}

  @Get()
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: pageOf(postSummarySchema) })
  page(@CurrentCaller() { seat }: Member, @Query({ schema: postsQuerySchema }) query: PostsQuery) {
    return this.posts.page(seat, query);
  }

  @Get(':id')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: postSummarySchema })
  one(@CurrentCaller() { seat }: Member, @Param({ schema: idParamSchema }) { id }: { id: string }) {
    return this.posts.get(seat, id);
  }

  @Get(':id/comments')
  @Access('conversations.read')
  @ApiOkResponse({ standardSchema: pageOf(postCommentSchema) })
  comments(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Query({ schema: commentsQuerySchema }) query: CommentsQuery,
  ) {
    return this.posts.comments(seat, id, query);
  }

  @Get(':id/picture')
  @Access('conversations.read')
  @ApiOkResponse({ description: 'The picture, fetched by the server', content: { 'image/*': {} } })
  async picture(
    @CurrentCaller() { seat }: Member,
    @Param({ schema: idParamSchema }) { id }: { id: string },
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { contentType, bytes } = await this.pictures.fetch(seat, id);
    await reply
      .type(contentType)
      .header('cache-control', 'private, max-age=86400')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .send(bytes);
  }
}
