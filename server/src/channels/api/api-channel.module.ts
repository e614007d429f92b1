import { Module } from '@nestjs/common';
import { ApiConnector } from './api.connector.js';
import { ApiFilesController } from './api-files.controller.js';

@Module({ controllers: [ApiFilesController], providers: [ApiConnector] })
export class ApiChannelModule {}
