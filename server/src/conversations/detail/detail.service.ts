import { Injectable } from '@nestjs/common';
import { type ChannelLimits, channelLimits } from '@parley/shared/channel-manifest.js';
import type { ConversationDetail } from '@parley/shared/conversations.js';
import { ChannelAccess } from '../../channels/channel-access.service.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { presentPerson } from '../../people/person-summary.js';
import { notFound } from '../../platform/errors/app-error.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { RowPresenter } from '../queue/row.presenter.js';
import { type QueueRow, RowRepository } from '../queue/row.repository.js';
import { presentAct, presentPost, presentTurn } from './detail.presenter.js';
import { type ChannelRow, DetailRepository } from './detail.repository.js';

/** Of a kind that is no longer installed: nothing can be sent. */
const NOTHING: ChannelLimits = {
  textLength: 0,
  attachments: 0,
  attachmentBytes: 0,
  totalBytes: 0,
  attachmentTypes: [],
};

/** One conversation with everything that stands around its messages. */
@Injectable()
export class DetailService {
  constructor(
    private readonly rows: RowRepository,
    private readonly presenter: RowPresenter,
    private readonly details: DetailRepository,
    private readonly access: ChannelAccess,
    private readonly connectors: ConnectorRegistry,
  ) {}

  /** @throws AppError not_found */
  async get(seat: CallerSeat, id: string): Promise<ConversationDetail> {
    const { brandId, memberId } = seat;
    const channels = await this.access.visibleChannelIds(seat);
    const [row] = await this.rows.byIds({ brandId, memberId, channels }, [id]);
    if (row === undefined) throw notFound('The conversation');
    const [turns, acts, participants, post, channel, linked] = await Promise.all([
      this.details.turns(brandId, id),
      this.details.acts(brandId, id),
      this.details.participants(brandId, id),
      row.post_id === null ? undefined : this.details.post(brandId, row.post_id),
      this.details.channel(brandId, row.channel_id),
      this.details.linked(brandId, id, channels),
    ]);
    if (channel === undefined) throw notFound('The conversation');
    return {
      ...this.presenter.present(row),
      channelDetail: this.channelOf(channel),
      post: post === undefined ? null : presentPost(post),
      participants: participants.map(presentPerson),
      turns: turns.map(presentTurn),
      acts: acts.map(presentAct),
      splits: row.splits,
      readSeq: row.read_seq,
      linked,
      mergedIntoId: row.merged_into_id,
      blocked: await this.blocked(row, channel),
      replyWindowEndsAt: await this.replyWindow(row),
      replyTo: await this.replyTo(row, channel),
    };
  }

  private channelOf(channel: ChannelRow): ConversationDetail['channelDetail'] {
    const manifest = this.presenter.manifestOf(channel.kind);
    return {
      id: channel.id,
      kind: channel.kind,
      name: channel.name,
      icon: this.presenter.iconOf(channel.kind),
      media: manifest?.media ?? [],
      capabilities: manifest?.capabilities ?? [],
      limits: channelLimits(manifest?.limits ?? NOTHING, channel.limits),
      status: channel.status,
      statusReason: channel.status_reason,
      statusCode: channel.status_code,
      restricted: channel.restricted,
    };
  }

  private async blocked(row: QueueRow, channel: ChannelRow): Promise<ConversationDetail['blocked']> {
    if (this.presenter.manifestOf(channel.kind)?.capabilities.includes('blocks') !== true) return null;
    const found = await this.details.blocked(row.brand_id, row.id, row.person_id);
    if (found === undefined) return null;
    const { at, member_id: memberId, member_name: name, reason, refused } = found;
    return { at: at.toISOString(), by: { memberId, name }, reason, refused };
  }

  private async replyWindow(row: QueueRow): Promise<string | null> {
    const windowMs = this.presenter.manifestOf(row.channel_kind)?.replyWindowMs ?? null;
    if (windowMs === null) return null;
    const last = await this.details.lastInboundAt(row.brand_id, row.id);
    return last === null ? null : new Date(last.getTime() + windowMs).toISOString();
  }

  private async replyTo(row: QueueRow, channel: ChannelRow): Promise<ConversationDetail['replyTo']> {
    const threads = this.connectors.all().find(({ manifest }) => manifest.kind === channel.kind)?.threads;
    if (threads === undefined) return null;
    const message = await this.details.mailToAnswer(row.brand_id, row.id);
    if (message === undefined) return null;
    return threads.replyRecipients(channel, message);
  }
}
