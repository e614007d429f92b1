import { Injectable } from '@nestjs/common';
import { loggerFor } from '../platform/logging/logger.js';
import { ChannelCursors } from './channel-cursors.service.js';
import type { Settings } from './core/connector.js';
import { ConnectorRegistry } from './core/connector-registry.js';

/** Who connects a channel waits for it. */
const PATIENCE_MS = 10_000;

const log = loggerFor('channels');

/** Notes where a polled source ends when it is connected, so that what comes from then on is never taken for history. */
@Injectable()
export class ChannelBeginnings {
  constructor(
    private readonly connectors: ConnectorRegistry,
    private readonly cursors: ChannelCursors,
  ) {}

  /**
   * Looks over the network: not within a transaction. Never throws: a source that cannot be read now is connected all
   * the same, and says on the channel's page what is wrong with it.
   * @param channelId null for a channel that is being connected
   */
  async look(
    kind: string,
    channelId: string | null,
    credentials: { settings: Settings; secrets: Settings },
  ): Promise<Record<string, unknown>> {
    const { polls } = this.connectors.get(kind);
    if (polls?.begin === undefined) return {};
    const known = channelId === null ? [] : await this.cursors.names(channelId);
    try {
      return await polls.begin({ ...credentials, known, signal: AbortSignal.timeout(PATIENCE_MS) });
    } catch (error) {
      log.info(
        { err: error, kind, channelId },
        'where a source ends could not be told when it was connected',
      );
      return {};
    }
  }

  /** In the transaction that connects the channel. */
  save(channelId: string, found: Record<string, unknown>): Promise<void> {
    return this.cursors.begin(channelId, found);
  }
}
