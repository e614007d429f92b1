import { Global, Module } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { DurableRateLimiter } from './durable-rate-limiter.js';
import { RateLimiter } from './rate-limiter.js';

/** Needs a `Database` that is provided globally. */
@Global()
@Module({
  providers: [
    { provide: RateLimiter, useFactory: () => new RateLimiter() },
    {
      provide: DurableRateLimiter,
      inject: [Database],
      useFactory: (database: Database) => new DurableRateLimiter(database),
    },
  ],
  exports: [RateLimiter, DurableRateLimiter],
})
export class RateLimitModule {}
