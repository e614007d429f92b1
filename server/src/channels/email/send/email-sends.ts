import { Injectable } from '@nestjs/common';
import { Clock } from '../../../platform/clock/clock.js';
import { ChannelError } from '../../core/channel-error.js';
import type { ConnectedChannel, SendContext, Sends } from '../../core/connector.js';
import type { LookupResult, OutboundMessage, SendReceipt } from '../../core/outbound-message.js';
import { channelErrorOf } from '../connection/connection-fault.js';
import { closeImap } from '../connection/imap.client.js';
import { type Access, MailboxAccess } from '../connection/mailbox-access.js';
import { type SmtpReceipt, SmtpSendError, type SmtpSession } from '../connection/smtp.client.js';
import { readMailbox } from '../mailbox.settings.js';
import { readMailboxName } from '../mailbox-name.js';
import { OwnMessageIds } from '../own-message-ids.js';
import { type ComposedMail, composeMail, type PreparedMail } from './compose-mail.format.js';
import { estimatedSize, mailBytes, recipientsOf } from './mail-bytes.js';
import { fileCopy, findSent } from './sent-copies.js';
import { refusals, smtpOutcome } from './smtp-outcome.js';

/** For what is done beside sending a reply: a large copy for Sent, a search through a large mailbox. */
const TIMEOUT_MS = 300_000;
/**
 * Signing in, and the server's answer to the whole mail. RFC 5321, section 4.5.3.2.6, would wait ten minutes for that;
 * servers answer within seconds, mail programs wait about a minute and a half, and whoever wrote the reply waits with
 * us. What comes later is unconfirmed, never repeated.
 */
const PATIENCE_MS = 95_000;
/** Bytes per second that the slowest line worth waiting for carries. */
const SLOWEST = 64 * 1024;
const LONGEST_MS = 900_000;
/** Files travel in base64, in lines. */
const SWELLING = 1.37;
/** Left of the time for saying what became of it. */
const MARGIN_MS = 3_000;

/** Sends mail over SMTP and keeps the Sent folder. */
@Injectable()
export class EmailSends implements Sends<ComposedMail> {
  readonly timeoutMs = TIMEOUT_MS;

  constructor(
    private readonly access: MailboxAccess,
    private readonly ids: OwnMessageIds,
    private readonly clock: Clock,
  ) {}

  timeoutFor(bytes: number): number {
    return Math.min(LONGEST_MS, PATIENCE_MS + Math.round(((bytes * SWELLING) / SLOWEST) * 1_000));
  }

  prepare(channel: ConnectedChannel, message: OutboundMessage) {
    const { address } = readMailbox(channel.settings);
    const messageId = this.ids.build(channel.id, message.id, address);
    const prepared: PreparedMail = { messageId, date: this.clock.now().toISOString() };
    return { prepared: { ...prepared }, externalId: messageId, references: [messageId] };
  }

  format(channel: ConnectedChannel, message: OutboundMessage): ComposedMail {
    return composeMail(channel, message);
  }

  async send(
    channel: ConnectedChannel,
    mail: ComposedMail,
    _message: OutboundMessage,
    context: SendContext,
  ): Promise<SendReceipt> {
    const receipt = await this.hand(channel, mail, context);
    const replaced = receipt.serverMessageId !== null && receipt.serverMessageId !== mail.messageId;
    return {
      externalId: mail.messageId,
      at: null,
      ...(replaced ? { references: [receipt.serverMessageId as string] } : {}),
      details: {
        response: receipt.response.slice(0, 500),
        ...(receipt.refused.length === 0 ? {} : { refused: refusals(receipt.refused) }),
      },
    };
  }

  async lookup(
    channel: ConnectedChannel,
    message: OutboundMessage,
    context: SendContext,
  ): Promise<LookupResult> {
    const { messageId } = (message.prepared ?? {}) as Partial<PreparedMail>;
    // Never prepared: never sent.
    if (messageId === undefined) return { found: false, certain: true };
    const mailbox = readMailbox(channel.settings);
    const found = await this.withImap(channel, context, (client) => findSent(client, mailbox, messageId));
    // The copy may be late, and many providers make none: its absence proves nothing.
    return found === null
      ? { found: false, certain: false }
      : { found: true, receipt: { externalId: messageId, at: found.at } };
  }

  async afterSent(
    channel: ConnectedChannel,
    mail: ComposedMail,
    _message: OutboundMessage,
    context: SendContext,
  ): Promise<void> {
    const mailbox = readMailbox(channel.settings);
    if (!mailbox.keepsSentCopy) return;
    await this.withImap(channel, context, (client) => fileCopy(client, mailbox, mail));
  }

  async sendSystemMail(
    channel: ConnectedChannel,
    mail: { id: string; to: string; subject: string; text: string; html: string },
    context: SendContext,
  ): Promise<void> {
    const { address } = readMailbox(channel.settings);
    const to = readMailboxName(mail.to);
    if (to === null) {
      throw ChannelError.rejected('invalid_recipient', `“${mail.to.slice(0, 100)}” is not an email address.`);
    }
    const composed: ComposedMail = {
      from: { name: 'Parley', address },
      to: [to],
      cc: [],
      bcc: [],
      subject: mail.subject,
      messageId: `<${mail.id}.system@${address.slice(address.lastIndexOf('@') + 1)}>`,
      date: this.clock.now(),
      inReplyTo: null,
      references: [],
      text: mail.text,
      html: mail.html,
      attachments: [],
      // RFC 3834, section 5: nothing answers it by machine.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    };
    await this.hand(channel, composed, context);
  }

  private async hand(
    channel: ConnectedChannel,
    mail: ComposedMail,
    context: SendContext,
  ): Promise<SmtpReceipt> {
    const endsAt = performance.now() + context.timeoutMs - MARGIN_MS;
    const { smtp } = readMailbox(channel.settings);
    const session: SmtpSession = await this.access.smtp(accessOf(channel, context));
    try {
      return await session.send(
        { from: mail.from.address, to: recipientsOf(mail), size: estimatedSize(mail) },
        mailBytes(mail, { keepBcc: false }),
        { timeoutMs: Math.max(1, endsAt - performance.now()), signal: context.signal },
      );
    } catch (error) {
      throw error instanceof SmtpSendError ? smtpOutcome(smtp, error) : error;
    } finally {
      session.close();
    }
  }

  private async withImap<T>(
    channel: ConnectedChannel,
    context: SendContext,
    work: (client: Awaited<ReturnType<MailboxAccess['imap']>>) => Promise<T>,
  ): Promise<T> {
    const { imap } = readMailbox(channel.settings);
    const client = await this.access.imap(accessOf(channel, context));
    try {
      return await work(client);
    } catch (error) {
      throw channelErrorOf('IMAP', imap, error);
    } finally {
      await closeImap(client);
    }
  }
}

const accessOf = (channel: ConnectedChannel, context: SendContext): Access => ({
  settings: channel.settings,
  secrets: channel.secrets,
  renewSecrets: context.renewSecrets,
  signal: context.signal,
});
