import { Injectable } from '@nestjs/common';
import type { AlertPost } from '@parley/shared/now.js';
import { HouseMail } from '../../../auth/house-mail.service.js';
import { BrandsService } from '../../../brands/brands.service.js';
import { ChannelAccess } from '../../../channels/channel-access.service.js';
import { NotificationsService } from '../../../notifications/notifications.service.js';
import { Env } from '../../../platform/config/env.js';
import { newId } from '../../../platform/database/id.js';
import { Tasks } from '../../../platform/queue/tasks.js';
import { AlertRepository, type AlertRow, type Recipient } from './alert.repository.js';
import { alertMail } from './alert-mail.format.js';
import { alertWebhook } from './alert-webhook.format.js';
import { POST_ALERT } from './alerts.tasks.js';

export interface AlertNews {
  event: AlertPost['event'];
  /** Null for a test. */
  crossingId: string | null;
  value: number;
  at: Date;
}

/** A mail that says so hours later says something else. */
const MAIL_WORTH_MS = 3_600_000;

/** Says that an alert is up or over, on every way it has; always in the transaction of what it says. */
@Injectable()
export class AlertTelling {
  constructor(
    private readonly alerts: AlertRepository,
    private readonly notifications: NotificationsService,
    private readonly access: ChannelAccess,
    private readonly brands: BrandsService,
    private readonly mails: HouseMail,
    private readonly tasks: Tasks,
    private readonly env: Env,
  ) {}

  async tell(alert: AlertRow, news: AlertNews): Promise<void> {
    if (alert.inConsole || alert.byMail) {
      const recipients = await this.recipients(alert);
      if (alert.inConsole) await this.inConsole(alert, news, recipients);
      if (alert.byMail) await this.byMail(alert, news, recipients);
    }
    if (alert.webhookUrl !== null) await this.byWebhook(alert, news);
  }

  /** Of what stands in a hidden channel only those hear who may see it. */
  private async recipients(alert: AlertRow): Promise<Recipient[]> {
    const found = await this.alerts.recipients(alert.brandId, alert.memberIds);
    if (alert.channelId === null) return found;
    const viewers = await this.access.viewers(alert.brandId, alert.channelId);
    return viewers === 'all' ? found : found.filter(({ memberId }) => viewers.includes(memberId));
  }

  private async inConsole(alert: AlertRow, news: AlertNews, recipients: readonly Recipient[]): Promise<void> {
    const { brandId, measure, threshold, channelId, medium } = alert;
    await this.notifications.tell(
      brandId,
      recipients.map(({ memberId }) => memberId),
      {
        kind: news.event === 'alert.cleared' ? 'alert_cleared' : 'alert_raised',
        ...(channelId === null ? {} : { channelId }),
        facts: { measure, threshold, medium, value: news.value },
      },
    );
  }

  private async byMail(alert: AlertRow, news: AlertNews, recipients: readonly Recipient[]): Promise<void> {
    const { brandId } = alert;
    const brand = await this.brands.get(brandId);
    const link = new URL('/now', this.env.publicUrl).href;
    for (const { email, locale } of recipients) {
      await this.mails.request({
        brandId,
        to: email,
        worthMs: MAIL_WORTH_MS,
        ...alertMail(locale, { brand: brand.name, alert, news, link }),
      });
    }
  }

  /** The bytes are fixed here: every try sends the same. */
  async byWebhook(alert: AlertRow, news: AlertNews): Promise<string> {
    const { brandId, id: alertId } = alert;
    const { event, crossingId, at } = news;
    const id = newId();
    const body = alertWebhook(alert, news, new URL('/now', this.env.publicUrl).href);
    await this.alerts.insertPost({ id, brandId, alertId, crossingId, event, body, at });
    await this.tasks.add(POST_ALERT, { brandId, subjectId: id, data: {} });
    return id;
  }
}
