import { Module } from '@nestjs/common';
import { ChannelsCoreModule } from './core/core.module.js';

/** The channel kinds of this installation: the only line outside their folders that names them. */
const kinds: never[] = [];

@Module({ imports: [ChannelsCoreModule, ...kinds] })
export class ChannelsModule {}
