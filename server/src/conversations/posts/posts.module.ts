import { Global, Module } from '@nestjs/common';
import { RemoteImagesModule } from '../remote-images/remote-images.module.js';
import { PostPictures } from './post-pictures.service.js';
import { PostsController } from './posts.controller.js';
import { PostsRepository } from './posts.repository.js';
import { PostsService } from './posts.service.js';

/** Posts, and the comments under them in every order they are read in. */
@Global()
@Module({
  imports: [RemoteImagesModule],
  controllers: [PostsController],
  providers: [PostPictures, PostsRepository, PostsService],
  exports: [PostsService],
})
export class PostsModule {}
