import { z } from 'zod';

/** Ids are strings with us, whatever they are there. */
const idSchema = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)]).transform(String);
const linkSchema = z.looseObject({ href: z.string() });
const renderedSchema = z.looseObject({ rendered: z.string().default(''), raw: z.string().optional() });

/** A post as it comes embedded in its comments (`_embed=up`), or by itself. */
export const postSchema = z.looseObject({
  id: idSchema,
  date_gmt: z.string().nullish(),
  link: z.string().nullish(),
  title: renderedSchema.nullish(),
  excerpt: renderedSchema.nullish(),
  content: renderedSchema.nullish(),
  author: idSchema.nullish(),
  _embedded: z
    .looseObject({
      author: z.array(z.looseObject({ name: z.string().nullish() })).nullish(),
      'wp:featuredmedia': z
        .array(
          z.looseObject({
            source_url: z.string().nullish(),
            media_details: z
              .looseObject({
                sizes: z.record(z.string(), z.looseObject({ source_url: z.string() })).nullish(),
              })
              .nullish(),
          }),
        )
        .nullish(),
    })
    .nullish(),
});
export type SitePost = z.output<typeof postSchema>;

/**
 * A comment of the REST API v2; `author_email` and `content.raw` only in the context `edit`.
 * @see https://developer.wordpress.org/rest-api/reference/comments/
 */
export const commentSchema = z.looseObject({
  id: idSchema,
  post: idSchema,
  parent: idSchema.default('0'),
  /** Id of a user of the site; 0: a guest. */
  author: idSchema.default('0'),
  author_name: z.string().default(''),
  author_email: z.string().nullish(),
  author_url: z.string().nullish(),
  author_avatar_urls: z.record(z.string(), z.string()).nullish(),
  /** By the site's clock, without a zone. */
  date: z.string().nullish(),
  /** UTC, without saying so. */
  date_gmt: z.string(),
  content: renderedSchema,
  link: z.string().nullish(),
  status: z.string().default('approved'),
  type: z.string().default('comment'),
  _links: z.looseObject({ up: z.array(linkSchema).nullish() }).nullish(),
  _embedded: z.looseObject({ up: z.array(z.unknown()).nullish() }).nullish(),
});
export type SiteComment = z.output<typeof commentSchema>;

/** What can be different about a comment we have seen before. */
export type Change = 'content' | 'status';

/** A comment, and what the poller knows of it. */
export interface Reading {
  /** As the site gave it. */
  comment: unknown;
  /** Id of the comment its thread begins with; left out where nobody has looked. */
  root?: string;
  /** Left out: it is new to us. */
  changes?: Change[];
  /** Written since the channel was connected, whatever its seconds say. */
  since?: boolean;
}

/** What one look at a site brought, as it is stored. */
export interface Readings {
  /** When, in ms since the epoch: tells two changes of one comment apart. */
  readAt: number;
  readings: Reading[];
  /** Comments the others stand under, for who is answered and where; told of as well. */
  ancestors: Reading[];
  /** Ids of comments that are not there any more. */
  gone: string[];
  /** Brought by a backfill; `queueSince` as the owner chose it. */
  backfill?: { queueSince: string | null };
}

/** UTC, whatever the site says of zones. Null for what is no time. */
export function instantOf(dateGmt: string): Date | null {
  const time = Date.parse(/(?:Z|[+-]\d{2}:?\d{2})$/.test(dateGmt) ? dateGmt : `${dateGmt}Z`);
  return Number.isNaN(time) ? null : new Date(time);
}
