import type { SecretBox } from '../../platform/crypto/secret-box.js';
import { constantTimeEqual } from '../../platform/crypto/tokens.js';

/** Links to files of a conversation: whoever has one may fetch that one file, for a while. */
export class FileLinks {
  /**
   * @param options.purpose one per kind, so that a link of one is none of another
   * @param options.lifetimeMs how long a receiver may take to fetch a file
   */
  constructor(
    private readonly box: SecretBox,
    private readonly options: { purpose: string; lifetimeMs: number },
  ) {}

  /** @param endpointUrl address of the endpoint */
  create(endpointUrl: string, endpointId: string, attachmentId: string, now: Date): string {
    const expires = Math.floor((now.getTime() + this.options.lifetimeMs) / 1_000);
    const signature = this.signature(endpointId, attachmentId, expires);
    return `${endpointUrl}/files/${attachmentId}?expires=${expires}&signature=${signature}`;
  }

  /** @param link.expires seconds since the epoch */
  isGood(
    link: { endpointId: string; attachmentId: string; expires: number; signature: string },
    now: Date,
  ): boolean {
    const expected = this.signature(link.endpointId, link.attachmentId, link.expires);
    return constantTimeEqual(link.signature, expected) && now.getTime() < link.expires * 1_000;
  }

  private signature(endpointId: string, attachmentId: string, expires: number): string {
    return this.box
      .hmac(this.options.purpose, `${endpointId}/${attachmentId}/${expires}`)
      .toString('base64url');
  }
}
