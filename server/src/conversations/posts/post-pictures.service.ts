import { Injectable } from '@nestjs/common';
import { notFound } from '../../platform/errors/app-error.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { RemoteImages } from '../remote-images/remote-images.service.js';
import { PostsService } from './posts.service.js';

/** Pictures of posts, fetched by us: the console calls nobody else, and nobody learns who looks. */
@Injectable()
export class PostPictures {
  constructor(
    private readonly posts: PostsService,
    private readonly images: RemoteImages,
  ) {}

  /** @throws AppError not_found, channel_failed where there is no picture any more */
  async fetch(seat: CallerSeat, postId: string): Promise<{ contentType: string; bytes: Buffer }> {
    const { imageUrl } = await this.posts.require(seat, postId);
    if (imageUrl === null) throw notFound('The picture');
    return this.images.picture(imageUrl);
  }
}
