import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel, SendContext, Sends } from '../core/connector.js';
import type { OutboundMessage, SendReceipt } from '../core/outbound-message.js';
import { BotApi, BotApiError } from './bot-api.client.js';
import { botOf } from './bot-of-channel.js';
import { messageId } from './chat-thread.js';
import { formatReply, type OutgoingCall, type OutgoingMessage, redirected } from './outgoing.format.js';
import { channelErrorOf } from './refusal.js';
import { SendPace } from './send-pace.js';

const TIMEOUT_MS = 45_000;
/** As slow a line as a file is still sent over, in bytes per ms. */
const SLOWEST = 50;
/** A shorter wait is not worth giving the reply back for. */
const PATIENCE_MS = 3_000;

const sentSchema = z.object({
  message_id: z.union([z.number(), z.string()]).transform(String),
  chat: z.object({ id: z.union([z.number(), z.string()]).transform(String) }),
});
const answerSchema = z.union([sentSchema.transform((one) => [one]), z.array(sentSchema).min(1)]);

/** What Telegram finds wrong with pictures it would take as files. */
const NO_PICTURE =
  /PHOTO_|IMAGE_PROCESS_FAILED|MEDIA_(?:INVALID|EMPTY)|VIDEO_|wrong (?:type|file)|can't parse/i;

@Injectable()
export class TelegramSends implements Sends<OutgoingMessage> {
  readonly timeoutMs = TIMEOUT_MS;

  constructor(
    private readonly api: BotApi,
    private readonly pace: SendPace,
  ) {}

  timeoutFor(bytes: number): number {
    return TIMEOUT_MS + Math.ceil(bytes / SLOWEST);
  }

  format(channel: ConnectedChannel, message: OutboundMessage): OutgoingMessage {
    return formatReply(channel, message);
  }

  async send(
    channel: ConnectedChannel,
    outgoing: OutgoingMessage,
    _message: OutboundMessage,
    context: SendContext,
  ): Promise<SendReceipt> {
    const { businessConnectionId } = outgoing.thread;
    let { chatId } = outgoing.thread;
    let call: OutgoingCall = outgoing;
    // Every refusal is a sure one: what was refused may be said in another way. Each of them happens once at most.
    for (let moved = false, asDocuments = false; ; ) {
      try {
        await this.turn(channel.account, chatId, call, context);
        const [first, ...rest] = await this.call(channel, call, context);
        if (first === undefined) throw new BotApiError(502, 'The answer was empty.');
        const idOf = (one: z.output<typeof sentSchema>) =>
          messageId({ chatId: one.chat.id, businessConnectionId }, one.message_id);
        return { externalId: idOf(first), at: null, references: rest.map(idOf) };
      } catch (error) {
        if (!(error instanceof BotApiError) || error.code !== 400) throw channelErrorOf(error);
        const { migrate_to_chat_id } = error.parameters;
        if (migrate_to_chat_id !== undefined && !moved) {
          moved = true;
          chatId = migrate_to_chat_id;
          call = redirected(call, chatId);
        } else if (outgoing.asDocuments !== null && !asDocuments && NO_PICTURE.test(error.description)) {
          asDocuments = true;
          call = moved ? redirected(outgoing.asDocuments, chatId) : outgoing.asDocuments;
        } else {
          throw channelErrorOf(error);
        }
      }
    }
  }

  private call(channel: ConnectedChannel, call: OutgoingCall, { signal, timeoutMs }: SendContext) {
    return this.api.call(
      botOf(channel),
      {
        method: call.method,
        fields: call.fields,
        files: call.uploads.map(({ name, attachment }) => ({
          name,
          filename: attachment.filename,
          contentType: attachment.contentType,
          size: attachment.size,
          open: () => attachment.open(),
        })),
        signal,
        timeoutMs,
      },
      answerSchema,
    );
  }

  /** Waits until the platform's rates allow it. @throws ChannelError.rateLimited when that takes longer */
  private async turn(
    bot: string,
    chatId: string,
    call: OutgoingCall,
    { signal }: SendContext,
  ): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const turn = this.pace.take(bot, chatId, Math.max(call.uploads.length, 1));
      if (turn.kind === 'now') return;
      if (performance.now() + turn.ms > until || signal.aborted) {
        const message =
          turn.because === 'group'
            ? 'Telegram takes 20 messages a minute from a bot in one group.'
            : 'Telegram takes only so many messages at once.';
        throw ChannelError.rateLimited(
          turn.ms,
          message,
          turn.because === 'overall' ? 'channel' : 'conversation',
        );
      }
      await sleep(turn.ms);
    }
  }
}
