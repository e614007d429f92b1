import { Injectable } from '@nestjs/common';
import { SecretBox } from '../../platform/crypto/secret-box.js';
import { buildMessageId, readMessageToken } from './threading/message-token.js';

const MENTION = /<?((?<![0-9a-z])[0-9a-f]{32}\.[0-9a-f]{32}@[^\s<>"',;]{1,255})>?/gi;
const MAX_SCANNED = 256 * 1024;

/** The Message-IDs of our replies: made here, and known again wherever they are named. */
@Injectable()
export class OwnMessageIds {
  private readonly secret: Buffer;

  constructor(box: SecretBox) {
    this.secret = box.keyFor('mail-message-id');
  }

  /** Always the same for a message. @param address the one it is sent from */
  build(channelId: string, messageId: string, address: string): string {
    return buildMessageId(messageId, address, { channelId, secret: this.secret });
  }

  isOurs(channelId: string, id: string): boolean {
    return readMessageToken(id, { channelId, secret: this.secret }) !== null;
  }

  /** Ids of ours in a text, such as the headers a mail system sent back; first mention first, as we wrote them. */
  named(channelId: string, text: string): string[] {
    const mentions = [...text.slice(0, MAX_SCANNED).matchAll(MENTION)].map(
      ([, id]) => `<${(id as string).toLowerCase()}>`,
    );
    return [...new Set(mentions)].filter((id) => this.isOurs(channelId, id));
  }
}
