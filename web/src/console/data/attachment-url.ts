import type { Attachment } from '@parley/shared/messages.js';

/** Where an attachment is fetched; its `url` is relative to the API's root. */
export function attachmentUrl(attachment: Pick<Attachment, 'url'>, download = false): string {
  const path = attachment.url.startsWith('/api/')
    ? attachment.url
    : `/api/v1${attachment.url.replace(/^(?!\/)/, '/')}`;
  return download ? `${path}${path.includes('?') ? '&' : '?'}download=1` : path;
}
