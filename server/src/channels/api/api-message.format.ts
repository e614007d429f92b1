import type { apiOutgoingMessageSchema } from '@parley/shared/api-channel.js';
import type { z } from 'zod';
import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel } from '../core/connector.js';
import type { OutboundMessage } from '../core/outbound-message.js';

export type ApiOutgoingMessage = z.infer<typeof apiOutgoingMessageSchema>;

export interface FormattedApiMessage {
  url: string;
  webhookId: string;
  /** Attachments still without their links, which are made when it leaves. */
  payload: ApiOutgoingMessage;
  attachmentIds: string[];
}

/** Pure. @throws ChannelError.rejected */
export function formatMessage(channel: ConnectedChannel, message: OutboundMessage): FormattedApiMessage {
  const { webhookUrl } = channel.settings;
  if (typeof webhookUrl !== 'string' || webhookUrl === '') {
    throw ChannelError.rejected(
      'no_webhook_url',
      'This channel has no address to deliver answers to.',
      'Enter the webhook address in the settings of the channel, then send again.',
    );
  }
  const { externalId, medium, subject } = message.conversation;
  if (externalId === null) {
    throw ChannelError.rejected('no_thread', 'The other system does not know this conversation.');
  }
  return {
    url: webhookUrl,
    webhookId: message.id,
    attachmentIds: message.attachments.map(({ id }) => id),
    payload: {
      type: 'message.created',
      timestamp: message.createdAt.toISOString(),
      data: {
        messageId: message.id,
        channelId: channel.id,
        conversation: { id: externalId, medium, subject },
        inReplyTo: message.inReplyTo?.externalId ?? null,
        visibility: message.visibility,
        text: message.text,
        member: { id: message.member.id, name: message.member.name },
        to: message.recipients.map(({ externalId: id, name }) => ({ id, name })),
        attachments: message.attachments.map(({ filename, contentType, size }) => ({
          filename,
          contentType,
          size,
          url: '',
        })),
      },
    },
  };
}
