import {
  type DynamicModule,
  Global,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Database } from './database.js';

/** The connected data source, made before Nest starts (see main.ts). */
export const DATA_SOURCE = Symbol('DATA_SOURCE');

@Injectable()
class DatabaseShutdown implements OnApplicationShutdown {
  constructor(@Inject(DATA_SOURCE) private readonly source: DataSource) {}

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

@Global()
@Module({})
export class DatabaseModule {
  static with(source: DataSource): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [
        { provide: DATA_SOURCE, useValue: source },
        { provide: Database, useValue: new Database(source) },
        DatabaseShutdown,
      ],
      exports: [DATA_SOURCE, Database],
    };
  }
}
