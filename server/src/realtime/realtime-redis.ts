import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { loggerFor } from '../platform/logging/logger.js';

const log = loggerFor('realtime');

/** About so many events can be caught up on after a short loss of Redis; older ones are gone, clients refetch. */
const STREAM_LENGTH = 10_000;

/** For what is still on its way to Redis when everything ends. */
const LAST_WORDS_MS = 200;

/**
 * The adapter that lets processes emit to each other's sockets. Commands wait while Redis is away, so that its
 * reader does not spin.
 */
export async function connectAdapter(redisUrl: string) {
  const redis = new RealtimeRedis(redisUrl, {
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
    disconnectTimeout: LAST_WORDS_MS,
  });
  redis.on('error', (error) => log.warn({ err: error }, 'redis'));
  await redis.connect();
  const adapter = createAdapter(redis, {
    streamName: 'parley:realtime',
    channelPrefix: 'parley:realtime',
    maxLen: STREAM_LENGTH,
    blockTimeInMs: 1_000,
    onlyPlaintext: true,
  });
  return { adapter, end: () => redis.endAll() };
}

class RealtimeRedis extends Redis {
  private readonly copies: Redis[] = [];

  /** The adapter reads on connections of its own. */
  override duplicate(...args: Parameters<Redis['duplicate']>): Redis {
    const copy = super.duplicate(...args);
    this.copies.push(copy);
    return copy;
  }

  /**
   * Ends every connection. The adapter's own end waits for a read that never comes back while Redis is away, and would
   * go on trying to reach it for ever.
   */
  endAll(): void {
    for (const redis of [...this.copies, this]) redis.disconnect();
  }

  /** The adapter lets go of the promise of a publish: its failure must not end the process. */
  override publish(...args: Parameters<Redis['publish']>): Promise<number> {
    return super.publish(...args).catch((error: unknown) => {
      log.warn({ err: error }, 'a message to the other processes was lost');
      return 0;
    });
  }
}
