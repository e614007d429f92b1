import { Module } from '@nestjs/common';
import { EchoConnector } from './echo.connector.js';

@Module({ providers: [EchoConnector] })
export class EchoModule {}
