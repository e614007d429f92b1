import type { ChannelLimits } from '@parley/shared/channel-manifest.js';
import { z } from 'zod';
import { webAddress } from './chain.js';

const configurationSchema = z.object({
  urls: z.object({ streaming: z.string().nullish() }).nullish(),
  statuses: z
    .object({
      max_characters: z.number().int().positive().nullish(),
      max_media_attachments: z.number().int().nonnegative().nullish(),
      characters_reserved_per_url: z.number().int().positive().nullish(),
    })
    .nullish(),
  media_attachments: z
    .object({
      supported_mime_types: z.array(z.string()).nullish(),
      description_limit: z.number().int().positive().nullish(),
      image_size_limit: z.number().positive().nullish(),
      video_size_limit: z.number().positive().nullish(),
    })
    .nullish(),
});

/** `GET /api/v2/instance`, and what v1 of it says elsewhere. */
export const instanceSchema = z
  .object({
    title: z.string().nullish(),
    version: z.string().min(1),
    configuration: configurationSchema.nullish(),
    urls: z.object({ streaming_api: z.string().nullish() }).nullish(),
    /** Of forks, before Mastodon had a place for it. */
    max_toot_chars: z.coerce.number().int().positive().nullish().catch(null),
  })
  .transform(({ title, version, configuration, urls, max_toot_chars }) => ({
    title: title ?? '',
    version,
    statuses: {
      ...configuration?.statuses,
      max_characters: configuration?.statuses?.max_characters ?? max_toot_chars,
    },
    media: configuration?.media_attachments ?? {},
    streaming: configuration?.urls?.streaming ?? urls?.streaming_api ?? null,
  }));
export type Instance = z.output<typeof instanceSchema>;

/** What this instance allows; what it does not tell goes by the manifest. */
export function limitsOf({ statuses, media }: Instance): Partial<ChannelLimits> {
  const { max_characters, max_media_attachments, characters_reserved_per_url } = statuses;
  const { image_size_limit, video_size_limit, supported_mime_types } = media;
  const bytes = Math.max(image_size_limit ?? 0, video_size_limit ?? 0);
  return {
    ...(max_characters == null ? {} : { textLength: max_characters }),
    ...(characters_reserved_per_url == null
      ? {}
      : { textRules: { urlLength: characters_reserved_per_url, mentionsWithoutHost: true } }),
    ...(max_media_attachments == null ? {} : { attachments: max_media_attachments }),
    ...(bytes === 0
      ? {}
      : { attachmentBytes: bytes, totalBytes: bytes * Math.max(max_media_attachments ?? 1, 1) }),
    ...(supported_mime_types == null || supported_mime_types.length === 0
      ? {}
      : { attachmentTypes: supported_mime_types }),
  };
}

/** Where the stream is; instances give the address for WebSockets. */
export function streamingUrl(instance: Instance, url: string): string {
  const http = instance.streaming?.replace(/^ws(s?):/i, 'http$1:').replace(/\/+$/, '');
  return webAddress(http) ?? url;
}
