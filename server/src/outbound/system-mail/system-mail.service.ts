import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import { SYSTEM_MAIL_REQUESTED } from '../../auth/auth.events.js';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { Clock } from '../../platform/clock/clock.js';
import { SecretBox } from '../../platform/crypto/secret-box.js';
import { DomainEvents } from '../../platform/events/events.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { type Task, type TaskResult, Tasks } from '../../platform/queue/tasks.js';
import { SendContexts, type SendingChannel } from '../gate/send-contexts.service.js';
import { outcomeOf } from '../gate/send-outcome.js';
import { SEND_SYSTEM_MAIL } from '../outbound.tasks.js';
import { htmlOfText } from './system-mail.format.js';

type Data = z.infer<typeof SEND_SYSTEM_MAIL.schema>;

interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** A link in it is worth nothing any more after this, unless the mail says otherwise. */
const WORTH_MS = 7 * 86_400_000;
const LOOK_AGAIN_MS = 60_000;
const log = loggerFor('outbound');

/**
 * Mails of the house (invitations, password resets) leave through the brand's first mailbox; while there is none they
 * wait for one. Kept sealed, since their links are secrets.
 */
@Injectable()
export class SystemMail implements OnModuleInit {
  constructor(
    private readonly events: DomainEvents,
    private readonly tasks: Tasks,
    private readonly directory: ChannelDirectory,
    private readonly registry: ConnectorRegistry,
    private readonly channels: SendContexts,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(SYSTEM_MAIL_REQUESTED, ({ brandId, to, subject, text, worthMs }) =>
      this.tasks.add(SEND_SYSTEM_MAIL, {
        brandId,
        data: { sealed: this.box.seal({ to, subject, text }, context(brandId)), handedOver: false, worthMs },
      }),
    );
    this.tasks.handle(SEND_SYSTEM_MAIL, (task) => this.mail(task));
  }

  private async mail(task: Task<Data>): Promise<TaskResult> {
    const { brandId, data, createdAt } = task;
    if (this.clock.nowMs() - createdAt.getTime() > (data.worthMs ?? WORTH_MS)) return 'done';
    // Nothing whose outcome is unknown is sent twice; whoever misses the mail asks for it again.
    if (data.handedOver) {
      log.warn({ brandId, task: task.id }, 'a mail of the house was interrupted: it may not have left');
      return 'done';
    }
    const open = await this.mailbox(brandId);
    const send = open?.sends.sendSystemMail?.bind(open.sends);
    if (open === undefined || send === undefined)
      return { kind: 'again', inMs: LOOK_AGAIN_MS, reason: 'no mailbox yet' };
    const mail = this.box.open(data.sealed, context(brandId)) as Mail;
    await task.note({ ...data, handedOver: true });
    try {
      await this.channels.within(open.channel, open.sends.timeoutMs, (sending) =>
        send(open.channel, { ...mail, id: task.id, html: htmlOfText(mail.text) }, sending),
      );
      return 'done';
    } catch (error) {
      const outcome = outcomeOf(error, true);
      log.warn({ err: error, brandId, outcome: outcome.kind }, 'a mail of the house did not leave');
      if (outcome.kind === 'ambiguous' || outcome.kind === 'rejected') return 'done';
      await task.note(data);
      const inMs = outcome.kind === 'rate_limited' ? outcome.retryAfterMs : LOOK_AGAIN_MS;
      return { kind: 'again', inMs, reason: outcome.reason.message };
    }
  }

  /** The brand's first channel that can. */
  private async mailbox(brandId: string): Promise<SendingChannel | undefined> {
    const kinds = new Set(
      this.registry
        .all()
        .filter(({ manifest }) => manifest.capabilities.includes('sends_system_mail'))
        .map(({ manifest }) => manifest.kind),
    );
    const able = (await this.directory.list(brandId))
      .filter(({ kind, status }) => kinds.has(kind) && status !== 'paused' && status !== 'disconnected')
      .sort((a, b) => a.connectedAt.getTime() - b.connectedAt.getTime());
    return able[0] === undefined ? undefined : this.channels.open(able[0].id);
  }
}

const context = (brandId: string) => `outbound:${brandId}:system-mail`;
