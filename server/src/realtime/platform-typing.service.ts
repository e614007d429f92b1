import { Injectable } from '@nestjs/common';
import { ChannelDirectory } from '../channels/channel-directory.service.js';
import { ConnectorRegistry } from '../channels/core/connector-registry.js';
import { SharedThreadsService } from '../conversations/shared-threads/shared-threads.service.js';
import { loggerFor } from '../platform/logging/logger.js';

const TIMEOUT_MS = 5_000;
const REMEMBERED = 1_000;

const log = loggerFor('realtime');

/** Shows people on other platforms that somebody writes them a reply, where their platform can. Whatever fails is let go. */
@Injectable()
export class PlatformTyping {
  /** When it is worth saying again, by conversation. */
  private readonly notBefore = new Map<string, number>();

  constructor(
    private readonly threads: SharedThreadsService,
    private readonly directory: ChannelDirectory,
    private readonly connectors: ConnectorRegistry,
  ) {}

  async show(brandId: string, conversationId: string): Promise<void> {
    const now = performance.now();
    if ((this.notBefore.get(conversationId) ?? 0) > now) return;
    if (this.notBefore.size > REMEMBERED) this.notBefore.clear();
    // Until it is known how long it shows: nobody asks the database with every key that is pressed.
    this.notBefore.set(conversationId, now + TIMEOUT_MS);
    try {
      const conversation = await this.threads.conversation(brandId, conversationId);
      if (conversation === undefined || conversation.externalId === null) return;
      const channel = await this.directory.recall(conversation.channelId);
      if (channel === undefined || channel.removedAt !== null || channel.status === 'paused') return;
      const { typing } = this.connectors.get(channel.kind);
      if (typing === undefined) return;
      this.notBefore.set(conversationId, now + typing.lastsMs);
      const open = await this.directory.open(channel);
      await typing.showTyping(open, conversation.externalId, AbortSignal.timeout(TIMEOUT_MS));
    } catch (error) {
      log.info({ err: error, conversationId }, 'a platform did not show that somebody writes');
    }
  }
}
