import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel, SendContext, Sends } from '../core/connector.js';
import type { LookupResult, OutboundMessage, SendReceipt } from '../core/outbound-message.js';
import { type AccountAccess, accountOf } from './account-of-channel.js';
import { readStatuses } from './chain.js';
import { type Status, statusSchema } from './entities.js';
import { MastodonApi, MastodonApiError, NOT_MASTODON } from './mastodon-api.client.js';
import { uploadMedia } from './media-upload.js';
import { channelErrorOf, isGone, readErrorOf } from './refusal.js';
import { composeReply, formatReply, type OutgoingStatus, type StatusFields } from './reply.format.js';
import { replyDetailsOf } from './reply-details.js';
import { isSaidBy } from './said-before.js';
import { contextSchema } from './thread-context.js';

const TIMEOUT_MS = 60_000;
/** As slow a line as a file is still sent over, in bytes per ms, and what the instance may then need for it. */
const SLOWEST = 50;
const PROCESSING_MS = 120_000;

@Injectable()
export class MastodonSends implements Sends<OutgoingStatus> {
  readonly timeoutMs = TIMEOUT_MS;
  /** Of one call, in ms; a silence as long as this is none we interrupt. */
  postMs = 25_000;
  /** After a line was cut, in ms: the instance may still be busy with it. */
  settleMs = 2_000;

  constructor(private readonly api: MastodonApi) {}

  timeoutFor(bytes: number): number {
    // Words alone have no more than 64 kB.
    return TIMEOUT_MS + (bytes > 65_536 ? PROCESSING_MS : 0) + Math.ceil(bytes / SLOWEST);
  }

  format(channel: ConnectedChannel, message: OutboundMessage): OutgoingStatus {
    return formatReply(channel, message);
  }

  async send(
    channel: ConnectedChannel,
    outgoing: OutgoingStatus,
    message: OutboundMessage,
    context: SendContext,
  ): Promise<SendReceipt> {
    const access = accountOf(channel, (quota) => context.tell.quota(quota));
    const fields =
      outgoing.fields ?? (await this.composed(channel, outgoing, message, access, context.signal));
    const media: string[] = [];
    for (const file of outgoing.files) {
      media.push(await uploadMedia(this.api, access, channel, file, context.signal));
    }
    const json = { ...fields, ...(media.length === 0 ? {} : { media_ids: media }) };
    return receiptOf(await this.postOnce(access, json, outgoing, context.signal));
  }

  /** Only reads: the newest of ours under what it answers that says the same. */
  async lookup(
    channel: ConnectedChannel,
    message: OutboundMessage,
    { signal, tell }: SendContext,
  ): Promise<LookupResult> {
    const access = accountOf(channel, (quota) => tell.quota(quota));
    const outgoing = formatReply(channel, message);
    try {
      const fields = outgoing.fields ?? (await this.composed(channel, outgoing, message, access, signal));
      const found = await this.saidAlready(access, fields, outgoing.since, signal);
      return found === undefined
        ? { found: false, certain: true }
        : { found: true, receipt: receiptOf(found) };
    } catch (error) {
      // Without what it answers there is nothing to look under.
      if (isGone(error)) return { found: false, certain: false };
      const meant = readErrorOf(error);
      if (meant.kind === 'rejected') return { found: false, certain: false };
      throw meant;
    }
  }

  /**
   * The key holds for an hour, but only once the first request is through (the instance notes it at the end): so after a line
   * that was cut, or an error of the instance's own, we look first and say it again, under the same key, only when it is not
   * there. A silence is not interrupted that way: it may still be at work.
   */
  private async postOnce(
    access: AccountAccess,
    json: StatusFields & { media_ids?: string[] },
    { idempotencyKey, since }: OutgoingStatus,
    signal: AbortSignal,
  ): Promise<Status> {
    const post = async () => {
      const { data } = await this.api.call(
        access,
        {
          method: 'POST',
          path: '/api/v1/statuses',
          json,
          headers: { 'idempotency-key': idempotencyKey },
          signal,
          timeoutMs: this.postMs,
        },
        statusSchema,
      );
      return data;
    };
    const begun = performance.now();
    try {
      return await post();
    } catch (error) {
      const meant = channelErrorOf(error);
      // Timers may be up a little early.
      const silent = performance.now() - begun >= this.postMs * 0.9;
      if (meant.kind !== 'ambiguous' || silent || signal.aborted) throw meant;
      try {
        await sleep(this.settleMs, undefined, { signal });
        const found = await this.saidAlready(access, json, since, signal);
        return found ?? (await post());
      } catch (again) {
        throw surely(again, meant);
      }
    }
  }

  private async saidAlready(
    access: AccountAccess,
    fields: StatusFields,
    since: Date,
    signal: AbortSignal,
  ): Promise<Status | undefined> {
    const path = `/api/v1/statuses/${encodeURIComponent(fields.in_reply_to_id)}/context`;
    const { data } = await this.api.call(access, { path, signal }, contextSchema);
    return readStatuses(data.descendants).find((status) => isSaidBy(status, access.accountId, fields, since));
  }

  /** What it answers was not told to us by an event: our own reply, or whatever they said last. */
  private async composed(
    channel: ConnectedChannel,
    outgoing: OutgoingStatus,
    message: OutboundMessage,
    access: AccountAccess,
    signal: AbortSignal,
  ): Promise<StatusFields> {
    try {
      const parent = await this.parentOf(outgoing, access, signal);
      return composeReply(channel, message, parent.id, replyDetailsOf(parent, access.accountId));
    } catch (error) {
      throw readErrorOf(error);
    }
  }

  private async parentOf(
    outgoing: OutgoingStatus,
    access: AccountAccess,
    signal: AbortSignal,
  ): Promise<Status> {
    const path = (id: string) => `/api/v1/statuses/${encodeURIComponent(id)}`;
    if (outgoing.parentId !== null) {
      return (await this.api.call(access, { path: path(outgoing.parentId), signal }, statusSchema)).data;
    }
    const { data: first } = await this.api.call(
      access,
      { path: path(outgoing.beginning), signal },
      statusSchema,
    );
    const { data } = await this.api.call(
      access,
      { path: `${path(outgoing.beginning)}/context`, signal },
      contextSchema,
    );
    const theirs = [first, ...readStatuses(data.descendants)].filter(
      ({ account, visibility }) => account.id !== access.accountId && visibility === first.visibility,
    );
    return theirs.at(-1) ?? first;
  }
}

function receiptOf(status: Status): SendReceipt {
  const at = new Date(status.created_at);
  return { externalId: status.id, at: Number.isNaN(at.getTime()) ? null : at };
}

/**
 * What the second try says for certain is so for both only where the key would have shown the first: what is answered is
 * looked for before the key is, so its going says nothing of the first.
 */
function surely(again: unknown, first: ChannelError): ChannelError {
  if (
    again instanceof MastodonApiError &&
    again.status !== NOT_MASTODON &&
    again.status < 500 &&
    !isGone(again)
  ) {
    const meant = channelErrorOf(again);
    if (meant.kind === 'rejected') return meant;
  }
  return first;
}
