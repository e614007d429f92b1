import { Injectable } from '@nestjs/common';
import type {
  ChannelDetail,
  ChannelSummary,
  channelConnectedSchema,
  channelMembersSchema,
  connectChannelSchema,
  startBackfillSchema,
  updateChannelSchema,
} from '@parley/shared/channels.js';
import type { z } from 'zod';
import { Audit } from '../auth/audit.service.js';
import { MembersService } from '../brands/members.service.js';
import { Clock } from '../platform/clock/clock.js';
import { Database, isUniqueViolation } from '../platform/database/database.js';
import { newId } from '../platform/database/id.js';
import { AppError, notFound } from '../platform/errors/app-error.js';
import { DomainEvents } from '../platform/events/events.js';
import type { Member } from '../platform/http/caller.js';
import { loggerFor } from '../platform/logging/logger.js';
import type { Channel } from './channel.js';
import { ChannelPresenter } from './channel.presenter.js';
import { ChannelRepository } from './channel.repository.js';
import { checkSettings } from './channel.settings.js';
import { ChannelAccess } from './channel-access.service.js';
import { ChannelBeginnings } from './channel-beginnings.service.js';
import { ChannelSecrets } from './channel-secrets.service.js';
import { ChannelStatuses } from './channel-status.service.js';
import {
  CHANNEL_CHANGED,
  CHANNEL_CONNECTED,
  CHANNEL_REMOVED,
  CHANNEL_SECRET_ROTATED,
  CHANNEL_VISIBILITY_CHANGED,
} from './channels.events.js';
import type { Settings } from './core/connector.js';
import { ConnectorRegistry } from './core/connector-registry.js';
import { Endpoints } from './endpoints.service.js';

type ChannelConnected = z.infer<typeof channelConnectedSchema>;

const DAY_MS = 86_400_000;
/** Who removes a channel waits for it. */
const DISCONNECT_MS = 10_000;

const log = loggerFor('channels');

