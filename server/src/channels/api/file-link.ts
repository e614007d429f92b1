import type { SecretBox } from '../../platform/crypto/secret-box.js';
import { constantTimeEqual } from '../../platform/crypto/tokens.js';

/** How long a receiver may take to fetch a file, in ms. */
const LIFETIME_MS = 7 * 86_400_000;

/** Links to files of a reply: whoever has one may fetch that one file, for a week. */
export class FileLinks {
  constructor(private readonly box: SecretBox) {}

  /** @param endpointUrl absolute address of the endpoint */
  create(endpointUrl: string, endpointId: string, attachmentId: string, now: Date): string {
    const expires = Math.floor((now.getTime() + LIFETIME_MS) / 1_000);
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
    return this.box.hmac('api-file-link', `${endpointId}/${attachmentId}/${expires}`).toString('base64url');
  }
}
