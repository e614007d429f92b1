import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SYSTEM_MAIL_REQUESTED } from '../../auth/auth.events.js';
import { ChannelDirectory } from '../../channels/channel-directory.service.js';
import { ConnectorRegistry } from '../../channels/core/connector-registry.js';
import { Clock } from '../../platform/clock/clock.js';
import { SecretBox } from '../../platform/crypto/secret-box.js';
import { DomainEvents } from '../../platform/events/events.js';
import { loggerFor } from '../../platform/logging/logger.js';
import { SendContexts, type SendingChannel } from '../gate/send-contexts.service.js';
import { outcomeOf } from '../gate/send-outcome.js';
import { type OutboundTask, OutboundTasks, type TaskResult } from './outbound-tasks.service.js';
import { htmlOfText } from './system-mail.format.js';

interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** A link in it is worth nothing any more after this. */
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
    private readonly tasks: OutboundTasks,
    private readonly directory: ChannelDirectory,
    private readonly registry: ConnectorRegistry,
    private readonly channels: SendContexts,
    private readonly box: SecretBox,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.inTransaction(SYSTEM_MAIL_REQUESTED, ({ brandId, to, subject, text }) =>
      this.tasks.add({
        brandId,
        messageId: null,
        kind: 'mail_system',
        payload: this.box.seal({ to, subject, text }, context(brandId)),
      }),
    );
    this.tasks.handle('mail_system', (task) => this.mail(task));
  }

  private async mail({ brandId, payload, createdAt }: OutboundTask): Promise<TaskResult> {
    if (payload === null || this.clock.nowMs() - createdAt.getTime() > WORTH_MS) return 'done';
    const open = await this.mailbox(brandId);
    const send = open?.sends.sendSystemMail?.bind(open.sends);
    if (open === undefined || send === undefined)
      return { againInMs: LOOK_AGAIN_MS, reason: 'no mailbox yet' };
    const mail = this.box.open(payload, context(brandId)) as Mail;
    try {
      await this.channels.within(open.channel, open.sends.timeoutMs, (sending) =>
        send(open.channel, { ...mail, html: htmlOfText(mail.text) }, sending),
      );
      return 'done';
    } catch (error) {
      const outcome = outcomeOf(error, true);
      log.warn({ err: error, brandId, outcome: outcome.kind }, 'a mail of the house did not leave');
      // Nothing whose outcome is unknown is sent twice; whoever misses it asks for it again.
      if (outcome.kind === 'ambiguous' || outcome.kind === 'rejected') return 'done';
      const againInMs = outcome.kind === 'rate_limited' ? outcome.retryAfterMs : LOOK_AGAIN_MS;
      return { againInMs, reason: outcome.reason.message };
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