/** A member's acts on channels; every change of credentials or of who may see one is audited. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelRepository,
    private readonly connectors: ConnectorRegistry,
    private readonly secrets: ChannelSecrets,
    private readonly endpoints: Endpoints,
    private readonly beginnings: ChannelBeginnings,
    private readonly statuses: ChannelStatuses,
    private readonly access: ChannelAccess,
    private readonly members: MembersService,
    private readonly presenter: ChannelPresenter,
    private readonly audit: Audit,
    private readonly events: DomainEvents,
    private readonly clock: Clock,
  ) {}

  async list({ seat }: Member): Promise<ChannelSummary[]> {
    const visible = await this.access.visibleChannelIds(seat);
    const channels = await this.channels.list(seat.brandId);
    return channels
      .filter(({ id }) => visible === 'all' || visible.includes(id))
      .map((channel) => this.presenter.summary(channel));
  }

  async detail({ seat }: Member, id: string): Promise<ChannelDetail> {
    await this.access.requireVisible(seat, id);
    return this.presenter.detail(await this.get(seat.brandId, id));
  }

  /** Connects an account from what the form holds. */
  async connect(caller: Member, input: z.infer<typeof connectChannelSchema>): Promise<ChannelConnected> {
    const { manifest } = this.connectors.get(input.kind);
    const checked = checkSettings(manifest, input.settings);
    return this.add(caller, { ...checked, kind: input.kind, name: input.name, tokenExpiresAt: null });
  }

  /** Connects an account whose settings and secrets are known to be complete. @throws AppError already_exists */
  async add(
    caller: Member,
    input: { kind: string; name: string; settings: Settings; secrets: Settings; tokenExpiresAt: Date | null },
  ): Promise<ChannelConnected> {
    const { manifest, connects } = this.connectors.get(input.kind);
    const identified = await connects.identify(input.settings, input.secrets);
    const { brandId } = caller.seat;
    const id = newId();
    const account = identified.account ?? id;
    const credentials = { settings: identified.settings, secrets: input.secrets };
    const beginning = await this.beginnings.look(input.kind, null, credentials);
    const secret = await this.audited(
      caller,
      'channel.connected',
      { channelId: id, kind: input.kind, account },
      async () => {
        const delivered = manifest.capabilities.some(
          (one) => one === 'receives_webhooks' || one === 'embeds',
        );
        const endpoint = delivered ? await this.endpoints.create(input.kind, brandId) : null;
        await this.channels.insert({
          id,
          brandId,
          kind: input.kind,
          name: input.name,
          account,
          endpointId: endpoint?.id ?? null,
          settings: identified.settings,
          connectedAt: this.clock.now(),
          secrets: this.secrets.seal(id, input.secrets),
          tokenExpiresAt: input.tokenExpiresAt,
          limits: identified.limits ?? null,
          missingPermissions: identified.missingPermissions ?? [],
        });
        await this.beginnings.save(id, beginning);
        await this.events.publish(CHANNEL_CONNECTED, { brandId, channelId: id, kind: input.kind, account });
        await this.events.publish(CHANNEL_CHANGED, { brandId, channelId: id });
        // What the connector tells the platform by itself is nobody's to copy.
        return manifest.capabilities.includes('registers_webhooks') ? null : (endpoint?.secret ?? null);
      },
    );
    return { channel: await this.presenter.detail(await this.get(brandId, id)), endpointSecret: secret };
  }

  async update(
    caller: Member,
    id: string,
    input: z.infer<typeof updateChannelSchema>,
  ): Promise<ChannelDetail> {
    const { brandId } = caller.seat;
    if (input.settings === undefined) {
      await this.database.transaction(async () => {
        await this.lock(brandId, id);
        await this.channels.update(brandId, id, { name: input.name, settleMs: input.settleMs });
        await this.events.publish(CHANNEL_CHANGED, { brandId, channelId: id });
      });
      return this.detail(caller, id);
    }
    const channel = await this.get(brandId, id);
    const stored = { settings: channel.settings, secrets: await this.secrets.open(id) };
    const checked = checkSettings(this.connectors.get(channel.kind).manifest, input.settings, stored);
    const changed = Object.keys(input.settings).filter(
      (name) => JSON.stringify(checked.secrets[name]) !== JSON.stringify(stored.secrets[name]),
    );
    await this.reconnect(caller, channel, {
      ...checked,
      tokenExpiresAt: channel.tokenExpiresAt,
      name: input.name,
      settleMs: input.settleMs,
      changedSecrets: changed,
    });
    return this.detail(caller, id);
  }

  /**
   * New settings and credentials for a channel there is; whatever waited for them goes on.
   * @throws AppError conflict when they name another account
   */
  async reconnect(
    caller: Member,
    channel: Channel,
    input: {
      settings: Settings;
      secrets: Settings;
      tokenExpiresAt: Date | null;
      name?: string;
      settleMs?: Channel['settleMs'];
      changedSecrets: string[];
    },
  ): Promise<void> {
    const { brandId } = caller.seat;
    const { connects } = this.connectors.get(channel.kind);
    const identified = await connects.identify(input.settings, input.secrets);
    if (identified.account !== null && identified.account !== channel.account) {
      throw new AppError(
        'conflict',
        `These settings name another account (${identified.account}): connect it as a channel of its own.`,
      );
    }
    const credentials = { settings: identified.settings, secrets: input.secrets };
    const beginning = await this.beginnings.look(channel.kind, channel.id, credentials);
    await this.audited(
      caller,
      'channel.settings_changed',
      { channelId: channel.id, secrets: input.changedSecrets },
      async () => {
        const { status } = await this.lock(brandId, channel.id);
        await this.channels.update(brandId, channel.id, {
          name: input.name,
          settings: identified.settings,
          secrets: this.secrets.seal(channel.id, input.secrets),
          settleMs: input.settleMs,
          tokenExpiresAt: input.tokenExpiresAt,
          limits: identified.limits,
          missingPermissions: identified.missingPermissions,
        });
        await this.beginnings.save(channel.id, beginning);
        if (status === 'paused') {
          await this.events.publish(CHANNEL_CHANGED, { brandId, channelId: channel.id });
        } else {
          await this.statuses.restore(brandId, channel.id);
        }
      },
    );
  }

  async pause(caller: Member, id: string): Promise<ChannelDetail> {
    await this.act(caller, 'channel.paused', id, () => this.statuses.pause(caller.seat.brandId, id));
    return this.detail(caller, id);
  }

  async resume(caller: Member, id: string): Promise<ChannelDetail> {
    await this.act(caller, 'channel.resumed', id, () => this.statuses.restore(caller.seat.brandId, id));
    return this.detail(caller, id);
  }

  /** What was said on it stays; its credentials and its endpoint do not. */
  async remove(caller: Member, id: string): Promise<void> {
    const { brandId } = caller.seat;
    await this.get(brandId, id);
    const secrets = await this.secrets.open(id);
    const removed = await this.act(caller, 'channel.removed', id, async (channel) => {
      await this.channels.remove(brandId, id, this.clock.now());
      if (channel.endpointId !== null) this.endpoints.forget(channel.endpointId);
      await this.events.publish(CHANNEL_REMOVED, { brandId, channelId: id });
      await this.events.publish(CHANNEL_CHANGED, { brandId, channelId: id });
      return channel;
    });
    await this.disconnect(removed, secrets);
  }

  /** The platform hears of it once; the channel is gone either way. */
  private async disconnect({ id, kind, settings }: Channel, secrets: Settings): Promise<void> {
    const { connects } = this.connectors.get(kind);
    try {
      await connects.disconnect?.(settings, secrets, AbortSignal.timeout(DISCONNECT_MS));
    } catch (error) {
      log.warn({ err: error, channel: id }, 'the platform was not told that its channel is gone');
    }
  }

  async setMembers(
    caller: Member,
    id: string,
    input: z.infer<typeof channelMembersSchema>,
  ): Promise<ChannelDetail> {
    const { brandId } = caller.seat;
    const seats = new Set((await this.members.list(brandId)).map((member) => member.id));
    const memberIds = [...new Set(input.memberIds)];
    const issues = input.memberIds.flatMap((memberId, index) =>
      seats.has(memberId) ? [] : [{ path: ['memberIds', index], message: 'this is no member of the brand' }],
    );
    if (issues.length > 0) throw new AppError('invalid_request', 'The request does not fit.', { issues });
    const details = { restricted: input.restricted, memberIds };
    await this.act(
      caller,
      'channel.members_changed',
      id,
      async () => {
        await this.channels.setMembers(brandId, id, { restricted: input.restricted, memberIds });
        await this.events.publish(CHANNEL_VISIBILITY_CHANGED, { brandId, channelId: id });
        await this.events.publish(CHANNEL_CHANGED, { brandId, channelId: id });
      },
      details,
    );
    return this.detail(caller, id);
  }

  /** Looks at the source right now, where it is polled. */
  async check(caller: Member, id: string): Promise<ChannelDetail> {
    const channel = await this.get(caller.seat.brandId, id);
    if (this.connectors.get(channel.kind).polls === undefined) {
      throw new AppError('not_possible_now', 'Nothing is fetched on this channel: the platform delivers.');
    }
    await this.channels.nudge(caller.seat.brandId, id);
    return this.detail(caller, id);
  }

  async startBackfill(
    caller: Member,
    id: string,
    input: z.infer<typeof startBackfillSchema>,
  ): Promise<ChannelDetail> {
    const { brandId } = caller.seat;
    const now = this.clock.nowMs();
    if (Date.parse(input.since) > now) {
      throw new AppError('invalid_request', 'The request does not fit.', {
        issues: [{ path: ['since'], message: 'this lies in the future' }],
      });
    }
    await this.database.transaction(async () => {
      const channel = await this.lock(brandId, id);
      if (!this.connectors.get(channel.kind).manifest.capabilities.includes('backfill')) {
        throw new AppError('not_possible_now', 'This kind of channel cannot fetch what was said before.');
      }
      if (channel.backfill?.state === 'running') {
        throw new AppError('conflict', 'History is being fetched already.');
      }
      await this.channels.setBackfill(id, {
        state: 'running',
        since: input.since,
        queueSince:
          input.queueLastDays === null ? null : new Date(now - input.queueLastDays * DAY_MS).toISOString(),
        done: 0,
        total: null,
        message: null,
      });
      await this.channels.nudge(brandId, id);
      await this.events.publish(CHANNEL_CHANGED, { brandId, channelId: id });
    });
    return this.detail(caller, id);
  }

  /** A new endpoint secret; the old one is good for another day. @returns the new one, shown this once */
  async rotateSecret(caller: Member, id: string): Promise<ChannelConnected> {
    const secret = await this.act(caller, 'channel.secret_rotated', id, async ({ endpointId }) => {
      if (endpointId === null) throw new AppError('not_possible_now', 'This channel has no endpoint secret.');
      // A connector that tells the platform its secret does so anew.
      await this.channels.renew(caller.seat.brandId, id);
      const fresh = await this.endpoints.rotate(caller.seat.brandId, endpointId);
      await this.events.publish(CHANNEL_SECRET_ROTATED, { brandId: caller.seat.brandId, channelId: id });
      return fresh;
    });
    return { channel: await this.detail(caller, id), endpointSecret: secret };
  }

  private act<T>(
    caller: Member,
    action: string,
    id: string,
    work: (channel: Channel) => Promise<T>,
    details: Record<string, unknown> = {},
  ): Promise<T> {
    return this.audited(caller, action, { channelId: id, ...details }, async () =>
      work(await this.lock(caller.seat.brandId, id)),
    );
  }

  private async audited<T>(
    caller: Member,
    action: string,
    details: Record<string, unknown>,
    work: () => Promise<T>,
  ): Promise<T> {
    try {
      return await this.database.transaction(async () => {
        const result = await work();
        await this.audit.write({
          brandId: caller.seat.brandId,
          action,
          actorUserId: caller.userId,
          ip: caller.ip,
          details,
        });
        return result;
      });
    } catch (error) {
      if (isUniqueViolation(error, 'channel_account')) {
        throw new AppError('already_exists', 'This account is connected already.', { cause: error });
      }
      throw error;
    }
  }

  private async get(brandId: string, id: string): Promise<Channel> {
    const channel = await this.channels.find(brandId, id);
    if (channel === undefined) throw notFound('The channel');
    return channel;
  }

  private async lock(brandId: string, id: string): Promise<Channel> {
    const channel = await this.channels.lock(brandId, id);
    if (channel === undefined) throw notFound('The channel');
    return channel;
  }
}
