import { Injectable } from '@nestjs/common';
import { type Alert, alertLimits, type SaveAlert, type SavedAlert } from '@parley/shared/now.js';
import { Audit } from '../../../auth/audit.service.js';
import { MembersService } from '../../../brands/members.service.js';
import { ChannelAccess } from '../../../channels/channel-access.service.js';
import { ChannelDirectory } from '../../../channels/channel-directory.service.js';
import { Clock } from '../../../platform/clock/clock.js';
import { SecretBox } from '../../../platform/crypto/secret-box.js';
import { Database } from '../../../platform/database/database.js';
import { newId } from '../../../platform/database/id.js';
import { AppError, notFound } from '../../../platform/errors/app-error.js';
import type { CallerSeat, Member } from '../../../platform/http/caller.js';
import { Jobs } from '../../../platform/queue/jobs.js';
import { READ_NOW } from '../now.jobs.js';
import { AlertRepository, type AlertRow } from './alert.repository.js';
import { alertSecretContext, newAlertSecret } from './alert-secret.js';
import { AlertTelling } from './alert-telling.service.js';

/** Making and changing alerts. One about a channel hidden from somebody does not exist for them. */
@Injectable()
export class AlertsService {
  constructor(
    private readonly database: Database,
    private readonly alerts: AlertRepository,
    private readonly telling: AlertTelling,
    private readonly access: ChannelAccess,
    private readonly directory: ChannelDirectory,
    private readonly members: MembersService,
    private readonly audit: Audit,
    private readonly box: SecretBox,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  async list(seat: CallerSeat): Promise<Alert[]> {
    const visible = await this.access.visibleChannelIds(seat);
    const rows = await this.alerts.ofBrand(seat.brandId);
    return rows
      .filter(({ channelId }) => channelId === null || visible === 'all' || visible.includes(channelId))
      .map(present);
  }

  async create(caller: Member, input: SaveAlert): Promise<SavedAlert> {
    const { brandId, memberId } = caller.seat;
    await this.check(caller.seat, input);
    const id = newId();
    const secret = input.webhookUrl === null ? null : newAlertSecret();
    await this.database.transaction(async () => {
      const there = await this.alerts.ofBrand(brandId);
      if (there.length >= alertLimits.most)
        throw new AppError('not_possible_now', `A brand has at most ${alertLimits.most} alerts.`);
      const webhookSecret =
        secret === null ? null : this.box.seal(secret, alertSecretContext({ brandId, id }));
      await this.alerts.insert({ ...input, id, brandId, webhookSecret, memberId, at: this.clock.now() });
      await this.note(caller, 'alert.created', id, input);
    });
    await this.consider(brandId);
    return { alert: present(await this.get(caller.seat, id)), webhookSecret: secret };
  }

  async change(caller: Member, id: string, input: SaveAlert): Promise<SavedAlert> {
    const { brandId } = caller.seat;
    const before = await this.get(caller.seat, id);
    await this.check(caller.seat, input, before);
    // Another address may be another system: it gets a secret of its own.
    const anew = input.webhookUrl !== null && input.webhookUrl !== before.webhookUrl;
    const secret = anew ? newAlertSecret() : null;
    await this.database.transaction(async () => {
      await this.alerts.lock(brandId, [id]);
      const kept = input.webhookUrl === null ? null : before.webhookSecret;
      const webhookSecret = secret === null ? kept : this.box.seal(secret, alertSecretContext(before));
      await this.alerts.update({ ...input, id, brandId, webhookSecret });
      // What it looks at is something else, or nothing: that it was up is over, and nobody is told.
      if (!input.enabled || !looksAtTheSame(before, input)) {
        await this.alerts.clear({ brandId, id }, { at: this.clock.now(), endOwed: false });
        await this.alerts.settleEnds(brandId, id);
      }
      await this.note(caller, 'alert.changed', id, input);
    });
    await this.consider(brandId);
    return { alert: present(await this.get(caller.seat, id)), webhookSecret: secret };
  }

  async remove(caller: Member, id: string): Promise<void> {
    const alert = await this.get(caller.seat, id);
    await this.database.transaction(async () => {
      await this.alerts.remove(alert.brandId, id);
      await this.note(caller, 'alert.removed', id, alert);
    });
    await this.consider(alert.brandId);
  }

  /** The one before is no longer good. */
  async renewSecret(caller: Member, id: string): Promise<SavedAlert> {
    const alert = await this.withWebhook(caller.seat, id);
    const secret = newAlertSecret();
    await this.database.transaction(async () => {
      await this.alerts.saveSecret(alert.brandId, id, this.box.seal(secret, alertSecretContext(alert)));
      await this.note(caller, 'alert.secret_renewed', id, alert);
    });
    return { alert: present(alert), webhookSecret: secret };
  }

  /** Posts a webhook that says it is a test. */
  async test(caller: Member, id: string): Promise<void> {
    const alert = await this.withWebhook(caller.seat, id);
    const at = this.clock.now();
    await this.database.transaction(() =>
      this.telling.byWebhook(alert, { event: 'alert.test', crossingId: null, value: alert.threshold, at }),
    );
  }

  private async get(seat: CallerSeat, id: string): Promise<AlertRow> {
    const row = await this.alerts.one(seat.brandId, id);
    if (row === undefined) throw notFound('The alert');
    if (row.channelId !== null && !(await this.access.isVisible(seat, row.channelId)))
      throw notFound('The alert');
    return row;
  }

  private async withWebhook(seat: CallerSeat, id: string): Promise<AlertRow> {
    const alert = await this.get(seat, id);
    if (alert.webhookUrl === null) throw new AppError('not_possible_now', 'This alert has no address.');
    return alert;
  }

  private async check(seat: CallerSeat, input: SaveAlert, before?: AlertRow): Promise<void> {
    if (input.channelId !== null && input.channelId !== before?.channelId) {
      await this.access.requireVisible(seat, input.channelId);
      // Also one that was removed does not exist.
      await this.directory.get(seat.brandId, input.channelId);
    }
    const known = new Set((await this.members.list(seat.brandId)).map(({ id }) => id));
    // Who was chosen before and has left since is no reason to refuse a change of something else.
    const strange = input.memberIds.filter((id) => !known.has(id) && !before?.memberIds.includes(id));
    if (strange.length > 0) throw notFound('The member');
  }

  private note(caller: Member, action: string, alertId: string, alert: SaveAlert | AlertRow): Promise<void> {
    const { measure, threshold, channelId, medium, onlyInHours, enabled, webhookUrl } = alert;
    return this.audit.write({
      ...{ brandId: caller.seat.brandId, action, actorUserId: caller.userId, ip: caller.ip },
      details: { alertId, measure, threshold, channelId, medium, onlyInHours, enabled, webhookUrl },
    });
  }

  /** Whoever sets an alert sees at once whether it is up. */
  private consider(brandId: string): Promise<void> {
    return this.jobs.enqueue(READ_NOW, { brandId }, { id: `now-${brandId}-${newId()}` });
  }
}

const looksAtTheSame = (one: AlertRow, other: SaveAlert): boolean =>
  one.measure === other.measure && one.channelId === other.channelId && one.medium === other.medium;

const present = (row: AlertRow): Alert => ({
  id: row.id,
  measure: row.measure,
  threshold: row.threshold,
  channelId: row.channelId,
  channelName: row.channelName,
  medium: row.medium,
  quietMs: row.quietMs,
  memberIds: row.memberIds,
  inConsole: row.inConsole,
  byMail: row.byMail,
  webhookUrl: row.webhookUrl,
  onlyInHours: row.onlyInHours,
  enabled: row.enabled,
  raisedAt: row.open === null ? null : new Date(row.open.raisedAt).toISOString(),
  lastPost: row.lastPost,
});
