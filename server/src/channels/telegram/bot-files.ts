import { Injectable } from '@nestjs/common';
import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel, FetchesFiles } from '../core/connector.js';
import { BotApi, BotApiError, fileSchema } from './bot-api.client.js';
import { botOf } from './bot-of-channel.js';
import { channelErrorOf } from './refusal.js';

/** Files by their `file_id`: first an address, good for an hour at least, then the bytes. */
@Injectable()
export class BotFiles implements FetchesFiles {
  constructor(private readonly api: BotApi) {}

  async openFile(channel: ConnectedChannel, fileId: string, { maxBytes }: { maxBytes: number }) {
    const bot = botOf(channel);
    let path: string | undefined;
    try {
      const file = await this.api.call(bot, { method: 'getFile', fields: { file_id: fileId } }, fileSchema);
      path = file.file_path;
    } catch (error) {
      if (error instanceof BotApiError && /file is too big/i.test(error.description)) {
        throw ChannelError.rejected(
          'file_too_large',
          'Telegram gives files to bots up to 20 MB only.',
          undefined,
          error,
        );
      }
      // "wrong file_id or the file is temporarily unavailable": which of the two it does not say.
      if (error instanceof BotApiError && /temporarily unavailable/i.test(error.description)) {
        throw ChannelError.retryable('file_unavailable', 'Telegram does not have the file at hand.', error);
      }
      throw channelErrorOf(error);
    }
    if (path === undefined) {
      throw ChannelError.retryable('file_unavailable', 'Telegram does not say where the file is.');
    }
    const { status, content, contentType } = await this.api.download(bot, path, maxBytes);
    if (status !== 200) {
      content.destroy();
      throw ChannelError.retryable('file_unavailable', `Telegram answered ${status} for the file.`);
    }
    // It says `application/octet-stream` for everything; the message has said better.
    return contentType === undefined || contentType.startsWith('application/octet-stream')
      ? { content }
      : { content, contentType };
  }
}
