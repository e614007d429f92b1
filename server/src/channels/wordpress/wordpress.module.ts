import { Module } from '@nestjs/common';
import { CommentModeration } from './comment-moderation.js';
import { CommentSource } from './comment-source.js';
import { PluginController } from './plugin.controller.js';
import { SiteApi } from './site.client.js';
import { SitePosts } from './site-posts.js';
import { WordPressConnector } from './wordpress.connector.js';
import { WordPressSends } from './wordpress-sends.js';

@Module({
  controllers: [PluginController],
  providers: [SiteApi, CommentSource, CommentModeration, SitePosts, WordPressSends, WordPressConnector],
})
export class WordPressModule {}
