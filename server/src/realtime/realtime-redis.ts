import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis } from 'ioredis';
import { loggerFor } from '../platform/logging/logger.js';

const log = loggerFor('realtime');

/** About so many events can be caught up on after a short loss of Redis; older ones are gone, clients refetch. */
const STREAM_LENGTH = 10_000;

/**
 * The adapter that lets processes emit to each other's sockets. Commands wait while Redis is away, so that its
 * reader does not spin.
 */
export async function connectAdapter(redisUrl: string) {
  const redis = new RealtimeRedis(redisUrl, {
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
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
  return { adapter, end: () => redis.disconnect() };
}

/** The adapter lets go of the promise of a publish: its failure must not end the process. */
class RealtimeRedis extends Redis {
  override publish(...args: Parameters<Redis['publish']>): Promise<number> {
    return super.publish(...args).catch((error: unknown) => {
      log.warn({ err: error }, 'a message to the other processes was lost');
      return 0;
    });
  }
}
