import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import type { CallerSeat } from '../../platform/http/caller.js';
import { OutboundError } from '../../platform/outbound-http/outbound-error.js';
import { OutboundHttp } from '../../platform/outbound-http/outbound-http.js';
import { ConversationAccess } from '../detail/conversation-access.service.js';

const MAX_BYTES = 10 * 1024 * 1024;
const TIMEOUT_MS = 15_000;
/** Pictures a browser draws without running anything. SVG is not among them. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp']);

/**
 * Fetches a remote picture of a mail when a member has asked to see it, so that the sender learns neither the
 * member's address nor their browser, and the console calls nobody but us.
 */
@Injectable()
export class RemoteImages {
  constructor(
    private readonly access: ConversationAccess,
    private readonly database: Database,
    private readonly http: OutboundHttp,
  ) {}

  /** @throws AppError not_found when the message's HTML does not name this address, channel_failed */
  async fetch(
    seat: CallerSeat,
    messageId: string,
    url: string,
  ): Promise<{ contentType: string; bytes: Buffer }> {
    await this.access.requireByMessage(seat, messageId);
    const row = await this.database.one<{ html: string | null }>(
      'SELECT html FROM message WHERE brand_id = $1 AND id = $2',
      [seat.brandId, messageId],
    );
    if (!names(row?.html ?? '', url)) throw notFound('The picture');
    return this.picture(url);
  }

  /**
   * Whatever stands at an address that somebody was shown, for domains that have checked who may see it.
   * @throws AppError channel_failed where there is no picture
   */
  async picture(url: string): Promise<{ contentType: string; bytes: Buffer }> {
    const answer = await this.request(url);
    const header = answer.headers['content-type'];
    const contentType =
      (Array.isArray(header) ? header[0] : header)?.split(';')[0]?.trim().toLowerCase() ?? '';
    if (answer.status !== 200 || !PICTURES.has(contentType)) {
      throw new AppError('channel_failed', 'There is no picture at this address any more.');
    }
    return { contentType, bytes: answer.body };
  }

  private async request(url: string) {
    try {
      return await this.http.request({
        url,
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_BYTES,
        headers: { accept: 'image/*' },
      });
    } catch (cause) {
      if (cause instanceof OutboundError) {
        throw new AppError('channel_failed', 'The picture could not be fetched.', { cause });
      }
      throw cause;
    }
  }
}

/** Whether the HTML names this address: as written, with its ampersands escaped, or without its scheme. */
function names(html: string, url: string): boolean {
  const plain = html.replaceAll('&amp;', '&').replaceAll('&#38;', '&');
  const withoutScheme = url.replace(/^https?:/, '');
  return [html, plain].some((text) => text.includes(url) || mentions(text, withoutScheme));
}

/** A protocol-relative address, at the start of an attribute's value or of a CSS url(). */
const mentions = (text: string, address: string): boolean =>
  ['"', "'", '=', '('].some((before) => text.includes(before + address));
