import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Jobs } from './jobs.js';
import { QueueBackend } from './queue-backend.js';
import { TaskRepository } from './task.repository.js';
import { Tasks } from './tasks.js';
import { Ticker } from './ticker.js';

@Global()
@Module({})
export class QueueModule {
  static with(backend: QueueBackend): DynamicModule {
    return {
      module: QueueModule,
      providers: [{ provide: QueueBackend, useValue: backend }, Jobs, TaskRepository, Tasks, Ticker],
      exports: [QueueBackend, Jobs, Tasks, Ticker],
    };
  }
}
