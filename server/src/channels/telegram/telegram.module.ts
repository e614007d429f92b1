import { Module } from '@nestjs/common';
import { BotApi } from './bot-api.client.js';
import { BotFiles } from './bot-files.js';
import { SendPace } from './send-pace.js';
import { TelegramConnector } from './telegram.connector.js';
import { TelegramSends } from './telegram-sends.js';
import { UpdateSource } from './update-source.js';

@Module({ providers: [BotApi, BotFiles, SendPace, TelegramSends, UpdateSource, TelegramConnector] })
export class TelegramModule {}
