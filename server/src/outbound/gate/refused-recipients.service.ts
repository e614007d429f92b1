import { Injectable } from '@nestjs/common';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import type { Threads } from '../../channels/core/connector.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { Database } from '../../platform/database/database.js';
import { type RefusedRecipient, type Reply, type SendDetails } from './reply.js';
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

  /**
   * What changes when those come back of a reply that others have: they are among the refused from now on.
   * @returns nothing to change when that was known; null when nobody has it, or nobody can tell who has
   */
  async sift(
    reply: Reply,
    cameBack: readonly RefusedRecipient[],
  ): Promise<Pick<ReplyChange, 'outgoing' | 'answers'> | null> {
    const envelope = reply.outgoing?.envelope ?? null;
    if (envelope === null || cameBack.length === 0) return null;
    const threads = await this.threadsOf(reply);
    const keyOf = (address: string) => threads?.identityOf(address)?.externalId ?? address.toLowerCase();
    const known = reply.outgoing?.details?.refused ?? [];
    const lost = new Set(known.map(({ address }) => keyOf(address)));
    const meant = new Set([...envelope.to, ...envelope.cc, ...envelope.bcc].map(keyOf));
    if (cameBack.every(({ address }) => lost.has(keyOf(address)))) return {};
    const fresh = cameBack.filter(({ address }) => meant.has(keyOf(address)) && !lost.has(keyOf(address)));
    for (const { address } of fresh) lost.add(keyOf(address));
    if (fresh.length === 0 || [...meant].every((key) => lost.has(key))) return null;
    return this.reckon(reply, { ...reply.outgoing?.details, refused: [...known, ...fresh] });
  }

  private async threadsOf({ channelId }: Reply): Promise<Threads | undefined> {
    const channel = await this.channels.find(channelId);
    return channel === undefined ? undefined : this.registry.get(channel.kind).threads;
  }

  private async named(
    reply: Reply,
    wanted: readonly string[] | null,
    refused: readonly RefusedRecipient[],
  ): Promise<RefusedRecipient[]> {
    if (refused.length === 0) return [];
    const threads = await this.threadsOf(reply);
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
