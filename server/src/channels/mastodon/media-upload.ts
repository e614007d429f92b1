import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ChannelError } from '../core/channel-error.js';
import type { ConnectedChannel } from '../core/connector.js';
import type { OutboundAttachment } from '../core/outbound-message.js';
import { idSchema } from './entities.js';
import type { Access, MastodonApi } from './mastodon-api.client.js';
import { MastodonApiError } from './mastodon-api.client.js';
import { readErrorOf } from './refusal.js';

const mediaSchema = z.object({ id: idSchema });

/** Between two looks whether the instance is done with a file, in ms; longer from one to the next. */
const FIRST_LOOK_MS = 300;
const LONGEST_LOOK_MS = 3_000;

/**
 * Puts a file there and waits until it can be shown (protocols.md §7 "media async"). Nothing is said by that yet: whatever fails
 * can be done again.
 * @returns its id
 * @throws ChannelError retryable, rate_limited, auth_expired, rejected
 */
export async function uploadMedia(
  api: MastodonApi,
  access: Access,
  channel: ConnectedChannel,
  file: OutboundAttachment,
  signal: AbortSignal,
): Promise<string> {
  const { imageBytes, descriptionLength } = channel.settings;
  if (file.contentType.startsWith('image/') && typeof imageBytes === 'number' && file.size > imageBytes) {
    const most = Math.floor(imageBytes / (1024 * 1024));
    throw ChannelError.rejected(
      'file_too_large',
      `${file.filename} is larger than the ${most} MB this instance takes of a picture.`,
      'Make it smaller, or send a link to it.',
    );
  }
  const description = descriptionOf(file.filename).slice(
    0,
    typeof descriptionLength === 'number' ? descriptionLength : 1_500,
  );
  try {
    const { status, data } = await api.call(
      access,
      {
        method: 'POST',
        path: '/api/v2/media',
        bucket: 'media',
        form: description === '' ? {} : { description },
        files: [{ name: 'file', ...file, open: () => file.open() }],
        signal,
        timeoutMs: 600_000,
      },
      mediaSchema,
    );
    if (status === 202) await untilReady(api, access, data.id, signal);
    return data.id;
  } catch (error) {
    if (error instanceof MastodonApiError && error.status === 422) {
      throw ChannelError.rejected(
        'file_refused',
        `The instance cannot use ${file.filename}: ${error.description || 'it does not say why.'}`,
        'Send it in another format, or as a link.',
        error,
      );
    }
    throw readErrorOf(error);
  }
}

async function untilReady(api: MastodonApi, access: Access, id: string, signal: AbortSignal): Promise<void> {
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LONGEST_LOOK_MS)) {
    await sleep(pause, undefined, { signal }).catch(() => {
      throw ChannelError.retryable('media_not_ready', 'The instance is still working on the files.');
    });
    const path = `/api/v1/media/${encodeURIComponent(id)}`;
    const { status } = await api.call(access, { path, signal }, mediaSchema);
    // 206: not yet.
    if (status === 200) return;
  }
}

/** Names that cameras and phones give say nothing about what is to be seen. */
const BY_MACHINE =
  /^(?:img|dsc|dscn|pxl|mvi|vid|image|photo|screenshot|bildschirmfoto|whatsapp)?[\s\d_.:()-]*$/i;

export function descriptionOf(filename: string): string {
  const words = filename
    .replace(/\.[a-z0-9]{2,5}$/i, '')
    .replace(/[_\s-]+/g, ' ')
    .trim();
  return BY_MACHINE.test(words) ? '' : words;
}
