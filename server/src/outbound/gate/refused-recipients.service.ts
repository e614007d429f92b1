import { Injectable } from '@nestjs/common';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { Database } from '../../platform/database/database.js';
import type { RefusedRecipient, Reply, SendDetails } from './reply.js';
import type { ReplyChange } from './reply.repository.js';

/**
 * A reply that was taken for some of its recipients only: it was sent, and answers none of those it was refused for.
 */
@Injectable()
export class RefusedRecipients {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelDirectory,
    private readonly registry: ConnectorRegistry,
  ) {}

  /** What the platform told, as it is kept, and whom the reply answers in the light of it. */
  async reckon(
    reply: Reply,
    details: SendDetails | undefined,
  ): Promise<Pick<ReplyChange, 'outgoing' | 'answers'>> {
    if (details === undefined || reply.outgoing === null) return {};
    const wanted = wantedBy(reply);
    const refused = await this.named(reply, wanted, details.refused ?? []);
    const gone = new Set(refused.map(({ identityId }) => identityId));
    return {
      outgoing: { ...reply.outgoing, details: { ...details, ...(refused.length === 0 ? {} : { refused }) } },
      ...(wanted === null ? {} : { answers: wanted.filter((id) => !gone.has(id)) }),
    };
  }

  private async named(
    reply: Reply,
    wanted: readonly string[] | null,
    refused: readonly RefusedRecipient[],
  ): Promise<RefusedRecipient[]> {
    if (refused.length === 0) return [];
    const channel = await this.channels.find(reply.channelId);
    const threads = channel === undefined ? undefined : this.registry.get(channel.kind).threads;
    const rows = await this.database.query<{ id: string; namespace: string; externalId: string }>(
      'SELECT id, namespace, external_id AS "externalId" FROM identity WHERE brand_id = $1 AND id = ANY($2)',
      [reply.brandId, wanted ?? []],
    );
    return refused.map(({ address, reason }) => {
      const ref = threads?.identityOf(address) ?? null;
      const identity = rows.find(
        ({ namespace, externalId }) => namespace === ref?.namespace && externalId === ref.externalId,
      );
      return { address, reason, identityId: identity?.id ?? null };
    });
  }
}

/** Whom a reply was to answer, whatever became of that on an earlier try; null: everyone. */
export function wantedBy({ answers, outgoing }: Pick<Reply, 'answers' | 'outgoing'>): string[] | null {
  if (answers === null) return null;
  const lost = (outgoing?.details?.refused ?? []).flatMap(({ identityId }) => identityId ?? []);
  return [...new Set([...answers, ...lost])];
}

export const isPartlyRefused = ({ outgoing }: Pick<Reply, 'outgoing'>): boolean =>
  (outgoing?.details?.refused?.length ?? 0) > 0;
